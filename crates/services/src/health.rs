//! Whether what the app depends on answers.

use sea_orm::ConnectionTrait as _;

use crate::{App, Error};

/// A key under which nothing ever lies.
const NOWHERE: &str = "incoming/health";
/// Clocks that are further apart are told of, in seconds; tickets live 300.
const TOLERATED_SKEW_SECONDS: u64 = 30;

/// Asks the database for nothing.
pub async fn check(app: &App) -> Result<(), Error> {
    app.db.reader().execute_unprepared("SELECT 1").await?;
    Ok(())
}

/// Asks the store for nothing, so that its clock is known. Logs what is wrong; only uploads and downloads depend on it.
pub async fn look_at_store(app: &App) {
    if let Err(error) = app.bucket.head(NOWHERE).await {
        tracing::warn!(%error, "the store cannot be asked");
    }
    if let Some(skew_seconds) = store_clock_skew(app) {
        tracing::warn!(skew_seconds, "the store's clock is not ours: tickets and URLs end too early or are refused; set the clocks");
    }
}

/// How far the store's clock is ahead of ours in seconds, where that is more than can be tolerated.
pub fn store_clock_skew(app: &App) -> Option<i64> {
    app.bucket.clock_skew_seconds().filter(|skew| skew.unsigned_abs() > TOLERATED_SKEW_SECONDS)
}
