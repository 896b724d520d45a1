//! The edge's cache: whole objects in memory, bounded, least recently used out first.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::respond::Head;

/// CloudFront's default TTL for objects that say nothing of their own, in seconds.
const DEFAULT_TTL_SECONDS: i64 = 86_400;
/// CloudFront's maximum TTL, in seconds.
const MAX_TTL_SECONDS: i64 = 31_536_000;
/// What an entry costs besides its bytes, roughly.
const ENTRY_OVERHEAD_BYTES: usize = 1024;

/// A cached object.
#[derive(Debug)]
pub(super) struct Cached {
    pub(super) head: Head,
    pub(super) bytes: Bytes,
}

/// Marks a moment: what was read from the origin before an invalidation must not be kept after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generation(u64);

pub(super) struct Cache {
    limit_bytes: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    entries: HashMap<String, Entry>,
    /// Keys by when they were last used.
    order: BTreeMap<u64, String>,
    tick: u64,
    used_bytes: usize,
    generation: u64,
}

struct Entry {
    object: Arc<Cached>,
    stored_at: i64,
    stale_at: i64,
    last_used: u64,
}

impl Cache {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self { limit_bytes, inner: Mutex::default() }
    }

    /// The largest object that is kept, in bytes.
    pub(super) fn largest_object_bytes(&self) -> u64 {
        u64::try_from(self.limit_bytes / 4).unwrap_or(u64::MAX)
    }

    /// A fresh object and its age in seconds.
    pub(super) fn get(&self, key: &str, now: i64) -> Option<(Arc<Cached>, i64)> {
        let mut inner = self.lock();
        let Inner { entries, order, tick, .. } = &mut *inner;
        let entry = entries.get_mut(key)?;
        if now >= entry.stale_at {
            inner.remove(key);
            return None;
        }
        order.remove(&entry.last_used);
        *tick += 1;
        entry.last_used = *tick;
        order.insert(*tick, key.to_owned());
        Some((Arc::clone(&entry.object), now - entry.stored_at))
    }

    /// To be asked for before the origin is read.
    pub(super) fn generation(&self) -> Generation {
        Generation(self.lock().generation)
    }

    /// Keeps an object that was read since `generation`, if it may be kept and nothing was invalidated meanwhile.
    pub(super) fn insert(&self, key: &str, object: Arc<Cached>, now: i64, generation: Generation) {
        let Some(ttl) = ttl_seconds(object.head.cache_control.as_deref()) else { return };
        let cost = cost(key, &object);
        let mut inner = self.lock();
        if inner.generation != generation.0 || cost > self.limit_bytes {
            return;
        }
        inner.remove(key);
        while inner.used_bytes + cost > self.limit_bytes {
            let Some((_, oldest)) = inner.order.pop_first() else { break };
            inner.remove(&oldest);
        }
        inner.tick += 1;
        let last_used = inner.tick;
        inner.used_bytes += cost;
        inner.order.insert(last_used, key.to_owned());
        inner.entries.insert(key.to_owned(), Entry { object, stored_at: now, stale_at: now.saturating_add(ttl), last_used });
    }

    /// Drops every key that `drops` names; returns how many there were.
    pub(super) fn invalidate(&self, drops: impl Fn(&str) -> bool) -> usize {
        let mut inner = self.lock();
        inner.generation += 1;
        let keys: Vec<String> = inner.entries.keys().filter(|key| drops(key)).cloned().collect();
        for key in &keys {
            inner.remove(key);
        }
        keys.len()
    }

    /// Nothing panics while holding the lock half-way, so a poisoned one still guards a whole cache.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn remove(&mut self, key: &str) {
        if let Some(entry) = self.entries.remove(key) {
            self.order.remove(&entry.last_used);
            self.used_bytes -= cost(key, &entry.object);
        }
    }
}

fn cost(key: &str, object: &Cached) -> usize {
    object.bytes.len() + 2 * key.len() + ENTRY_OVERHEAD_BYTES
}

