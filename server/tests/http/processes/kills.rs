//! kill -9 at random moments of a stream of uploads; afterwards everything must agree.
//!
//! `GATEHOUSE_KILLS=300` makes it a long run (`make test-kills`); a short one is part of every test run.

use std::time::Duration;

use super::{
    invariants,
    process::Process,
    scene::{Layout, Scene},
    stream::{self, Ledger, Stream},
};

const SHORT_RUN: u32 = 5;
/// The longest that a process lives after it is ready; its death comes at any moment until then.
const LIFE: Duration = Duration::from_millis(500);

fn kills() -> u32 {
    std::env::var("GATEHOUSE_KILLS").map_or(SHORT_RUN, |kills| kills.parse::<u32>().expect("GATEHOUSE_KILLS is a number") / 2)
}

async fn run(layout: Layout) {
    let scene = Scene::new(layout).await;
    let store = (layout == Layout::StoreApart).then(|| Process::start(&scene, "localcloud"));
    if let Some(store) = &store {
        store.ready(&scene.store_origin()).await;
    }
    let ledger = Ledger::default();
    let mut app = Process::start(&scene, "serve");
    app.ready(&scene.health()).await;
    let stream = Stream::start(&scene, &ledger).await;
    for _ in 0..kills() {
        tokio::time::sleep(stream::up_to(LIFE)).await;
        app.kill();
        app = Process::start(&scene, "serve");
        app.ready(&scene.health()).await;
    }
    stream.end().await;
    app.kill();
    drop(store);

    let report = invariants::check(&scene, &ledger).await;
    println!("{layout:?}, {}: kills: {}, {report}", scene.engine(), kills());
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    assert!(report.confirmed > 0, "the stream brought nothing in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_dies_and_nothing_is_lost() {
    run(Layout::StoreApart).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_dies_and_nothing_is_lost() {
    run(Layout::Together).await;
}
