//! S3 and CloudFront: the POST policy signer, presigned GET, signed cookies, and the adapters that services ask.
//!
//! The only crate that names `aws-*`. Signers are pure: the clock, the credentials and all names come in as arguments.

pub mod bucket;
pub mod cdn;
pub mod cdn_key;
pub mod content_disposition;
pub mod cookie_policy;
pub mod cookies;
mod moment;
mod port_error;
pub mod post_policy;
pub mod presigned_get;
mod provision;
pub mod settings;
mod signers;
pub mod signing_key;
mod store_clock;
