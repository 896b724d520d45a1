//! The audit log's chain and its checkpoints, and indexes for its filters.
//!
//! Events have no column for their link: what is written stays as it is, so the app may have INSERT and SELECT on these tables alone.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob, string, uuid},
};

use crate::build::index;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key: an event that is gone must leave its link behind.
        let chain = Table::create()
            .table("audit_chain")
            .col(big_integer("sequence").primary_key())
            .col(uuid("event_id").unique_key())
            .col(blob("link"))
            .take();
        let checkpoints = Table::create()
            .table("audit_checkpoints")
            .col(big_integer("sequence").primary_key())
            .col(blob("link"))
            .col(big_integer("created_at"))
            .col(string("key_id"))
            .col(blob("signature"))
            .take();
        for table in [chain, checkpoints] {
            manager.create_table(table).await?;
        }
        for (name, column) in [
            ("audit_events_of_actor", "actor_id"),
            ("audit_events_by_action", "action"),
            ("audit_events_by_result", "result"),
            ("audit_events_from_address", "ip"),
        ] {
            manager.create_index(index("audit_events", name, &[column, "created_at", "id"])).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["audit_events_of_actor", "audit_events_by_action", "audit_events_by_result", "audit_events_from_address"] {
            manager.drop_index(Index::drop().table("audit_events").name(name).to_owned()).await?;
        }
        for name in ["audit_checkpoints", "audit_chain"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
