//! What a ready upload becomes: a document or a version of one, an avatar, an image, a thumbnail.

use domain::{
    access,
    audit::{AuditAction, AuditResult},
    id::DocumentId,
    purpose::Purpose,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Typed, confirm::Recorder, to_column};
use crate::{
    App, Error,
    audit::{self, Event},
    documents,
    entity::{document, document_version, folder, image, upload, user},
    jobs::{self, JobId},
    ports::ObjectHead,
    search, versions,
};

/// What came of it.
pub(super) struct Arrived {
    /// For the audit event.
    pub(super) detail: Value,
    pub(super) follow_ups: Vec<JobId>,
}

impl Arrived {
    fn with(detail: Value) -> Self {
        Self { detail, follow_ups: Vec::new() }
    }
}

/// Writes the rows. `None` when what the upload belongs to is gone, or its person may not change it any more.
pub(super) async fn arrive(
    app: &App,
    tx: &DatabaseTransaction,
    row: &upload::Model,
    typed: Typed,
    head: &ObjectHead,
    by: &Recorder<'_>,
) -> Result<Option<Arrived>, Error> {
    match (typed.purpose, row.document_id) {
        (Purpose::Document, None) => Ok(Some(Arrived::with(json!({ "document": document(app, tx, row, head).await? })))),
        (Purpose::Document, Some(id)) => version(app, tx, row, head, by, id).await,
        (Purpose::Avatar, _) => avatar(app, tx, row, by).await,
        (Purpose::Image, _) => {
            self::image(app, tx, row, head).await?;
            Ok(Some(Arrived::with(json!({}))))
        }
        (Purpose::Thumbnail, _) => thumbnail(app, tx, row).await,
    }
}

async fn document(app: &App, tx: &DatabaseTransaction, row: &upload::Model, head: &ObjectHead) -> Result<DocumentId, Error> {
    // The folder may have been deleted meanwhile; then the document lies at the top.
    let folder = match row.folder_id {
        Some(id) => folder::Entity::find_by_id(id).lock_exclusive().one(tx).await?.map(|folder| folder.id),
        None => None,
    };
    let first = version_row(app, row, head, Uuid::now_v7(), row.user_id, 1);
    document::ActiveModel {
        id: Set(first.document_id),
        created_at: Set(first.created_at),
        owner_id: Set(row.user_id),
        upload_id: Set(row.id),
        name: Set(row.file_name.clone()),
        content_type: Set(first.content_type.clone()),
        size_bytes: Set(first.size_bytes),
        checksum_verified: Set(first.checksum_verified),
        checksum_sha256: Set(first.checksum_sha256.clone()),
        key: Set(row.key.clone()),
        trashed_at: Set(None),
        folder_id: Set(folder),
        description: Set(String::new()),
        search: Set(search::of_document(&row.file_name, &[])),
        sort_name: Set(search::sort_name(&row.file_name)),
        version: Set(1),
        thumbnail_key: Set(None),
    }
    .insert(tx)
    .await?;
    let id = DocumentId(first.document_id);
    document_version::ActiveModel::from(first).reset_all().insert(tx).await?;
    Ok(id)
}

fn version_row(app: &App, row: &upload::Model, head: &ObjectHead, document: Uuid, owner: Uuid, number: i32) -> document_version::Model {
    let verified = head.checksum_sha256.clone();
    document_version::Model {
        id: Uuid::now_v7(),
        created_at: app.clock.now().0,
        document_id: document,
        owner_id: owner,
        number,
        upload_id: row.id,
        uploaded_by: row.user_id,
        file_name: row.file_name.clone(),
        content_type: row.content_type.clone(),
        size_bytes: to_column(head.size_bytes),
        checksum_verified: verified.is_some(),
        checksum_sha256: verified.or_else(|| row.checksum_sha256.clone()),
        key: row.key.clone(),
        thumbnail_key: None,
    }
}

