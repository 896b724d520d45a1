//! The embedded S3: one bucket on disk, for development and small single-machine use.
//!
//! `s3s` speaks the protocol of signed requests. In front of it stand POST Object and CORS, which it does not do as S3 does.

mod bucket_config;
mod cors;
mod credentials;
mod error;
mod faults;
mod index;
mod lifecycle;
mod origin;
pub(crate) mod post;
mod presigned;
mod range;
mod rfc2047;
mod server;
mod service;
mod store;

pub use faults::{Fault, Faults};
pub use server::{S3, serve};
pub use store::Store;

use crate::cdn::Clock;

/// What an embedded S3 needs to know.
#[derive(Clone)]
pub struct Config {
    /// The one bucket.
    pub bucket: String,
    /// The region that signatures must name: lower-case letters, digits and dashes.
    pub region: String,
    /// The access key's id.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret_access_key: String,
    /// The trusted time, in seconds since 1970.
    pub clock: Clock,
}
