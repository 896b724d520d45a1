//! Documents: the list, and downloads that are authorised and recorded one by one.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    access::{self, Decision, Standing},
    account::Actor,
    audit::AuditAction,
    content_type::{ContentType, Preview},
    cursor::{PAGE_SIZE, Page},
    document::{Disposition, DocumentRow, DocumentView, Download},
    id::{DocumentId, FolderId, UserId},
    problem::{Problem, ProblemKind},
    share::{ShareRole, has_ended},
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    details,
    entity::{document, document_version, share},
    folders, people,
    ports::GetRequest,
    shares, throttle,
    uploads::from_column,
    versions,
};

/// Rows as a page of a list that is cut by a cursor.
pub(crate) async fn page<C: fmt::Display>(
    app: &App,
    actor: &Actor,
    rows: Vec<document::Model>,
    cursor: impl Fn(&document::Model) -> C,
) -> Result<Page<DocumentRow>, Error> {
    let page = Page::cut(rows, PAGE_SIZE, cursor);
    Ok(Page { items: self::rows(app, actor, page.items).await?, next: page.next })
}

/// Rows as the actor sees them, with their owners and tags, and until when.
async fn rows(app: &App, actor: &Actor, rows: Vec<document::Model>) -> Result<Vec<DocumentRow>, Error> {
    let owners = people::by_id(app, rows.iter().map(|row| row.owner_id)).await?;
    let mut tags = details::tags(app.db.reader(), rows.iter().map(|row| row.id)).await?;
    let ends = shares::ends(app, actor, rows.iter().filter(|row| row.owner_id != actor.user.0).map(|row| row.id)).await?;
    let rows = rows.into_iter().map(|row| {
        let owner = owners.get(&row.owner_id);
        Ok(DocumentRow {
            id: DocumentId(row.id),
            content_type: content_type(&row.content_type, row.id)?,
            size_bytes: from_column(row.size_bytes),
            sha256: row.checksum_sha256.as_deref().and_then(hexadecimal),
            sha256_verified: row.checksum_verified,
            owner: UserId(row.owner_id),
            owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            owner_avatar_url: owner.and_then(|owner| people::avatar_url(app, owner)),
            created_at: Timestamp(row.created_at),
            trashed_at: row.trashed_at.map(Timestamp),
            tags: tags.remove(&row.id).unwrap_or_default(),
            version: versions::number(row.version),
            thumbnail_url: row.thumbnail_key.filter(|_| row.owner_id == actor.user.0).map(|key| app.cdn.url(&key)),
            access_ends_at: ends.get(&row.id).copied(),
            description: row.description,
            name: row.name,
        })
    });
    rows.collect()
}

/// What S3 says in base64, as people compare it.
pub(crate) fn hexadecimal(base64: &str) -> Option<String> {
    let bytes = STANDARD.decode(base64).ok()?;
    Some(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
}

pub(crate) fn content_type(column: &str, document: Uuid) -> Result<ContentType, Error> {
    ContentType::parse(column).map_err(|error| Error::Defect(format!("document {document}: {error}")))
}

/// The row, if the actor may do this with it. A refusal is recorded, and answered like a document that does not exist.
pub(crate) async fn find(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    id: DocumentId,
    request: fn(Standing) -> access::Request,
    action: AuditAction,
) -> Result<document::Model, Error> {
    Ok(find_standing(app, actor, info, id, request, action).await?.0)
}

/// The same, with how the actor stands to it.
pub(crate) async fn find_standing(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    id: DocumentId,
    request: fn(Standing) -> access::Request,
    action: AuditAction,
) -> Result<(document::Model, Standing), Error> {
    if let Some(row) = document::Entity::find_by_id(id.0).one(app.db.reader()).await? {
        // Shares from the writer: one that was revoked a moment ago opens nothing.
        let standing = standing(app, app.db.writer(), actor, &row).await?;
        if access::decide(actor, request(standing)) == Decision::Allow {
            return Ok((row, standing));
        }
    }
    let event = Event::refused(actor, action, info).on("document", id.0);
    audit::record(app.db.writer(), app.clock.now(), event).await?;
    Err(Problem::not_found("document").into())
}

/// The same for several: all of them or none.
pub(crate) async fn find_all(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    ids: &[DocumentId],
    request: fn(Standing) -> access::Request,
    action: AuditAction,
) -> Result<Vec<document::Model>, Error> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.push(find(app, actor, info, *id, request, action).await?);
    }
    Ok(rows)
}

