//! The table `documents`; its columns are told by the migration.
#![expect(missing_docs, reason = "the columns' names say it")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    pub owner_id: Uuid,
    pub upload_id: Uuid,
    pub name: String,
    pub content_type: String,
    pub size_bytes: i64,
    pub checksum_sha256: Option<String>,
    pub checksum_verified: bool,
    pub key: String,
    pub trashed_at: Option<i64>,
    pub folder_id: Option<Uuid>,
    pub description: String,
    /// Name and tags, folded; what searches look at.
    pub search: String,
    /// The name's beginning, folded; what lists are sorted by. An index has no room for the longest names.
    pub sort_name: String,
    /// The number of the version that type, size, checksum, key and thumbnail are of.
    pub version: i32,
    pub thumbnail_key: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
