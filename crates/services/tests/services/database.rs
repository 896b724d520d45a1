//! A database that is locked, full or restarted: a clear 503, and recovery without a restart of ours.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use domain::{listing::Listing, problem::ProblemKind, purpose::Purpose};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement, TryGetable};
use services::{
    db, listing,
    orphans::{self, Orphans},
    uploads,
};

use crate::support::{TestApp, info, request};

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_sqlite_is_waited_for_and_then_unavailable() {
    let app = TestApp::sqlite().await;
    let ann = app.person("ann").await;
    let other = db::connect(&app.url).await.unwrap();
    let lock = other.begin().await.unwrap();
    let (problem, cause) = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap_err().into_problem();
    assert_eq!((problem.kind, problem.retry_after_seconds), (ProblemKind::Unavailable, Some(5)), "{cause:?}");
    listing::list(&app, &ann, &Listing::default(), None).await.expect("readers do not wait for the writer");
    lock.rollback().await.unwrap();
    uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_sqlite_refuses_and_stays_whole() {
    let app = TestApp::sqlite().await;
    let ann = app.person("ann").await;
    let writer = app.db.writer();
    let pages: i64 = pragma(&app, "page_count").await;
    writer.execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + 2)).await.unwrap();
    let mut tickets = 0;
    let refused = loop {
        match ticket(&app, &ann).await {
            Ok(()) => tickets += 1,
            Err(error) => break error,
        }
        assert!(tickets < 1000, "the database never fills");
    };
    let (problem, cause) = refused.into_problem();
    assert_eq!(problem.kind, ProblemKind::Unavailable, "{cause:?}");
    assert!(cause.unwrap().contains("full"));
    assert_eq!(app.events("upload.presign").await, tickets, "a ticket and its event, or neither");
    writer.execute_unprepared("PRAGMA max_page_count = 1000000").await.unwrap();
    ticket(&app, &ann).await.unwrap();
    assert_eq!(pragma::<String>(&app, "integrity_check").await, "ok");
}

async fn pragma<T: TryGetable>(app: &TestApp, name: &str) -> T {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    app.db.writer().query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn ticket(app: &TestApp, actor: &domain::account::Actor) -> Result<(), services::Error> {
    // Room for the quota, whatever the number.
    app.clock.pass(1);
    let roomy = app.with_settings(|settings| settings.quota.pending_uploads = 10_000);
    uploads::presign(&roomy, actor, &info(), request(Purpose::Document, 5)).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_postgres_is_unavailable_for_a_moment_and_loses_nothing() {
    let Some(app) = TestApp::postgres().await else { return };
    let ann = app.person("ann").await;
    let (stop, interrupted) = (AtomicBool::new(false), AtomicU64::new(0));
    // Another database of the same server, so that it does not end itself.
    let admin = sea_orm::Database::connect(std::env::var("GATEHOUSE_TEST_POSTGRES_URL").unwrap()).await.unwrap();
    let (_, name) = app.url.rsplit_once('/').unwrap();
    let restarts = async {
        while interrupted.load(Ordering::SeqCst) < 20 {
            let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            admin.execute_unprepared(&sql).await.unwrap();
        }
        stop.store(true, Ordering::SeqCst);
    };
    let uploads = async {
        let mut confirmed = 0;
        while !stop.load(Ordering::SeqCst) || confirmed == 0 {
            let ticket = match uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await {
                Ok(ticket) => ticket,
                Err(error) => {
                    assert_eq!(error.kind(), ProblemKind::Unavailable, "{error}");
                    interrupted.fetch_add(1, Ordering::SeqCst);
                    continue;
                }
            };
            app.store.post(&ticket, b"hello");
            // As a browser does: asked again until there is an answer.
            while let Err(error) = app.confirm(&ann, ticket.upload).await {
                assert_eq!(error.kind(), ProblemKind::Unavailable, "{error}");
                interrupted.fetch_add(1, Ordering::SeqCst);
                app.clock.pass(61);
            }
            confirmed += 1;
        }
        confirmed
    };
    let ((), confirmed) = tokio::join!(restarts, uploads);
    assert_eq!(app.events("upload.confirm").await, confirmed);
    assert_eq!(orphans::check(&app).await.unwrap(), Orphans::default());
}
