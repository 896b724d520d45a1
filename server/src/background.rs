//! Work that nobody waits for: follow-up jobs, the reconciler and the audit log's sequencer. Several instances may run it at once; rows are
//! claimed, and the sequencers take turns.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use services::{
    App,
    audit::chain::{self, Look},
    health, jobs, reconcile,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const JOBS_EVERY: Duration = Duration::from_secs(3);
const RECONCILE_EVERY: Duration = Duration::from_secs(30);
const CHAIN_EVERY: Duration = Duration::from_secs(1);
/// The sequencer's first round looks at the whole log, and so does every one after so many: once an hour.
const EVERYWHERE_EVERY: u32 = 3_600;

/// Starts all three. After `stop` they end with the job or the upload that they are at; wait for the tracker.
pub fn start(app: &Arc<App>, stop: &CancellationToken) -> TaskTracker {
    let tracker = TaskTracker::new();
    let jobs_app = app.clone();
    tracker.spawn(every(JOBS_EVERY, stop.clone(), move || {
        let app = jobs_app.clone();
        async move {
            match jobs::run_due(&app).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "jobs done"),
                Err(error) => tracing::error!(%error, "jobs failed"),
            }
        }
    }));
    let (chain_app, rounds) = (app.clone(), Arc::new(AtomicU32::new(0)));
    tracker.spawn(every(CHAIN_EVERY, stop.clone(), move || {
        let round = rounds.fetch_add(1, Ordering::Relaxed);
        let look = if round.is_multiple_of(EVERYWHERE_EVERY) { Look::Everywhere } else { Look::Lately };
        let app = chain_app.clone();
        async move {
            match chain::run(&app, look).await {
                Ok(linked) => tracing::debug!(linked, "the audit log is chained"),
                Err(error) => tracing::error!(%error, "the audit log could not be chained"),
            }
        }
    }));
    let app = app.clone();
    tracker.spawn(every(RECONCILE_EVERY, stop.clone(), move || {
        let app = app.clone();
        async move {
            health::look_at_store(&app).await;
            match reconcile::run(&app).await {
                Ok(report) => tracing::debug!(?report, "reconciled"),
                Err(error) => tracing::error!(%error, "the reconciler failed"),
            }
        }
    }));
    tracker.close();
    tracker
}

async fn every<F: Future<Output = ()>>(period: Duration, stop: CancellationToken, round: impl Fn() -> F) {
    while stop.run_until_cancelled(tokio::time::sleep(period)).await.is_some() {
        round().await;
    }
}
