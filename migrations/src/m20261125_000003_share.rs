//! Versions, shares, links, images and thumbnails.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, integer_null, string, string_null, text, uuid, uuid_null},
};

use crate::build::{index, references, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Columns of tables that are there already.
fn columns() -> [(&'static str, ColumnDef); 5] {
    [
        ("uploads", uuid_null("folder_id")),
        ("uploads", uuid_null("document_id")),
        ("uploads", uuid_null("thumbnail_of")),
        ("documents", integer("version").default(1).take()),
        ("documents", string_null("thumbnail_key")),
    ]
}

fn of_document(table: &'static str) -> ForeignKeyCreateStatement {
    references(table, "document_id", "documents").on_delete(ForeignKeyAction::Cascade).take()
}

fn tables() -> [TableCreateStatement; 4] {
    [
        table("document_versions")
            .col(uuid("document_id"))
            .col(uuid("owner_id"))
            .col(integer("number"))
            .col(uuid("upload_id").unique_key())
            .col(uuid("uploaded_by"))
            .col(text("file_name"))
            .col(string("content_type"))
            .col(big_integer("size_bytes"))
            .col(string_null("checksum_sha256"))
            .col(boolean("checksum_verified"))
            .col(string("key").unique_key())
            .col(string_null("thumbnail_key"))
            .foreign_key(&mut of_document("document_versions"))
            .foreign_key(&mut references("document_versions", "uploaded_by", "users"))
            .to_owned(),
        table("images")
            .col(uuid("owner_id"))
            .col(uuid("upload_id").unique_key())
            .col(text("name"))
            .col(string("content_type"))
            .col(big_integer("size_bytes"))
            .col(string("key").unique_key())
            .col(string_null("thumbnail_key"))
            .foreign_key(&mut references("images", "owner_id", "users"))
            .to_owned(),
        table("shares")
            .col(uuid("document_id"))
            .col(uuid("user_id"))
            .col(string("role"))
            .col(big_integer_null("expires_at"))
            .col(uuid("created_by"))
            .foreign_key(&mut of_document("shares"))
            .foreign_key(&mut references("shares", "user_id", "users"))
            .to_owned(),
        table("links")
            .col(uuid("document_id"))
            .col(uuid("created_by"))
            .col(string("token_hash").unique_key())
            .col(string_null("password_hash"))
            .col(big_integer_null("expires_at"))
            .col(integer_null("download_limit"))
            .col(integer("downloads"))
            .col(boolean("login_required"))
            .foreign_key(&mut of_document("links"))
            .to_owned(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        for table in tables() {
            manager.create_table(table).await?;
        }
        let indexes = [
            index("document_versions", "document_versions_numbers", &["document_id", "number"]).unique().to_owned(),
            // Both hold all that a person's sum needs.
            index("document_versions", "document_versions_sizes", &["owner_id", "size_bytes"]),
            index("images", "images_sizes", &["owner_id", "size_bytes"]),
            index("images", "images_newest", &["created_at", "id"]),
            index("shares", "shares_of_document", &["document_id", "user_id"]).unique().to_owned(),
            index("shares", "shares_of_user", &["user_id", "document_id"]),
            index("links", "links_of_document", &["document_id"]),
            index("documents", "documents_by_checksum", &["owner_id", "checksum_sha256"]),
            index("audit_events", "audit_events_of_resource", &["resource_id", "created_at", "id"]),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        manager.drop_index(Index::drop().table("documents").name("documents_sizes").to_owned()).await?;
        let db = manager.get_connection();
        db.execute_unprepared(FIRST_VERSIONS).await?;
        db.execute_unprepared(IMAGES).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["links", "shares", "images", "document_versions"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}

/// What there was is version 1; its id is the document's.
const FIRST_VERSIONS: &str = "INSERT INTO document_versions
      (id, created_at, document_id, owner_id, number, upload_id, uploaded_by, file_name, content_type, size_bytes,
       checksum_sha256, checksum_verified, key)
    SELECT id, created_at, id, owner_id, 1, upload_id, owner_id, name, content_type, size_bytes,
       checksum_sha256, checksum_verified, key
    FROM documents";

/// An image had no row but its upload's; it takes over its id.
const IMAGES: &str = "INSERT INTO images (id, created_at, owner_id, upload_id, name, content_type, size_bytes, key)
    SELECT id, updated_at, user_id, id, file_name, content_type, COALESCE(size_bytes, 0), key
    FROM uploads WHERE purpose = 'image' AND status = 'ready'";
