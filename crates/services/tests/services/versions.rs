use domain::{
    account::Actor,
    document::Disposition,
    id::DocumentId,
    problem::ProblemKind,
    purpose::Purpose,
    upload::{ConfirmOutcome, PresignRequest, Target},
};
use services::{
    documents,
    orphans::{Orphans, check},
    trash, uploads, versions,
};

use crate::{
    documents::document,
    support::{TestApp, info, listed, message, on_both, request},
};

/// Brings a version in.
async fn version(app: &TestApp, actor: &Actor, document: DocumentId, bytes: &[u8]) {
    let request = PresignRequest { target: Target::Version(document), ..request(Purpose::Document, bytes.len() as u64) };
    let ticket = uploads::presign(app, actor, &info(), request).await.unwrap();
    app.store.post(&ticket, bytes);
    let ready = app.confirm(actor, ticket.upload).await.unwrap();
    assert_eq!(ready, ConfirmOutcome::Ready { document: Some(document), url: None });
}

/// What lies behind a version's URL.
async fn behind(app: &TestApp, actor: &Actor, document: DocumentId, number: Option<u32>) -> Vec<u8> {
    let download = documents::download(app, actor, &info(), document, number, Disposition::Attachment).await.unwrap();
    let key = download.url.split_once(".test/").unwrap().1.split('?').next().unwrap();
    app.store.get(key).unwrap().bytes
}

/// The versions' numbers, the newest first, and which of them is the current one.
async fn numbers(app: &TestApp, actor: &Actor, document: DocumentId) -> (Vec<u32>, u32) {
    let view = documents::get(app, actor, &info(), document).await.unwrap();
    let current: Vec<_> = view.versions.iter().filter(|version| version.current).collect();
    assert_eq!((current.len(), current[0].number, current[0].size_bytes), (1, view.row.version, view.row.size_bytes));
    (view.versions.iter().map(|version| version.number).collect(), view.row.version)
}

on_both!(no_version_is_overwritten_and_an_old_one_comes_back, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    version(&app, &ann, id, b"the second").await;
    version(&app, &ann, id, b"the third one").await;
    assert_eq!(numbers(&app, &ann, id).await, (vec![3, 2, 1], 3));
    assert_eq!(listed(&app, &ann).await.items[0].size_bytes, 13);
    for (number, bytes) in [(None, &b"the third one"[..]), (Some(1), b"hello"), (Some(2), b"the second"), (Some(3), b"the third one")] {
        assert_eq!(behind(&app, &ann, id, number).await, bytes, "{number:?}");
    }

    versions::restore(&app, &ann, &info(), id, 1).await.unwrap();
    versions::restore(&app, &ann, &info(), id, 1).await.unwrap();
    assert_eq!(app.events("document.version_restore").await, 1, "the second time nothing happens");
    assert_eq!(numbers(&app, &ann, id).await, (vec![3, 2, 1], 1));
    assert_eq!(behind(&app, &ann, id, None).await, b"hello");
    version(&app, &ann, id, b"four").await;
    assert_eq!(numbers(&app, &ann, id).await, (vec![4, 3, 2, 1], 4));
    assert_eq!(app.events("document.version").await, 3);
    assert_eq!(check(&app).await.unwrap(), Orphans::default());
});

on_both!(what_is_not_there_cannot_be_restored, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    for missing in [0, 2, u32::MAX] {
        let refusal = versions::restore(&app, &ann, &info(), id, missing).await.unwrap_err();
        assert_eq!(refusal.kind(), ProblemKind::NotFound, "{missing}");
        assert!(documents::download(&app, &ann, &info(), id, Some(missing), Disposition::Attachment).await.is_err());
    }
    let foreign = versions::restore(&app, &bob, &info(), id, 1).await.unwrap_err();
    assert_eq!(message(foreign), "This document does not exist, or you have no access to it.");
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    assert_eq!(versions::restore(&app, &ann, &info(), id, 1).await.unwrap_err().kind(), ProblemKind::Conflict);
});

on_both!(every_version_counts_and_goes_with_its_document, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    version(&app, &ann, id, b"the second").await;
    // 15 bytes are kept; ten more do not fit into 24.
    let small = app.with_settings(|settings| settings.quota.stored_bytes = 24);
    let refusal = uploads::presign(&small, &ann, &info(), request(Purpose::Document, 10)).await.unwrap_err();
    assert_eq!(refusal.kind(), ProblemKind::Conflict);
    assert!(uploads::presign(&small, &ann, &info(), request(Purpose::Document, 9)).await.is_ok());
    assert_eq!(app.store.keys().len(), 2);
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    trash::purge(&app, &ann, &info(), id).await.unwrap();
    assert_eq!(app.store.keys(), Vec::<String>::new());
});
