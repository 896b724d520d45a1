//! `gatehouse localcloud`: the embedded S3 and CDN in a process of their own.

use super::{Failure, serve::stop_signal};
use crate::{
    boot::{self, Ports},
    config::{Config, StorageMode},
    embedded::Embedded,
    out,
};

/// Serves until SIGTERM or SIGINT.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    if config.storage.mode != StorageMode::Embedded {
        return Err("storage.mode is external: there is nothing to embed; right would be storage.mode=embedded".into());
    }
    let stop = stop_signal()?;
    let embedded = Embedded::start(config).await?;
    let ports = Ports { s3: embedded.s3_port, cdn: embedded.cdn_port, ..Ports::configured(config) };
    boot::provision(&boot::bucket(config, ports).await?, &config.public_url(ports.app)).await?;
    out::line(format_args!("  S3   {}", config.embedded_origin(embedded.s3_port)));
    out::line(format_args!("  CDN  {}", config.embedded_origin(embedded.cdn_port)));
    out::line("Start the app with embedded.start=false (GATEHOUSE_EMBEDDED__START=false).");
    stop.cancelled().await;
    embedded.stop().await;
    Ok(())
}
