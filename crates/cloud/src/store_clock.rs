//! The store's clock against ours, from the `Date` of its answers: a ticket that S3 finds expired at birth has no other symptom.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_sdk_s3::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use time::OffsetDateTime;

/// No answer yet.
const UNKNOWN: i64 = i64::MIN;

/// What the last answer told.
#[derive(Debug, Clone)]
pub(crate) struct StoreClock(Arc<AtomicI64>);

impl Default for StoreClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(UNKNOWN)))
    }
}

impl StoreClock {
    /// How far the store is ahead, in seconds.
    pub(crate) fn skew_seconds(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|skew| *skew != UNKNOWN)
    }

    fn notice(&self, date: &str, now: OffsetDateTime) {
        if let Ok(store) = DateTime::from_str(date, DateTimeFormat::HttpDate) {
            self.0.store(store.secs() - now.unix_timestamp(), Ordering::Relaxed);
        }
    }
}

impl Intercept for StoreClock {
    fn name(&self) -> &'static str {
        "StoreClock"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(date) = context.response().headers().get("date") {
            self.notice(date, OffsetDateTime::now_utc());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_last_readable_date_counts() {
        let clock = StoreClock::default();
        assert_eq!(clock.skew_seconds(), None);
        let now = datetime!(2026-05-13 12:00 UTC);
        clock.notice("Wed, 13 May 2026 12:05:12 GMT", now);
        assert_eq!(clock.skew_seconds(), Some(312));
        clock.notice("yesterday", now);
        assert_eq!(clock.skew_seconds(), Some(312));
        clock.notice("Wed, 13 May 2026 11:59:58 GMT", now);
        assert_eq!(clock.skew_seconds(), Some(-2));
    }
}
