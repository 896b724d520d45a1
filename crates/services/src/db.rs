//! The database: SQLite with one writer and many readers, or PostgreSQL; above here they are the same.

use std::{collections::HashSet, time::Duration};

use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

/// How long a statement waits for a connection or a lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// "gatehous" in ASCII: the key of PostgreSQL's advisory lock around migrations.
const MIGRATION_LOCK: i64 = 0x6761_7465_686f_7573;

/// Connections for reading and for writing.
#[derive(Debug, Clone)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

/// Connects to `sqlite://path?mode=rwc` or `postgres://…`.
pub async fn connect(url: &str) -> Result<Database, DbErr> {
    if url.starts_with("sqlite:") {
        // SQLite has one writer at a time; one connection for it turns "database is locked" into a queue.
        Ok(Database {
            writer: sea_orm::Database::connect(sqlite(url, 1)).await?,
            reader: sea_orm::Database::connect(sqlite(url, 8)).await?,
        })
    } else {
        let mut options = options(url);
        options.max_connections(20);
        let pool = sea_orm::Database::connect(options).await?;
        Ok(Database { writer: pool.clone(), reader: pool })
    }
}

fn options(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = options(url);
    options.max_connections(connections).map_sqlx_sqlite_opts(|sqlite| {
        sqlite.busy_timeout(PATIENCE).foreign_keys(true).pragma("journal_mode", "WAL").pragma("synchronous", "NORMAL")
    });
    options
}

impl Database {
    /// For statements that only read.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For single statements that write.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that writes. Immediate on SQLite: one that begins by reading could not become a writer later.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let immediate = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        self.writer.begin_with_options(immediate).await
    }

    /// Brings the schema up to date. Several instances may do so at once.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        if self.is_current().await {
            return Ok(());
        }
        if self.writer.get_database_backend() == DbBackend::Postgres {
            // Held by this transaction's connection until it ends; the migrations themselves run on another one.
            let lock = self.writer.begin().await?;
            lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
            Migrator::up(&self.writer, None).await?;
            return lock.commit().await;
        }
        Migrator::up(&self.writer, None).await
    }

    /// Whether there is nothing to migrate, asked by reading alone: the app's role may have no rights on the schema.
    async fn is_current(&self) -> bool {
        let applied = Statement::from_string(self.writer.get_database_backend(), "SELECT version FROM seaql_migrations");
        // A new database has no such table; what else may be wrong, the migration itself tells.
        let rows = self.writer.query_all_raw(applied).await.unwrap_or_default();
        let applied: HashSet<String> = rows.iter().filter_map(|row| row.try_get_by_index(0).ok()).collect();
        Migrator::migrations().iter().all(|migration| applied.contains(migration.name()))
    }
}
