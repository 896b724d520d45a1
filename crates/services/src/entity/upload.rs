//! The table `uploads`; its columns are told by the migration.
#![expect(missing_docs, reason = "the columns' names say it")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    pub user_id: Uuid,
    pub purpose: String,
    pub status: String,
    pub key: String,
    pub file_name: String,
    pub content_type: String,
    pub declared_bytes: Option<i64>,
    pub checksum_sha256: Option<String>,
    pub size_bytes: Option<i64>,
    pub reject_reason: Option<String>,
    pub ticket_expires_at: i64,
    pub updated_at: i64,
    pub attempt: i32,
    /// Where a document goes.
    pub folder_id: Option<Uuid>,
    /// The document that gets a new version.
    pub document_id: Option<Uuid>,
    /// The upload that a thumbnail belongs to.
    pub thumbnail_of: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