/// What the document is shared with the actor for. Once it lies in the trash it is its owner's alone.
pub(crate) async fn standing(app: &App, db: &impl ConnectionTrait, actor: &Actor, row: &document::Model) -> Result<Standing, Error> {
    let owner = UserId(row.owner_id);
    if owner == actor.user || row.trashed_at.is_some() {
        return Ok(Standing { owner, share: None });
    }
    let shared = share::Entity::find().filter(share::Column::DocumentId.eq(row.id)).filter(share::Column::UserId.eq(actor.user.0));
    let shared = shared.one(db).await?.filter(|share| !has_ended(share.expires_at.map(Timestamp), app.clock.now()));
    Ok(Standing { owner, share: shared.and_then(|share| ShareRole::from_name(&share.role)) })
}

/// One document and its versions, as the actor sees them.
pub async fn get(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId) -> Result<DocumentView, Error> {
    let (found, Standing { share, .. }) =
        find_standing(app, actor, info, id, access::Request::ReadDocument, AuditAction::DocumentOpen).await?;
    let folder = found.folder_id.filter(|_| share.is_none()).map(FolderId);
    let path = folders::path(app, actor, folder).await?;
    let versions = versions::list(app, &found).await?;
    let row = rows(app, actor, vec![found]).await?.pop().ok_or_else(|| Problem::not_found("document"))?;
    Ok(DocumentView { row, share, path, versions })
}

/// A short-lived URL of the current version, or of another one. The audit event is committed before the URL exists; refusals are recorded too.
pub async fn download(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    id: DocumentId,
    version: Option<u32>,
    disposition: Disposition,
) -> Result<Download, Error> {
    throttle::admit(app, actor, info).await?;
    let action = action(disposition);
    let row = find(app, actor, info, id, access::Request::ReadDocument, action).await?;
    let version = versions::find(app.db.reader(), row.id, version.unwrap_or_else(|| versions::number(row.version))).await?;
    if row.trashed_at.is_some() {
        return Err(Problem::new(ProblemKind::Conflict, "This document is in the trash. Restore it to open it.").into());
    }
    let request = get_request(app, &row, &version, disposition)?;
    let detail = json!({ "name": row.name, "version": version.number });
    let event = Event::done(actor, action, info).on("document", id.0).with(detail);
    audit::record(app.db.writer(), app.clock.now(), event).await?;
    sign(app, &request, &version).await
}

/// What the log calls it.
pub(crate) const fn action(disposition: Disposition) -> AuditAction {
    match disposition {
        Disposition::Attachment => AuditAction::DocumentDownload,
        Disposition::Inline => AuditAction::DocumentPreview,
    }
}

/// What is signed for a version; types that are never inline are refused.
pub(crate) fn get_request(
    app: &App,
    row: &document::Model,
    version: &document_version::Model,
    disposition: Disposition,
) -> Result<GetRequest, Error> {
    let content_type = content_type(&version.content_type, row.id)?;
    if disposition == Disposition::Inline && content_type.preview() == Preview::None {
        return Err(Problem::invalid("disposition", format!("{} cannot be shown here. Download it instead.", content_type.label())).into());
    }
    let file_name = versions::name_for(row, version);
    Ok(GetRequest { key: version.key.clone(), file_name, content_type, disposition, expires_in_seconds: app.settings.download_seconds })
}

/// The URL. Whoever calls it has committed the event.
pub(crate) async fn sign(app: &App, request: &GetRequest, version: &document_version::Model) -> Result<Download, Error> {
    let now = app.clock.now();
    let url = app.bucket.presign_get(request, now).await?;
    let expires_at = Timestamp(now.0 + i64::from(request.expires_in_seconds) * 1_000_000);
    Ok(Download { url, expires_at, sha256: version.checksum_sha256.as_deref().and_then(hexadecimal) })
}
