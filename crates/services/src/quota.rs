//! Room for one more upload, decided and reserved in one transaction.

use domain::{id::UserId, problem::Problem, purpose::Purpose, quota::Usage, upload::UploadStatus};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait as _, QueryFilter as _, QuerySelect as _, Select,
};

use crate::{
    App, Error,
    entity::{document_version, image, upload, user},
    uploads::from_column,
};

/// Whether an upload of so many bytes fits. Until `tx` ends nobody else is admitted for the same person.
pub(crate) async fn admit(app: &App, tx: &DatabaseTransaction, person: UserId, bytes: u64) -> Result<Result<(), Problem>, Error> {
    user::Entity::find_by_id(person.0).lock_exclusive().one(tx).await?;
    Ok(app.settings.quota.admit(usage(tx, person).await?, bytes))
}

/// What a person keeps and has under way: the rows themselves, so that no counter can drift.
pub(crate) async fn usage(db: &impl ConnectionTrait, person: UserId) -> Result<Usage, Error> {
    // First what is under way: an upload that ends between the two questions is counted twice rather than never.
    let open: Vec<(String, Option<i64>)> = upload::Entity::find()
        .select_only()
        .columns([upload::Column::Purpose, upload::Column::DeclaredBytes])
        .filter(upload::Column::UserId.eq(person.0))
        .filter(upload::Column::Status.is_in(UploadStatus::OPEN.map(UploadStatus::as_str)))
        .into_tuple()
        .all(db)
        .await?;
    let versions = document_version::Entity::find().filter(document_version::Column::OwnerId.eq(person.0));
    let images = image::Entity::find().filter(image::Column::OwnerId.eq(person.0));
    let stored = sum(db, versions, document_version::Column::SizeBytes).await? + sum(db, images, image::Column::SizeBytes).await?;
    let pending_bytes = open.iter().map(|(purpose, declared)| match declared {
        Some(bytes) => from_column(*bytes),
        None => purpose.parse().map_or(0, Purpose::limit_bytes),
    });
    Ok(Usage { stored_bytes: from_column(stored), pending_uploads: open.len() as u64, pending_bytes: pending_bytes.sum() })
}

async fn sum<E: EntityTrait>(db: &impl ConnectionTrait, rows: Select<E>, column: E::Column) -> Result<i64, Error> {
    // PostgreSQL's sum of bigint is numeric.
    let bytes: Option<Option<i64>> = rows.select_only().column_as(column.sum().cast_as("bigint"), "bytes").into_tuple().one(db).await?;
    Ok(bytes.flatten().unwrap_or_default())
}
