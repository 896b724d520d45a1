//! Versions of a document: none is ever overwritten, and one of them is the current one.

use domain::{
    access,
    account::Actor,
    audit::AuditAction,
    content_type::ContentType,
    document::VersionRow,
    id::DocumentId,
    problem::{Problem, ProblemKind},
    timestamp::Timestamp,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    details, documents,
    entity::{document, document_version},
    people, search,
    uploads::from_column,
};

/// More versions than this are not listed.
const LISTED: u64 = 200;

/// A document's versions, the newest first.
pub(crate) async fn list(app: &App, document: &document::Model) -> Result<Vec<VersionRow>, Error> {
    let rows = document_version::Entity::find()
        .filter(document_version::Column::DocumentId.eq(document.id))
        .order_by_desc(document_version::Column::Number)
        .limit(LISTED)
        .all(app.db.reader())
        .await?;
    let people = people::by_id(app, rows.iter().map(|row| row.uploaded_by)).await?;
    let rows = rows.into_iter().map(|row| {
        Ok(VersionRow {
            number: number(row.number),
            current: row.number == document.version,
            content_type: documents::content_type(&row.content_type, row.document_id)?,
            size_bytes: from_column(row.size_bytes),
            sha256: row.checksum_sha256.as_deref().and_then(documents::hexadecimal),
            uploaded_by: people.get(&row.uploaded_by).map(|person| person.name.clone()).unwrap_or_default(),
            created_at: Timestamp(row.created_at),
            file_name: row.file_name,
        })
    });
    rows.collect()
}

/// A version's number as the database keeps it; the first is 1.
pub(crate) fn number(column: i32) -> u32 {
    u32::try_from(column).unwrap_or(1)
}

/// One version of a document.
pub(crate) async fn find(db: &impl ConnectionTrait, document: Uuid, number: u32) -> Result<document_version::Model, Error> {
    let wanted = document_version::Entity::find()
        .filter(document_version::Column::DocumentId.eq(document))
        .filter(document_version::Column::Number.eq(number));
    wanted.one(db).await?.ok_or_else(|| Problem::not_found("version").into())
}

/// The number of the newest version.
pub(crate) async fn last_number(db: &impl ConnectionTrait, document: Uuid) -> Result<i32, Error> {
    let last: Option<Option<i32>> = document_version::Entity::find()
        .select_only()
        .column_as(document_version::Column::Number.max(), "last")
        .filter(document_version::Column::DocumentId.eq(document))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or_default())
}

/// Makes an old version the current one. The current one already stays as it is.
pub async fn restore(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, number: u32) -> Result<(), Error> {
    let action = AuditAction::DocumentVersionRestore;
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, action).await?;
    if row.trashed_at.is_some() {
        return Err(Problem::new(ProblemKind::Conflict, "This document is in the trash. Restore it first.").into());
    }
    let tx = app.db.begin().await?;
    let row = document::Entity::find_by_id(row.id).lock_exclusive().one(&tx).await?.ok_or_else(|| Problem::not_found("document"))?;
    let version = find(&tx, row.id, number).await?;
    if version.number == row.version {
        return Ok(());
    }
    let detail = json!({ "name": row.name, "from": row.version, "to": version.number });
    make_current(&tx, row, &version).await?;
    audit::record(&tx, app.clock.now(), Event::done(actor, action, info).on("document", id.0).with(detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// From now on lists, searches and downloads see this version.
pub(crate) async fn make_current(tx: &DatabaseTransaction, row: document::Model, version: &document_version::Model) -> Result<(), Error> {
    let name = name_for(&row, version);
    let tags = details::tags(tx, std::iter::once(row.id)).await?.remove(&row.id).unwrap_or_default();
    let set = document::ActiveModel {
        id: Set(row.id),
        version: Set(version.number),
        upload_id: Set(version.upload_id),
        content_type: Set(version.content_type.clone()),
        size_bytes: Set(version.size_bytes),
        checksum_sha256: Set(version.checksum_sha256.clone()),
        checksum_verified: Set(version.checksum_verified),
        key: Set(version.key.clone()),
        thumbnail_key: Set(version.thumbnail_key.clone()),
        search: Set(search::of_document(&name, &tags)),
        sort_name: Set(search::sort_name(&name)),
        name: Set(name),
        ..Default::default()
    };
    set.update(tx).await?;
    Ok(())
}

/// The document keeps its name; but an extension that says another type than the version has is replaced.
pub(crate) fn name_for(row: &document::Model, version: &document_version::Model) -> String {
    let (from, to) = (ContentType::parse(&row.content_type).ok(), ContentType::parse(&version.content_type).ok());
    match (from, to, row.name.rsplit_once('.')) {
        (Some(from), Some(to), Some((stem, _))) if from != to && ContentType::from_file_name(&row.name) == Some(from) => {
            format!("{stem}.{}", to.extension())
        }
        _ => row.name.clone(),
    }
}
