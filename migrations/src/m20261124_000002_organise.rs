//! Folders, tags and descriptions; what searches look at.

use sea_orm_migration::{
    prelude::*,
    schema::{string, text, uuid, uuid_null},
    sea_orm::DbBackend,
};

use crate::build::{index, references, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn columns() -> [ColumnDef; 4] {
    let empty = |mut column: ColumnDef| column.default("").take();
    [uuid_null("folder_id"), empty(text("description")), empty(text("search")), empty(string("sort_name"))]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in columns() {
            manager.alter_table(Table::alter().table("documents").add_column(column).to_owned()).await?;
        }
        let tables = [
            table("folders")
                .col(uuid("owner_id"))
                .col(uuid_null("parent_id"))
                .col(text("name"))
                .foreign_key(&mut references("folders", "owner_id", "users"))
                .foreign_key(&mut references("folders", "parent_id", "folders"))
                .to_owned(),
            Table::create()
                .table("document_tags")
                .col(uuid("document_id"))
                .col(text("tag"))
                .primary_key(Index::create().col("document_id").col("tag"))
                .foreign_key(references("document_tags", "document_id", "documents").on_delete(ForeignKeyAction::Cascade))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let indexes = [
            index("documents", "documents_of_folder", &["folder_id"]),
            index("documents", "documents_by_name", &["owner_id", "sort_name", "id"]),
            index("documents", "documents_by_size", &["owner_id", "size_bytes", "id"]),
            index("document_tags", "document_tags_by_tag", &["tag", "document_id"]),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        let db = manager.get_connection();
        // A folder's name is its own within its parent; the root has none, so its owner stands for it.
        db.execute_unprepared("CREATE UNIQUE INDEX folders_names ON folders (owner_id, COALESCE(parent_id, owner_id), name)").await?;
        for statement in search_index(manager.get_database_backend()) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Sqlite {
            for trigger in ["documents_insert", "documents_delete", "documents_update"] {
                manager.get_connection().execute_unprepared(&format!("DROP TRIGGER {trigger}")).await?;
            }
            for name in ["documents_search", "search_rows"] {
                manager.drop_table(Table::drop().table(name).to_owned()).await?;
            }
        }
        for name in ["document_tags", "folders"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}

/// Finds any three letters in a row: trigrams, of PostgreSQL's extension or of SQLite's FTS5, which triggers keep up to date.
const fn search_index(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE EXTENSION IF NOT EXISTS btree_gin",
            "CREATE INDEX documents_search ON documents USING gin (owner_id, search gin_trgm_ops)",
        ],
        // Rows of their own: documents have no integer for a key, and a row's hidden number may change.
        _ => &[
            "CREATE TABLE search_rows (n INTEGER PRIMARY KEY, document_id UNIQUE, search TEXT NOT NULL)",
            "CREATE VIRTUAL TABLE documents_search USING fts5(search, content='search_rows', content_rowid='n', tokenize='trigram')",
            "CREATE TRIGGER search_rows_insert AFTER INSERT ON search_rows BEGIN
               INSERT INTO documents_search (rowid, search) VALUES (new.n, new.search);
             END",
            "CREATE TRIGGER search_rows_delete AFTER DELETE ON search_rows BEGIN
               INSERT INTO documents_search (documents_search, rowid, search) VALUES ('delete', old.n, old.search);
             END",
            "CREATE TRIGGER search_rows_update AFTER UPDATE ON search_rows BEGIN
               INSERT INTO documents_search (documents_search, rowid, search) VALUES ('delete', old.n, old.search);
               INSERT INTO documents_search (rowid, search) VALUES (new.n, new.search);
             END",
            "INSERT INTO search_rows (document_id, search) SELECT id, search FROM documents",
            "CREATE TRIGGER documents_insert AFTER INSERT ON documents BEGIN
               INSERT INTO search_rows (document_id, search) VALUES (new.id, new.search);
             END",
            "CREATE TRIGGER documents_delete AFTER DELETE ON documents BEGIN
               DELETE FROM search_rows WHERE document_id = old.id;
             END",
            "CREATE TRIGGER documents_update AFTER UPDATE OF search ON documents BEGIN
               UPDATE search_rows SET search = new.search WHERE document_id = new.id;
             END",
        ],
    }
}
