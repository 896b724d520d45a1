//! `gatehouse invite create`.

use super::Failure;
use crate::{boot, config::Config, out};

/// Prints a link that lets one person register.
pub(super) async fn create(config: &Config) -> Result<(), Failure> {
    let app = boot::app(config, boot::Ports::configured(config)).await?;
    let token = services::accounts::invite(&app, None).await?;
    out::line(format_args!("{}/register?invite={token}", app.settings.public_url));
    Ok(())
}
