//! The table `audit_chain`; its columns are told by the migration.
#![expect(missing_docs, reason = "the columns' names say it")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_chain")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    pub event_id: Uuid,
    pub link: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Related<super::audit_event::Entity> for Entity {
    fn to() -> RelationDef {
        Entity::belongs_to(super::audit_event::Entity).from(Column::EventId).to(super::audit_event::Column::Id).into()
    }
}

impl ActiveModelBehavior for ActiveModel {}