async fn version(
    app: &App,
    tx: &DatabaseTransaction,
    row: &upload::Model,
    head: &ObjectHead,
    by: &Recorder<'_>,
    id: Uuid,
) -> Result<Option<Arrived>, Error> {
    // Locked, so that two versions at once do not take the same number.
    let Some(document) = document::Entity::find_by_id(id).lock_exclusive().one(tx).await? else { return Ok(None) };
    let standing = documents::standing(app, tx, &by.actor, &document).await?;
    if document.trashed_at.is_some() || access::decide(&by.actor, access::Request::ManageDocument(standing)) != access::Decision::Allow {
        return Ok(None);
    }
    let number = versions::last_number(tx, id).await? + 1;
    let new = version_row(app, row, head, id, document.owner_id, number);
    let detail = json!({ "name": document.name, "version": number });
    versions::make_current(tx, document, &new).await?;
    document_version::ActiveModel::from(new).reset_all().insert(tx).await?;
    let event = Event::done(&by.actor, AuditAction::DocumentVersion, by.info).on("document", id).with(detail);
    audit::record(tx, app.clock.now(), event).await?;
    Ok(Some(Arrived::with(json!({ "document": id, "version": number }))))
}

/// A changed avatar has a new key; the old object is deleted and dropped from the edge.
async fn avatar(app: &App, tx: &DatabaseTransaction, row: &upload::Model, by: &Recorder<'_>) -> Result<Option<Arrived>, Error> {
    // Locked, so that two avatars at once cannot both believe to replace the same one.
    let user = user::Entity::find_by_id(row.user_id).lock_exclusive().one(tx).await?;
    let old = user.and_then(|user| user.avatar_key);
    user::Entity::update_many()
        .col_expr(user::Column::AvatarKey, Expr::value(row.key.clone()))
        .filter(user::Column::Id.eq(row.user_id))
        .exec(tx)
        .await?;
    by.record(app, tx, row, AuditAction::AvatarChange, AuditResult::Ok, json!({})).await?;
    Ok(Some(Arrived { detail: json!({}), follow_ups: replaced(app, tx, old).await? }))
}

async fn replaced(app: &App, tx: &DatabaseTransaction, old: Option<String>) -> Result<Vec<JobId>, Error> {
    match old {
        Some(key) => jobs::drop_from_cdn(app, tx, key).await,
        None => Ok(Vec::new()),
    }
}

/// Its id is its upload's.
async fn image(app: &App, tx: &DatabaseTransaction, row: &upload::Model, head: &ObjectHead) -> Result<(), Error> {
    image::ActiveModel {
        id: Set(row.id),
        created_at: Set(app.clock.now().0),
        owner_id: Set(row.user_id),
        upload_id: Set(row.id),
        name: Set(row.file_name.clone()),
        content_type: Set(row.content_type.clone()),
        size_bytes: Set(to_column(head.size_bytes)),
        key: Set(row.key.clone()),
        thumbnail_key: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// A picture has one thumbnail; another one takes its place.
async fn thumbnail(app: &App, tx: &DatabaseTransaction, row: &upload::Model) -> Result<Option<Arrived>, Error> {
    let Some(of) = row.thumbnail_of else { return Ok(None) };
    let version = document_version::Entity::find().filter(document_version::Column::UploadId.eq(of)).lock_exclusive().one(tx).await?;
    let image = image::Entity::find().filter(image::Column::UploadId.eq(of)).lock_exclusive().one(tx).await?;
    let key = Set(Some(row.key.clone()));
    let old = match (version, image) {
        (Some(version), _) => {
            document_version::ActiveModel { id: Set(version.id), thumbnail_key: key, ..Default::default() }.update(tx).await?;
            document::Entity::update_many()
                .col_expr(document::Column::ThumbnailKey, Expr::value(row.key.clone()))
                .filter(document::Column::Id.eq(version.document_id))
                .filter(document::Column::Version.eq(version.number))
                .exec(tx)
                .await?;
            version.thumbnail_key
        }
        (None, Some(image)) => {
            image::ActiveModel { id: Set(image.id), thumbnail_key: key, ..Default::default() }.update(tx).await?;
            image.thumbnail_key
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(Arrived { detail: json!({ "of": of }), follow_ups: replaced(app, tx, old).await? }))
}