/// How long `Cache-Control` lets a shared cache keep an object, in seconds; `None` for not at all (RFC 9111 5.2.2).
fn ttl_seconds(cache_control: Option<&str>) -> Option<i64> {
    let (mut max_age, mut shared) = (None, None);
    for directive in cache_control.unwrap_or_default().split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let seconds = || value.trim().trim_matches('"').parse::<u32>().ok().map(i64::from);
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" | "private" => return None,
            "max-age" => max_age = seconds().or(Some(0)),
            "s-maxage" => shared = seconds().or(Some(0)),
            _ => {}
        }
    }
    let ttl = shared.or(max_age).unwrap_or(DEFAULT_TTL_SECONDS).min(MAX_TTL_SECONDS);
    (ttl > 0).then_some(ttl)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::SystemTime;

    use bytes::Bytes;

    use super::{Cache, Cached, ttl_seconds};
    use crate::cdn::respond::Head;

    fn object(bytes: usize, cache_control: &str) -> Arc<Cached> {
        let head = Head {
            size_bytes: bytes as u64,
            etag: "\"e\"".to_owned(),
            content_type: None,
            cache_control: Some(cache_control.to_owned()),
            last_modified: SystemTime::UNIX_EPOCH,
        };
        Arc::new(Cached { head, bytes: Bytes::from(vec![0; bytes]) })
    }

    fn put(cache: &Cache, key: &str, bytes: usize) {
        cache.insert(key, object(bytes, "max-age=100"), 0, cache.generation());
    }

    #[test]
    fn keeps_what_was_used_last() {
        let cache = Cache::new(40_000);
        put(&cache, "a", 15_000);
        put(&cache, "b", 15_000);
        assert!(cache.get("a", 1).is_some());
        put(&cache, "c", 15_000);
        let there: Vec<bool> = ["a", "b", "c"].iter().map(|key| cache.get(key, 2).is_some()).collect();
        assert_eq!(there, [true, false, true]);
        put(&cache, "huge", 50_000);
        assert!(cache.get("huge", 2).is_none() && cache.get("a", 2).is_some());
    }

    #[test]
    fn stays_within_its_limit() {
        let cache = Cache::new(40_000);
        for round in 0..200 {
            put(&cache, &format!("k{}", round % 37), 100 * (round % 50));
            let inner = cache.lock();
            assert!(inner.used_bytes <= 40_000);
            assert_eq!(inner.entries.len(), inner.order.len());
            assert_eq!(inner.used_bytes, inner.entries.iter().map(|(key, entry)| super::cost(key, &entry.object)).sum::<usize>());
        }
    }

    #[test]
    fn forgets_in_time() {
        let cache = Cache::new(40_000);
        put(&cache, "a", 1);
        assert_eq!(cache.get("a", 99).map(|(_, age)| age), Some(99));
        assert!(cache.get("a", 100).is_none());
        assert_eq!(cache.lock().used_bytes, 0);
    }

    #[test]
    fn keeps_nothing_that_was_read_before_an_invalidation() {
        let cache = Cache::new(40_000);
        let before = cache.generation();
        assert_eq!(cache.invalidate(|_| true), 0);
        cache.insert("a", object(1, ""), 0, before);
        assert!(cache.get("a", 0).is_none());
        put(&cache, "a", 1);
        put(&cache, "ab", 1);
        assert_eq!(cache.invalidate(|key| key == "a"), 1);
        assert!(cache.get("a", 0).is_none() && cache.get("ab", 0).is_some());
    }

    #[test]
    fn reads_cache_control() {
        assert_eq!(ttl_seconds(Some("public, max-age=31536000, immutable")), Some(31_536_000));
        assert_eq!(ttl_seconds(Some("max-age=5, s-maxage=\"9\"")), Some(9));
        assert_eq!(ttl_seconds(None), Some(86_400));
        for nothing in ["no-store", "max-age=9, Private", "no-cache", "max-age=0", "max-age=soon"] {
            assert_eq!(ttl_seconds(Some(nothing)), None, "{nothing}");
        }
    }
}
