//! The database schema, for SQLite and PostgreSQL alike. Moments are microseconds since 1970, UTC.

mod build;
mod m20261124_000001_first;
mod m20261124_000002_organise;
mod m20261125_000003_share;
mod m20261125_000004_audit;

use sea_orm_migration::prelude::*;

/// Every migration, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_first::Migration),
            Box::new(m20261124_000002_organise::Migration),
            Box::new(m20261125_000003_share::Migration),
            Box::new(m20261125_000004_audit::Migration),
        ]
    }
}
