//! A process that dies at any point of an upload: the next one brings it to its end, once.

use domain::{account::Actor, purpose::Purpose};
use services::{
    accounts, jobs,
    orphans::{self, Orphans},
    reconcile, uploads,
};

use crate::{
    files::png,
    support::{FailPoint, TestApp, info, listed, on_both, request},
};

/// What a browser does; in a task that never gets past the fail point.
async fn dies(app: &TestApp, actor: Actor, purpose: Purpose, point: FailPoint) {
    app.store.set_fail_point(point);
    let (services, store) = (app.app.clone(), app.store.clone());
    let bytes = if purpose == Purpose::Document { b"hello".to_vec() } else { png(1, 1, &[]) };
    let process = tokio::spawn(async move {
        let ticket = uploads::presign(&services, &actor, &info(), request(purpose, bytes.len() as u64)).await.unwrap();
        store.post(&ticket, &bytes);
        uploads::confirm(&services, &actor, &info(), ticket.upload).await.unwrap();
    });
    app.store.reached().await;
    process.abort();
    assert!(process.await.unwrap_err().is_cancelled());
}

/// What the next process does by itself within two minutes.
async fn next_process(app: &TestApp) {
    for _ in 0..4 {
        app.clock.pass(30);
        reconcile::run(app).await.unwrap();
        jobs::run_due(app).await.unwrap();
    }
}

on_both!(nothing_is_lost_and_nothing_done_twice, app, {
    for (round, point) in (1..).zip(FailPoint::ALL) {
        let ann = app.person(&format!("ann{round}")).await;
        let arrives = point != FailPoint::PresignWritten;
        dies(&app, ann, Purpose::Document, point).await;
        next_process(&app).await;
        let found = listed(&app, &ann).await.items.len();
        assert_eq!(found, usize::from(arrives), "{point:?}");
        assert_eq!(orphans::check(&app).await.unwrap(), Orphans::default(), "{point:?}");
        assert_eq!((app.events("upload.presign").await, app.events("upload.confirm").await), (round, round - 1), "{point:?}");
    }
    // The ticket that nobody got.
    app.clock.pass(400);
    next_process(&app).await;
    assert_eq!(app.events("upload.expire").await, 1);
});

on_both!(an_avatar_is_switched_once_and_the_old_one_goes, app, {
    for point in FailPoint::ALL.into_iter().filter(|point| *point != FailPoint::PresignWritten) {
        let ann = app.person(&format!("{point:?}")).await;
        let ticket = app.arrived(&ann, Purpose::Avatar, &png(1, 1, &[])).await;
        app.confirm(&ann, ticket.upload).await.unwrap();
        let old = accounts::me(&app, &ann).await.unwrap().avatar_url.unwrap();
        dies(&app, ann, Purpose::Avatar, point).await;
        next_process(&app).await;
        let new = accounts::me(&app, &ann).await.unwrap().avatar_url.unwrap();
        assert_ne!(old, new, "{point:?}");
        let key = |url: &str| url.trim_start_matches("https://cdn.test/").to_owned();
        assert_eq!((app.store.get(&key(&old)), app.store.get(&key(&new)).is_some()), (None, true), "{point:?}");
        assert!(app.store.invalidated.lock().unwrap().contains(&key(&old)), "{point:?}");
        assert_eq!(orphans::check(&app).await.unwrap(), Orphans::default(), "{point:?}");
    }
});
