use domain::{purpose::Purpose, upload::ConfirmOutcome};
use services::{
    orphans::{Orphans, check},
    trash, uploads,
};

use crate::{
    documents::document,
    files::png,
    support::{info, on_both, request},
};

on_both!(what_belongs_together_is_no_orphan, app, {
    let ann = app.person("ann").await;
    document(&app, &ann).await;
    for purpose in [Purpose::Avatar, Purpose::Image] {
        let ticket = app.arrived(&ann, purpose, &png(1, 1, &[])).await;
        assert!(matches!(app.confirm(&ann, ticket.upload).await.unwrap(), ConfirmOutcome::Ready { .. }));
    }
    // Under way; asked for and never sent; in the trash.
    app.arrived(&ann, Purpose::Document, b"hello").await;
    uploads::presign(&app, &ann, &info(), request(Purpose::Document, 5)).await.unwrap();
    let id = document(&app, &ann).await;
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    // Going to be deleted, as soon as the store answers.
    let doomed = document(&app, &ann).await;
    trash::put(&app, &ann, &info(), &[doomed]).await.unwrap();
    app.store.down.store(true, std::sync::atomic::Ordering::SeqCst);
    trash::purge(&app, &ann, &info(), doomed).await.unwrap();
    app.store.down.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(check(&app).await.unwrap(), Orphans::default());
});

on_both!(strangers_and_losses_are_named, app, {
    let ann = app.person("ann").await;
    for _ in 0..4 {
        document(&app, &ann).await;
    }
    let lost = app.store.keys()[2].clone();
    app.store.remove(&lost);
    app.store.put("documents/strange.txt", b"?", "text/plain");
    app.store.put("incoming/documents/strange.txt", b"?", "text/plain");
    // A replayed ticket is nobody's fault while it lives, and an orphan once it has ended.
    let ticket = app.arrived(&ann, Purpose::Document, b"hello").await;
    app.confirm(&ann, ticket.upload).await.unwrap();
    app.store.post(&ticket, b"again");
    let replayed = ticket.fields[0].1.clone();

    let mut expected =
        Orphans { objects: ["documents/strange.txt", "incoming/documents/strange.txt"].map(str::to_owned).into(), rows: [lost].into() };
    assert_eq!(check(&app).await.unwrap(), expected);
    app.clock.pass(301);
    expected.objects.insert(replayed);
    assert_eq!(check(&app).await.unwrap(), expected);
});
