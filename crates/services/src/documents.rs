//! Documents: the list, and downloads that are authorised and recorded one by one.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    access::{self, Decision},
    account::Actor,
    audit::AuditAction,
    content_type::{ContentType, Preview},
    cursor::{Cursor, PAGE_SIZE, Page},
    document::{Disposition, DocumentRow, Download},
    id::{DocumentId, FolderId, UserId},
    problem::{Problem, ProblemKind},
    timestamp::Timestamp,
};
use sea_orm::EntityTrait as _;
use serde_json::json;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    details,
    entity::document,
    people,
    ports::GetRequest,
    throttle,
    uploads::from_column,
};

/// Rows as a page of a list that is ordered by `at`.
pub(crate) async fn page(app: &App, rows: Vec<document::Model>, at: fn(&document::Model) -> i64) -> Result<Page<DocumentRow>, Error> {
    let page = Page::cut(rows, PAGE_SIZE, |row| Cursor { at: Timestamp(at(row)), id: row.id });
    Ok(Page { items: self::rows(app, page.items).await?, next: page.next })
}

/// Rows as people see them, with their owners and tags.
pub(crate) async fn rows(app: &App, rows: Vec<document::Model>) -> Result<Vec<DocumentRow>, Error> {
    let owners = people::by_id(app, rows.iter().map(|row| row.owner_id)).await?;
    let mut tags = details::tags_of(app, rows.iter().map(|row| row.id)).await?;
    let rows = rows.into_iter().map(|row| {
        let owner = owners.get(&row.owner_id);
        Ok(DocumentRow {
            id: DocumentId(row.id),
            content_type: content_type(&row)?,
            size_bytes: from_column(row.size_bytes),
            sha256: row.checksum_sha256.as_deref().and_then(hexadecimal),
            sha256_verified: row.checksum_verified,
            owner: UserId(row.owner_id),
            owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            owner_avatar_url: owner.and_then(|owner| people::avatar_url(app, owner)),
            created_at: Timestamp(row.created_at),
            trashed_at: row.trashed_at.map(Timestamp),
            tags: tags.remove(&row.id).unwrap_or_default(),
            folder: row.folder_id.map(FolderId),
            description: row.description,
            name: row.name,
        })
    });
    rows.collect()
}

/// What S3 says in base64, as people compare it.
fn hexadecimal(base64: &str) -> Option<String> {
    let bytes = STANDARD.decode(base64).ok()?;
    Some(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
}

fn content_type(row: &document::Model) -> Result<ContentType, Error> {
    ContentType::parse(&row.content_type).map_err(|error| Error::Defect(format!("document {}: {error}", row.id)))
}

/// The row, if the actor may do this with it. A refusal is recorded, and answered like a document that does not exist.
pub(crate) async fn find(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    id: DocumentId,
    request: fn(UserId) -> access::Request,
    action: AuditAction,
) -> Result<document::Model, Error> {
    let row = document::Entity::find_by_id(id.0).one(app.db.reader()).await?;
    if let Some(row) = row.filter(|row| access::decide(actor, request(UserId(row.owner_id))) == Decision::Allow) {
        return Ok(row);
    }
    let event = Event::refused(actor, action, info).on("document", id.0);
    audit::record(app.db.writer(), app.clock.now(), event).await?;
    Err(Problem::not_found("document").into())
}

/// A short-lived URL. The audit event is committed before the URL exists; refusals are recorded too.
pub async fn download(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, disposition: Disposition) -> Result<Download, Error> {
    throttle::admit(app, actor, info).await?;
    let now = app.clock.now();
    let row = find(app, actor, info, id, |owner| access::Request::DownloadDocument { owner }, AuditAction::DocumentDownload).await?;
    if row.trashed_at.is_some() {
        return Err(Problem::new(ProblemKind::Conflict, "This document is in the trash. Restore it to open it.").into());
    }
    let content_type = content_type(&row)?;
    if disposition == Disposition::Inline && content_type.preview() == Preview::None {
        return Err(Problem::invalid("disposition", format!("{} cannot be shown here. Download it instead.", content_type.label())).into());
    }
    let detail = json!({ "name": row.name, "disposition": disposition });
    let event = Event::done(actor, AuditAction::DocumentDownload, info).on("document", id.0).with(detail);
    audit::record(app.db.writer(), now, event).await?;
    let expires_in_seconds = app.settings.download_seconds;
    let sha256 = row.checksum_sha256.as_deref().and_then(hexadecimal);
    let request = GetRequest { key: row.key, file_name: row.name, content_type, disposition, expires_in_seconds };
    let url = app.bucket.presign_get(&request, now).await?;
    Ok(Download { url, expires_at: Timestamp(now.0 + i64::from(expires_in_seconds) * 1_000_000), sha256 })
}
