//! The table `links`; its columns are told by the migration.
#![expect(missing_docs, reason = "the columns' names say it")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_at: i64,
    pub document_id: Uuid,
    pub created_by: Uuid,
    pub token_hash: String,
    pub password_hash: Option<String>,
    pub expires_at: Option<i64>,
    pub download_limit: Option<i32>,
    pub downloads: i32,
    pub login_required: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
