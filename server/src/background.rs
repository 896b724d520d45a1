//! Work that nobody waits for: follow-up jobs and the reconciler. Several instances may run it at once; rows are claimed.

use std::{future::Future, sync::Arc, time::Duration};

use services::{App, health, jobs, reconcile};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const JOBS_EVERY: Duration = Duration::from_secs(3);
const RECONCILE_EVERY: Duration = Duration::from_secs(30);

/// Starts both. After `stop` they end with the job or the upload that they are at; wait for the tracker.
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
