//! `gatehouse provision`.

use super::Failure;
use crate::{boot, config::Config, out};

/// Gives the bucket its CORS and lifecycle rules.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let ports = boot::Ports::configured(config);
    let bucket = boot::bucket(config, ports).await?;
    let origin = config.public_url(ports.app);
    boot::provision(&bucket, &origin).await?;
    out::line(format_args!(
        "The bucket {} takes forms from {origin}, and forgets what stays under incoming/ for a day.",
        config.storage.bucket
    ));
    Ok(())
}
