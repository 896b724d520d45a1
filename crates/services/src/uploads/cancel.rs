//! Giving an upload up: it counts against nothing any more, and its line is gone.

use domain::{account::Actor, audit::AuditAction, id::UploadId, upload::UploadStatus};
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::{Typed, confirm::transition, find};
use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
};

/// Ends an upload of the actor's that nobody has confirmed. One that is being checked or has ended stays as it is.
/// What its ticket still brings stays under `incoming/`, which the lifecycle rule empties.
pub async fn cancel(app: &App, actor: &Actor, info: &RequestInfo, id: UploadId) -> Result<(), Error> {
    let row = find(app, actor, info, id).await?;
    if Typed::of(&row)?.status != UploadStatus::Pending {
        return Ok(());
    }
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    if transition(&tx, &row, UploadStatus::Expired, |set| set.updated_at = Set(now.0)).await? {
        let event = Event::done(actor, AuditAction::UploadCancel, info).on("upload", id.0).with(json!({ "purpose": row.purpose }));
        audit::record(&tx, now, event).await?;
        tx.commit().await?;
    }
    Ok(())
}
