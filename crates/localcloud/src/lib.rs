//! An embedded S3 and CDN edge, for development and small single-machine use.
//!
//! It signs nothing and shares no code with the crate that signs, so that a mistake there cannot cancel out here.

pub mod cdn;
mod hex;
mod listen;
pub mod s3;
mod sigv4_key;

/// What reads the words of strangers, for `crates/fuzz-targets`; nobody else needs it.
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::cdn::{
        authorise::{Credentials, authorise},
        cookies::credentials,
        matching::{is_pattern, matches},
        policy::{MalformedPolicy, Policy},
        refusal::Refusal,
        request_url::RequestUrl,
    };
    pub use crate::s3::post::multipart::{Event, Malformed, Parser, PartHeaders};
}
