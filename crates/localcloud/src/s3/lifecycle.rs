//! Lifecycle: objects under a prefix disappear when they are due.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{bucket_config::ExpiryRule, store::Store};
use crate::cdn::Clock;

const DAY: i64 = 86_400;
const EVERY: Duration = Duration::from_mins(10);
const BATCH: usize = 1000;

/// When an object is due, in seconds since 1970: its creation plus the days, rounded up to the next midnight UTC.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html>
pub(crate) fn due_at(written_at: i64, days: i32) -> i64 {
    let end = written_at + i64::from(days) * DAY;
    (end + DAY - 1).div_euclid(DAY) * DAY
}

/// Deletes what is due, until it is told to stop. Answers how many objects went.
pub(crate) async fn sweep(store: &Store, now: i64, stop: &CancellationToken) -> std::io::Result<u64> {
    let mut gone = 0;
    for ExpiryRule { prefix, days, .. } in store.config().lifecycle.into_iter().filter(|rule| rule.enabled) {
        let Some(days) = days else { continue };
        let mut after: Option<String> = None;
        loop {
            let batch = store.list(&prefix, after.as_deref(), BATCH);
            let Some(last) = batch.last() else { break };
            after = Some(last.key.clone());
            for object in &batch {
                if stop.is_cancelled() {
                    return Ok(gone);
                }
                if due_at(object.written_at, days) <= now {
                    gone += u64::from(store.delete(&object.key).await?);
                }
            }
        }
    }
    Ok(gone)
}

/// Sweeps now and then, until it is told to stop.
pub(crate) async fn keep_sweeping(store: Arc<Store>, clock: Clock, stop: CancellationToken) {
    loop {
        match sweep(&store, clock(), &stop).await {
            Ok(0) => {}
            Ok(objects) => tracing::info!(objects, "lifecycle removed objects"),
            Err(error) => tracing::warn!(%error, "lifecycle could not remove objects"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::index::Headers;

    #[test]
    fn due_is_rounded_up_to_midnight() {
        assert_eq!(due_at(0, 1), DAY);
        assert_eq!(due_at(1, 1), 2 * DAY);
        assert_eq!(due_at(DAY - 1, 1), 2 * DAY);
    }

    #[tokio::test]
    async fn only_what_is_due_under_the_prefix_goes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let rule = ExpiryRule { id: None, prefix: "incoming/".to_owned(), days: Some(1), enabled: true, abort_multipart_days: None };
        store.configure(|config| config.lifecycle.push(rule)).unwrap();
        for (key, written_at) in [("incoming/old", 1), ("incoming/young", DAY + 1), ("documents/old", 1)] {
            let written = store.write().await.unwrap().finish().await.unwrap();
            store.commit(written, key, Headers::default(), written_at).await.unwrap();
        }
        let (go_on, stopped) = (CancellationToken::new(), CancellationToken::new());
        stopped.cancel();
        assert_eq!(sweep(&store, 2 * DAY - 1, &go_on).await.unwrap(), 0);
        assert_eq!(sweep(&store, 2 * DAY, &stopped).await.unwrap(), 0);
        assert_eq!(sweep(&store, 2 * DAY, &go_on).await.unwrap(), 1);
        assert!(store.get("incoming/old").is_none());
        assert!(store.get("incoming/young").is_some() && store.get("documents/old").is_some());
    }
}
