//! What nobody confirmed: finished for its person where the object is there, expired where it is not.

use domain::upload::{ConfirmOutcome, UploadStatus};
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::{App, Error, RequestInfo, entity::upload, sessions, throttle, trash, uploads};

/// An upload that rests for so long is looked after, in microseconds.
const QUIET_MICROS: i64 = 60 * 1_000_000;
/// Rows in one round.
const ROUND: u64 = 200;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Uploads brought to an end: ready, rejected or expired.
    pub settled: u32,
    /// Uploads whose object has not arrived and whose ticket still lives.
    pub waiting: u32,
    /// Uploads that the store or the database did not let settle.
    pub failed: u32,
    /// Documents deleted because they had been in the trash for too long.
    pub purged: u32,
}

/// One round, which ends early when the app stops. Two instances at once do nothing twice: every transition is a compare-and-set.
pub async fn run(app: &App) -> Result<Report, Error> {
    let now = app.clock.now().0;
    let pending = upload::Column::Status.eq(UploadStatus::Pending.as_str()).and(upload::Column::UpdatedAt.lt(now - QUIET_MICROS));
    let left = upload::Column::Status.eq(UploadStatus::Verifying.as_str()).and(upload::Column::UpdatedAt.lt(now - uploads::LEASE_MICROS));
    let rows = upload::Entity::find()
        .filter(Condition::any().add(pending).add(left))
        .order_by_asc(upload::Column::UpdatedAt)
        .limit(ROUND)
        .all(app.db.reader())
        .await?;
    let mut report = Report::default();
    for row in rows {
        if app.is_stopping() {
            return Ok(report);
        }
        match uploads::settle(app, row.id, None, &RequestInfo::default()).await {
            Ok(Some(ConfirmOutcome::InProgress) | None) => report.waiting += 1,
            Ok(Some(_)) => report.settled += 1,
            Err(error) => {
                tracing::warn!(%error, upload = %row.id, "an upload could not be settled");
                report.failed += 1;
            }
        }
    }
    sessions::prune(app).await?;
    throttle::prune(app).await?;
    report.purged = trash::purge_old(app).await?;
    Ok(report)
}
