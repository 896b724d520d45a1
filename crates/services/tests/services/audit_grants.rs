//! The app's role on PostgreSQL may add to the log and read it, and nothing else.

use domain::audit::AuditFilter;
use sea_orm::ConnectionTrait as _;
use services::{
    App,
    audit::{
        self,
        chain::{self, Look},
        verify::verify,
    },
    db,
};
use uuid::Uuid;

use crate::{
    audit::admin,
    documents::document,
    support::{TestApp, info},
};

/// As docs/deploy.md has them.
const GRANTS: [&str; 3] = [
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO",
    "REVOKE UPDATE, DELETE ON audit_events, audit_chain, audit_checkpoints FROM",
    "REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_apps_role_needs_insert_and_select_on_the_log_alone() {
    let Some(owner) = TestApp::postgres().await else { return };
    let role = format!("app_{}", Uuid::new_v4().simple());
    owner.db.writer().execute_unprepared(&format!("CREATE ROLE {role} LOGIN")).await.unwrap();
    for grant in GRANTS {
        owner.db.writer().execute_unprepared(&format!("{grant} {role}")).await.unwrap();
    }
    let (_, rest) = owner.url.split_once('@').unwrap();
    let database = db::connect(&format!("postgres://{role}@{rest}")).await.unwrap();
    database.migrate().await.expect("a schema that is up to date asks for no more rights");
    let app = owner.with_database(database);

    let ann = app.person("ann").await;
    document(&app, &ann).await;
    app.clock.pass(2);
    chain::run(&app, Look::Everywhere).await.unwrap();
    let root = admin(&app, &ann).await;
    assert!(audit::list(&app, &root, &info(), &AuditFilter::default(), None).await.unwrap().page.items.len() > 2);
    assert_eq!(verify(&app, vec![]).await.unwrap().unwrap().checkpoints, 1);
    for table in ["audit_events", "audit_chain", "audit_checkpoints"] {
        for change in [format!("DELETE FROM {table}"), format!("TRUNCATE {table}"), format!("ALTER TABLE {table} ADD COLUMN x INT")] {
            refused(&app, &change).await;
        }
    }
    for change in ["audit_events SET ip = NULL", "audit_chain SET link = NULL", "audit_checkpoints SET key_id = ''"] {
        refused(&app, &format!("UPDATE {change}")).await;
    }
    // A role outlives its database otherwise.
    owner.db.writer().execute_unprepared(&format!("DROP OWNED BY {role}")).await.unwrap();
}

async fn refused(app: &App, sql: &str) {
    let error = app.db.writer().execute_unprepared(sql).await.unwrap_err().to_string();
    assert!(error.contains("permission denied") || error.contains("must be owner"), "{sql}: {error}");
}
