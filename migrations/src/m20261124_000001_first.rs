use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, string, string_null, text, text_null, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table's columns start with these two.
fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).col(uuid("id").primary_key()).col(big_integer("created_at")).take()
}

fn references(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").take()
}

fn index(table: &'static str, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().table(table).name(name).take();
    for column in columns {
        index.col(*column);
    }
    index
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            table("users")
                .col(string("email").unique_key())
                .col(string("name"))
                .col(string("password_hash"))
                .col(string("role"))
                .col(string_null("avatar_key"))
                .col(big_integer_null("disabled_at"))
                .to_owned(),
            table("sessions")
                .col(uuid("user_id"))
                .col(string("refresh_hash").unique_key())
                .col(big_integer("last_seen_at"))
                .col(big_integer("expires_at"))
                .col(big_integer_null("ended_at"))
                .col(string_null("ip"))
                .col(text_null("user_agent"))
                .foreign_key(&mut references("sessions", "user_id", "users"))
                .to_owned(),
            table("invites")
                .col(string("token_hash").unique_key())
                .col(uuid_null("created_by"))
                .col(big_integer("expires_at"))
                .col(big_integer_null("used_at"))
                .to_owned(),
            table("uploads")
                .col(uuid("user_id"))
                .col(string("purpose"))
                .col(string("status"))
                .col(string("key").unique_key())
                .col(text("file_name"))
                .col(string("content_type"))
                .col(big_integer_null("declared_bytes"))
                .col(string_null("checksum_sha256"))
                .col(big_integer_null("size_bytes"))
                .col(text_null("reject_reason"))
                .col(big_integer("ticket_expires_at"))
                .col(big_integer("updated_at"))
                .col(integer("attempt"))
                .foreign_key(&mut references("uploads", "user_id", "users"))
                .to_owned(),
            table("documents")
                .col(uuid("owner_id"))
                .col(uuid("upload_id").unique_key())
                .col(text("name"))
                .col(string("content_type"))
                .col(big_integer("size_bytes"))
                .col(string_null("checksum_sha256"))
                .col(boolean("checksum_verified"))
                .col(string("key").unique_key())
                .col(big_integer_null("trashed_at"))
                .foreign_key(&mut references("documents", "owner_id", "users"))
                .foreign_key(&mut references("documents", "upload_id", "uploads"))
                .to_owned(),
            // No foreign keys: the log outlives what it tells of.
            table("audit_events")
                .col(uuid_null("actor_id"))
                .col(uuid_null("session_id"))
                .col(string("action"))
                .col(string_null("resource_type"))
                .col(string_null("resource_id"))
                .col(string("result"))
                .col(string_null("ip"))
                .col(text_null("user_agent"))
                .col(text_null("detail"))
                .to_owned(),
            table("jobs")
                .col(string("kind"))
                .col(text("payload"))
                .col(big_integer("run_after"))
                .col(big_integer("locked_until"))
                .col(integer("attempts"))
                .col(text_null("last_error"))
                .to_owned(),
            Table::create()
                .table("throttle")
                .col(string("key").primary_key())
                .col(big_integer("window_start"))
                .col(integer("count"))
                .to_owned(),
        ];
        for table in tables {
            manager.create_table(table).await?;
        }
        let indexes = [
            index("users", "users_newest", &["created_at", "id"]),
            index("sessions", "sessions_of_user", &["user_id"]),
            index("uploads", "uploads_by_status", &["status", "updated_at"]),
            index("uploads", "uploads_of_user", &["user_id", "status"]),
            index("documents", "documents_of_owner", &["owner_id", "created_at", "id"]),
            // Holds all that a person's sum needs.
            index("documents", "documents_sizes", &["owner_id", "size_bytes"]),
            index("documents", "documents_trash", &["trashed_at"]),
            index("audit_events", "audit_events_newest", &["created_at", "id"]),
            index("jobs", "jobs_due", &["run_after"]),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["throttle", "jobs", "audit_events", "documents", "uploads", "invites", "sessions", "users"] {
            manager.drop_table(Table::drop().table(name).to_owned()).await?;
        }
        Ok(())
    }
}
