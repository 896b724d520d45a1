use std::sync::atomic::Ordering;

use domain::{purpose::Purpose, upload::ConfirmOutcome};
use services::jobs;

use crate::support::on_both;

on_both!(jobs_wait_for_a_store_that_is_down, app, {
    let ann = app.person("ann").await;
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    // The store dies right after the promotion: the bookkeeping is done, the incoming object stays.
    app.store.down_after_promotion.store(true, Ordering::SeqCst);
    assert!(matches!(app.confirm(&ann, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
    assert_eq!(app.store.keys().len(), 2);
    assert_eq!(jobs::run_due(&app).await.unwrap(), 0, "not due yet");
    app.clock.pass(3);
    assert_eq!(jobs::run_due(&app).await.unwrap(), 0, "still down");
    app.store.down.store(false, Ordering::SeqCst);
    assert_eq!(jobs::run_due(&app).await.unwrap(), 0, "the second pause is longer");
    app.clock.pass(5);
    let (first, second) = tokio::join!(jobs::run_due(&app), jobs::run_due(&app));
    assert_eq!(first.unwrap() + second.unwrap(), 1, "two workers, one deletion");
    assert_eq!(app.store.keys().len(), 1);
});
