//! The embedded S3 and CDN, on ports of their own: for development and small single-machine use.

use std::{
    future::Future,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use localcloud::{cdn, s3};
use secrecy::ExposeSecret as _;
use services::ports::Clock as _;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    boot::{self, EMBEDDED_DISTRIBUTION, SystemClock},
    commands::Failure,
    config::Config,
    keys,
};

/// What the CDN keeps in memory, in bytes.
const CDN_CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Both, running.
pub struct Embedded {
    /// The S3's port.
    pub s3_port: u16,
    /// The CDN's port.
    pub cdn_port: u16,
    /// What the S3 can be told to do wrong.
    pub faults: s3::Faults,
    stop: CancellationToken,
    servers: TaskTracker,
}

impl Embedded {
    /// Takes both ports and starts.
    pub async fn start(config: &Config) -> Result<Self, Failure> {
        let s3_listener = listen(config.embedded.address, config.embedded.s3_port, "embedded.s3_port").await?;
        let cdn_listener = listen(config.embedded.address, config.embedded.cdn_port, "embedded.cdn_port").await?;
        let (s3_port, cdn_port) = (s3_listener.local_addr()?.port(), cdn_listener.local_addr()?.port());

        keys::private_dir(&config.objects_dir())?;
        let store = Arc::new(s3::Store::open(config.objects_dir())?);
        let key = boot::s3_key(config)?;
        let clock: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(|| SystemClock.now().0.div_euclid(1_000_000));
        let bucket = s3::Config {
            bucket: config.storage.bucket.clone(),
            region: config.storage.region.clone(),
            access_key_id: key.access_key_id.clone(),
            secret_access_key: key.secret_access_key.expose_secret().to_owned(),
            clock: clock.clone(),
        };
        let pair = keys::cdn(&config.keys_dir())?;
        let public_url = config.cdn.public_url.clone().unwrap_or_else(|| config.embedded_origin(cdn_port));
        let edge = cdn::Config {
            public_origin: public_url.to_string(),
            key_group: cdn::KeyGroup::new([(pair.key_pair_id.as_str(), pair.public_pem.as_str())])?,
            distribution_id: config.cdn.distribution_id.clone().unwrap_or_else(|| EMBEDDED_DISTRIBUTION.to_owned()),
            control_key: cdn::ControlKey {
                access_key_id: key.access_key_id,
                secret_access_key: key.secret_access_key.expose_secret().to_owned(),
            },
            cache_bytes: CDN_CACHE_BYTES,
            clock,
        };

        let s3 = s3::S3::new(bucket, store.clone());
        let embedded = Self { s3_port, cdn_port, faults: s3.faults(), stop: CancellationToken::new(), servers: TaskTracker::new() };
        embedded.run("S3", s3::serve(s3_listener, s3, embedded.stop.clone().cancelled_owned()));
        embedded.run("CDN", cdn::serve(cdn_listener, cdn::Edge::new(edge, store), embedded.stop.clone().cancelled_owned()));
        embedded.servers.close();
        Ok(embedded)
    }

    fn run(&self, what: &'static str, server: impl Future<Output = io::Result<()>> + Send + 'static) {
        self.servers.spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the embedded {what} has ended");
            }
        });
    }

    /// Lets running answers finish.
    pub async fn stop(self) {
        self.stop.cancel();
        self.servers.wait().await;
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn listen(ip: IpAddr, port: u16, key: &str) -> Result<TcpListener, Failure> {
    boot::listen(SocketAddr::new(ip, port), key).await
}
