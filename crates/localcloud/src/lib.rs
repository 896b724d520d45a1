//! An embedded S3 and CDN edge, for development and small single-machine use.

pub mod cdn;
