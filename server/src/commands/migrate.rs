//! `gatehouse migrate`.

use super::Failure;
use crate::{boot, config::Config, out};

/// Brings the schema up to date.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    boot::database(config).await?;
    out::line("The database's schema is up to date.");
    Ok(())
}
