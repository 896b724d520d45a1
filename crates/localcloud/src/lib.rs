//! An embedded S3 and CDN edge, for development and small single-machine use.
//!
//! It signs nothing and shares no code with the crate that signs, so that a mistake there cannot cancel out here.

pub mod cdn;
mod hex;
mod listen;
pub mod s3;
mod sigv4_key;
