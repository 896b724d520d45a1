//! Tickets: access and limits first, then the row and its audit event, then the signature.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    access::{self, Decision},
    account::Actor,
    audit::AuditAction,
    id::UploadId,
    problem::{Problem, ProblemKind},
    purpose::Purpose,
    timestamp::Timestamp,
    upload::{PresignRequest, RejectReason, Ticket, UploadStatus},
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};
use serde_json::json;
use uuid::Uuid;

use super::{Typed, accepted, find, from_column, place::Place, to_column};
use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    entity::upload,
    ports::{PostRequest, PostSuccess},
    quota, throttle,
};

/// A ticket for a file of known size.
pub async fn presign(app: &App, actor: &Actor, info: &RequestInfo, request: PresignRequest) -> Result<Ticket, Error> {
    if request.size_bytes.is_none() {
        return Err(Problem::invalid("size_bytes", "Say how large the file is, in bytes.").into());
    }
    let row = start(app, actor, info, request).await?;
    sign(app, &row, PostSuccess::Created).await
}

/// The first step without JavaScript: the size is not known yet.
pub async fn start_form(app: &App, actor: &Actor, info: &RequestInfo, request: PresignRequest) -> Result<UploadId, Error> {
    let request = PresignRequest { size_bytes: None, checksum_sha256: None, ..request };
    Ok(UploadId(start(app, actor, info, request).await?.id))
}

/// The second step without JavaScript: the form of a pending upload, ending when the row says.
pub async fn form_ticket(app: &App, actor: &Actor, info: &RequestInfo, id: UploadId) -> Result<Ticket, Error> {
    let row = find(app, actor, info, id).await?;
    let conflict = |message: String| Err(Problem::new(ProblemKind::Conflict, message).into());
    match Typed::of(&row)?.status {
        UploadStatus::Pending if row.ticket_expires_at > app.clock.now().0 => {
            let success = PostSuccess::Redirect(format!("{}/uploads/{id}/return", app.settings.public_url));
            sign(app, &row, success).await
        }
        UploadStatus::Rejected => conflict(reject_message(&row)),
        UploadStatus::Ready => conflict("This file was uploaded already.".to_owned()),
        UploadStatus::Verifying => conflict("This file is being checked. Look at your documents in a moment.".to_owned()),
        UploadStatus::Pending | UploadStatus::Expired => conflict("This upload took too long and has ended. Start again.".to_owned()),
    }
}

/// The sentence of a rejected row.
pub(super) fn reject_message(row: &upload::Model) -> String {
    let reason = row.reject_reason.as_deref().and_then(|reason| serde_json::from_str::<RejectReason>(reason).ok());
    reason.map_or_else(|| "The file was refused.".to_owned(), |reason| reason.to_string())
}

async fn start(app: &App, actor: &Actor, info: &RequestInfo, request: PresignRequest) -> Result<upload::Model, Error> {
    if access::decide(actor, access::Request::StartUpload) != Decision::Allow {
        return Err(Problem::new(ProblemKind::Forbidden, "You may not upload files.").into());
    }
    throttle::admit(app, actor, info).await?;
    let accepted = accepted(app, request.purpose);
    let now = app.clock.now();
    let refused = |problem: &Problem| Event::refused(actor, AuditAction::UploadPresign, info).with(json!({ "why": problem.kind }));
    if let Err(problem) = request.check(&accepted).and_then(|()| check_checksum(request.checksum_sha256.as_deref())) {
        audit::record(app.db.writer(), now, refused(&problem)).await?;
        return Err(problem.into());
    }
    let place = Place::of(app, actor, info, request.target).await?;
    let id = Uuid::now_v7();
    let row = upload::ActiveModel {
        id: Set(id),
        created_at: Set(now.0),
        user_id: Set(actor.user.0),
        purpose: Set(request.purpose.as_str().to_owned()),
        status: Set(UploadStatus::Pending.as_str().to_owned()),
        // Random, not the row's id: a key must not tell when it was made.
        key: Set(place.prefix.unwrap_or(request.purpose).key(actor.user, Uuid::new_v4(), request.content_type)),
        file_name: Set(request.file_name.as_str().to_owned()),
        content_type: Set(request.content_type.as_str().to_owned()),
        declared_bytes: Set(request.size_bytes.map(to_column)),
        checksum_sha256: Set(request.checksum_sha256),
        size_bytes: Set(None),
        reject_reason: Set(None),
        ticket_expires_at: Set(now.0 + i64::from(app.settings.ticket_seconds) * 1_000_000),
        updated_at: Set(now.0),
        attempt: Set(0),
        folder_id: Set(place.folder),
        document_id: Set(place.document),
        thumbnail_of: Set(place.thumbnail_of),
    };
    let detail = json!({
        "purpose": request.purpose,
        "file_name": request.file_name,
        "content_type": request.content_type,
        "size_bytes": request.size_bytes,
    });
    let bytes = request.size_bytes.unwrap_or(request.purpose.limit_bytes());
    let tx = app.db.begin().await?;
    for person in BTreeSet::from([actor.user, place.owner]) {
        if let Err(problem) = quota::admit(app, &tx, person, bytes).await? {
            audit::record(&tx, now, refused(&problem)).await?;
            tx.commit().await?;
            return Err(problem.into());
        }
    }
    let row = row.insert(&tx).await?;
    audit::record(&tx, now, Event::done(actor, AuditAction::UploadPresign, info).on("upload", id).with(detail)).await?;
    tx.commit().await?;
    Ok(row)
}

/// Whether it is the SHA-256 that it should be.
pub(super) fn check_checksum(checksum: Option<&str>) -> Result<(), Problem> {
    let right = |text: &str| STANDARD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
    if checksum.is_none_or(right) {
        return Ok(());
    }
    Err(Problem::invalid("checksum_sha256", "The checksum must be the 32 bytes of a SHA-256 in base64, 44 characters."))
}

async fn sign(app: &App, row: &upload::Model, success: PostSuccess) -> Result<Ticket, Error> {
    let typed = Typed::of(row)?;
    let (min_bytes, max_bytes) = match row.declared_bytes.map(from_column) {
        Some(size) => (size, size),
        None => (1, typed.purpose.limit_bytes()),
    };
    let request = PostRequest {
        key: Purpose::incoming_key(&row.key),
        content_type: typed.content_type,
        min_bytes,
        max_bytes,
        checksum_sha256: row.checksum_sha256.clone(),
        success,
        expires_at: Timestamp(row.ticket_expires_at),
    };
    let signed = app.bucket.presign_post(&request, app.clock.now()).await?;
    Ok(Ticket { upload: UploadId(row.id), url: signed.url, fields: signed.fields, expires_at: signed.expires_at })
}
