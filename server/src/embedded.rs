//! The embedded S3 and CDN, on ports of their own.

use std::net::IpAddr;

use crate::{commands::Failure, config::Config};

/// Both, running.
pub struct Embedded {
    /// The S3's port.
    pub s3_port: u16,
    /// The CDN's port.
    pub cdn_port: u16,
    /// Where they listen.
    pub address: IpAddr,
}

impl Embedded {
    /// Takes both ports and starts.
    pub async fn start(_config: &Config, _app_port: u16) -> Result<Self, Failure> {
        unimplemented!()
    }

    /// Lets running answers finish.
    pub async fn stop(self) {}
}
