//! What a person has under way: in another tab, or left behind by a browser that is gone.

use domain::{
    access::{self, Decision},
    account::Actor,
    id::UploadId,
    problem::Problem,
    purpose::Purpose,
    timestamp::Timestamp,
    upload::{OpenUpload, UploadStatus},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use super::{Typed, confirm::GRACE_MICROS, from_column};
use crate::{App, Error, entity::upload};

/// After the ticket's end and its grace the reconciler looks within a minute and a half; a minute more, since people are told the minute.
const SETTLED_MICROS: i64 = GRACE_MICROS + 150 * 1_000_000;

/// The actor's documents under way, the last begun first: at most as many as the quota lets be.
pub async fn open(app: &App, actor: &Actor) -> Result<Vec<OpenUpload>, Error> {
    if access::decide(actor, access::Request::ListDocuments) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    let rows = upload::Entity::find()
        .filter(upload::Column::UserId.eq(actor.user.0))
        .filter(upload::Column::Status.is_in(UploadStatus::OPEN.map(UploadStatus::as_str)))
        .filter(upload::Column::Purpose.eq(Purpose::Document.as_str()))
        .order_by_desc(upload::Column::CreatedAt)
        .order_by_desc(upload::Column::Id)
        .limit(app.settings.quota.pending_uploads)
        .all(app.db.reader())
        .await?;
    let rows = rows.into_iter().map(|row| {
        let is_pending = Typed::of(&row)?.status == UploadStatus::Pending;
        Ok(OpenUpload {
            id: UploadId(row.id),
            size_bytes: row.declared_bytes.map(from_column),
            started_at: Timestamp(row.created_at),
            settled_by: is_pending.then_some(Timestamp(row.ticket_expires_at + SETTLED_MICROS)),
            name: row.file_name,
        })
    });
    rows.collect()
}
