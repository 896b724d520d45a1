use domain::{purpose::Purpose, upload::ConfirmOutcome};
use services::{reconcile, uploads};

use crate::support::{info, listed, on_both, request};

on_both!(a_lost_confirm_is_finished_and_what_never_came_expires, app, {
    let ann = app.person("ann").await;
    let lost = app.arrived(&ann, Purpose::Document, b"hello").await;
    let never = uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    assert_eq!(reconcile::run(&app).await.unwrap(), reconcile::Report::default(), "too young to look after");

    app.clock.pass(61);
    let report = reconcile::run(&app).await.unwrap();
    assert_eq!((report.settled, report.waiting, report.failed), (1, 1, 0));
    assert_eq!(listed(&app, &ann).await.items.len(), 1);
    assert!(matches!(app.confirm(&ann, lost.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
    assert!(app.only_event("upload.confirm").await.detail.unwrap().contains("reconciler"));

    app.clock.pass(400);
    assert_eq!(reconcile::run(&app).await.unwrap().settled, 1);
    assert_eq!(app.confirm(&ann, never.upload).await.unwrap(), ConfirmOutcome::Expired);
    assert_eq!(app.events("upload.expire").await, 1);
});

on_both!(two_reconcilers_do_nothing_twice, app, {
    let ann = app.person("ann").await;
    for _ in 0..5 {
        app.arrived(&ann, Purpose::Document, b"hello").await;
    }
    app.clock.pass(61);
    let (first, second) = tokio::join!(reconcile::run(&app), reconcile::run(&app));
    assert_eq!((first.unwrap().failed, second.unwrap().failed), (0, 0));
    assert_eq!(listed(&app, &ann).await.items.len(), 5);
    assert_eq!(app.events("upload.confirm").await, 5);
});
