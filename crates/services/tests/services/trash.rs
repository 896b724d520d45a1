use std::sync::atomic::Ordering;

use domain::{account::Actor, document::Disposition, id::DocumentId, problem::ProblemKind};
use services::{documents, jobs, reconcile, trash};

use crate::{
    documents::document,
    support::{TestApp, info, listed, message, on_both},
};

const DAY: i64 = 86_400;

async fn names(app: &TestApp, actor: &Actor) -> (usize, usize) {
    let here = listed(app, actor).await.items.len();
    let trashed = trash::list(app, actor, None).await.unwrap().items;
    assert!(trashed.iter().all(|row| row.trashed_at.is_some()));
    (here, trashed.len())
}

on_both!(a_document_goes_to_the_trash_and_comes_back_once_each, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    for _ in 0..2 {
        trash::put(&app, &ann, &info(), &[id]).await.unwrap();
        assert_eq!(names(&app, &ann).await, (0, 1));
    }
    let shut = documents::download(&app, &ann, &info(), id, None, Disposition::Attachment).await.unwrap_err();
    assert_eq!(shut.kind(), ProblemKind::Conflict);
    for _ in 0..2 {
        trash::restore(&app, &ann, &info(), &[id]).await.unwrap();
        assert_eq!(names(&app, &ann).await, (1, 0));
    }
    documents::download(&app, &ann, &info(), id, None, Disposition::Attachment).await.unwrap();
    assert_eq!((app.events("document.trash").await, app.events("document.restore").await), (1, 1));
});

on_both!(only_the_trash_is_purged_and_the_object_goes_with_it, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    let kept = trash::purge(&app, &ann, &info(), id).await.unwrap_err();
    assert_eq!(kept.kind(), ProblemKind::Conflict);
    assert_eq!(app.store.keys().len(), 1);
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    trash::purge(&app, &ann, &info(), id).await.unwrap();
    assert_eq!(app.store.keys(), Vec::<String>::new());
    assert_eq!(names(&app, &ann).await, (0, 0));
    assert_eq!(app.events("document.purge").await, 1);
    let again = trash::purge(&app, &ann, &info(), id).await.unwrap_err();
    assert_eq!(again.kind(), ProblemKind::NotFound);
});

on_both!(a_store_that_is_down_delays_the_object_and_never_forgets_it, app, {
    let ann = app.person("ann").await;
    let id = document(&app, &ann).await;
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    app.store.down.store(true, Ordering::SeqCst);
    trash::purge(&app, &ann, &info(), id).await.unwrap();
    for _ in 0..5 {
        app.clock.pass(DAY);
        assert_eq!(jobs::run_due(&app).await.unwrap(), 0);
    }
    assert_eq!(app.store.keys().len(), 1);
    app.store.down.store(false, Ordering::SeqCst);
    app.clock.pass(DAY);
    assert_eq!(jobs::run_due(&app).await.unwrap(), 1);
    assert_eq!(app.store.keys(), Vec::<String>::new());
});

on_both!(the_trash_empties_itself_after_thirty_days, app, {
    let ann = app.person("ann").await;
    let (old, young, kept) = (document(&app, &ann).await, document(&app, &ann).await, document(&app, &ann).await);
    trash::put(&app, &ann, &info(), &[old]).await.unwrap();
    app.clock.pass(1);
    trash::put(&app, &ann, &info(), &[young]).await.unwrap();
    app.clock.pass(30 * DAY);
    let (one, two) = tokio::join!(reconcile::run(&app), reconcile::run(&app));
    assert_eq!(one.unwrap().purged + two.unwrap().purged, 1);
    assert_eq!(app.events("document.purge").await, 1);
    let trashed: Vec<_> = trash::list(&app, &ann, None).await.unwrap().items.into_iter().map(|row| row.id).collect();
    assert_eq!(trashed, [young]);
    assert_eq!(listed(&app, &ann).await.items[0].id, kept);
});

on_both!(a_strangers_document_cannot_be_deleted_nor_told_from_none, app, {
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let id = document(&app, &ann).await;
    trash::put(&app, &ann, &info(), &[id]).await.unwrap();
    for foreign in [id, DocumentId(uuid::Uuid::nil())] {
        let refusals = [
            trash::put(&app, &bob, &info(), &[foreign]).await.unwrap_err(),
            trash::restore(&app, &bob, &info(), &[foreign]).await.unwrap_err(),
            trash::purge(&app, &bob, &info(), foreign).await.unwrap_err(),
        ];
        for refusal in refusals {
            assert_eq!(message(refusal), "This document does not exist, or you have no access to it.");
        }
    }
    assert_eq!(names(&app, &ann).await, (0, 1));
    assert_eq!(names(&app, &bob).await, (0, 0));
    assert_eq!((app.events("document.restore").await, app.events("document.purge").await), (2, 2), "refusals are recorded");
});

on_both!(the_trash_lists_what_went_in_last_first_page_by_page, app, {
    let ann = app.person("ann").await;
    let mut ids = Vec::new();
    for _ in 0..52 {
        ids.push(document(&app, &ann).await);
    }
    for id in ids.iter().rev() {
        app.clock.pass(1);
        trash::put(&app, &ann, &info(), &[*id]).await.unwrap();
    }
    let first = trash::list(&app, &ann, None).await.unwrap();
    let second = trash::list(&app, &ann, Some(first.next.unwrap().parse().unwrap())).await.unwrap();
    let listed: Vec<_> = first.items.iter().chain(&second.items).map(|row| row.id).collect();
    assert_eq!(listed, ids);
});
