//! Bringing a file in: a ticket, the browser's POST to the store, and a confirm that trusts nothing but the store.

mod arrival;
mod cancel;
mod confirm;
mod known;
mod open;
mod place;
mod presign;
mod verify;

pub use cancel::cancel;
pub use confirm::confirm;
pub(crate) use confirm::{LEASE_MICROS, settle};
pub use known::known;
pub use open::open;
pub use presign::{form_ticket, presign, start_form};

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::AuditAction,
    content_type::ContentType,
    id::UploadId,
    problem::Problem,
    purpose::Purpose,
    upload::{UploadLimits, UploadStatus},
};
use sea_orm::EntityTrait as _;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    entity::upload,
};

/// What a purpose allows.
pub fn limits(app: &App, purpose: Purpose) -> UploadLimits {
    UploadLimits { purpose, limit_bytes: purpose.limit_bytes(), accepted: accepted(app, purpose) }
}

fn accepted(app: &App, purpose: Purpose) -> Vec<ContentType> {
    match purpose {
        Purpose::Document => app.settings.document_types.clone(),
        Purpose::Avatar | Purpose::Image | Purpose::Thumbnail => ContentType::accepted_for(purpose).collect(),
    }
}

/// The actor's upload. A refusal is recorded, and answered like an upload that does not exist.
async fn find(app: &App, actor: &Actor, info: &RequestInfo, id: UploadId) -> Result<upload::Model, Error> {
    let row = upload::Entity::find_by_id(id.0).one(app.db.reader()).await?;
    let owner = row.as_ref().map(|row| domain::id::UserId(row.user_id));
    if let (Some(row), Some(owner)) = (row, owner)
        && access::decide(actor, access::Request::ConfirmUpload { owner }) == Decision::Allow
    {
        return Ok(row);
    }
    let event = Event::refused(actor, AuditAction::UploadConfirm, info).on("upload", id.0);
    audit::record(app.db.writer(), app.clock.now(), event).await?;
    Err(Problem::not_found("upload").into())
}

/// A row's columns that hold domain values.
#[derive(Debug, Clone, Copy)]
struct Typed {
    purpose: Purpose,
    status: UploadStatus,
    content_type: ContentType,
}

impl Typed {
    fn of(row: &upload::Model) -> Result<Self, Error> {
        let broken = |what: &str| Error::Defect(format!("upload {}: its {what} is not one of ours", row.id));
        Ok(Self {
            purpose: row.purpose.parse().map_err(|_| broken("purpose"))?,
            status: UploadStatus::ALL.into_iter().find(|status| status.as_str() == row.status).ok_or_else(|| broken("status"))?,
            content_type: ContentType::parse(&row.content_type).map_err(|_| broken("content type"))?,
        })
    }
}

/// Bytes as the database keeps them. Sizes are far below the limit of either type.
fn to_column(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Bytes as they come from the database.
pub(crate) fn from_column(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or_default()
}
