//! The embedded CDN edge: what CloudFront does for Gatehouse, on one machine.
//!
//! It verifies signed cookies (and signed URLs) as CloudFront does, serves only what the origin access policy covers, caches, and takes
//! invalidations through CloudFront's own API. It is for development and small single-machine use: one process, one cache, no TLS.
//!
//! Signatures are verified here with code of its own; nothing is shared with the crate that makes them, so that a mistake cannot cancel out.

pub(crate) mod authorise;
mod cache;
mod control;
pub(crate) mod cookies;
mod edge;
mod keys;
pub(crate) mod matching;
mod origin;
mod origin_access;
pub(crate) mod policy;
pub(crate) mod refusal;
pub(crate) mod request_url;
mod respond;
mod server;
mod signed_url;
mod sigv4;

pub use edge::{ControlKey, Edge};
pub use keys::{KeyGroup, KeyGroupError};
pub use origin::{Origin, OriginBody, OriginObject};
pub use server::serve;

use std::sync::Arc;

/// Seconds since 1970, UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What an edge needs to know.
#[derive(Clone)]
pub struct Config {
    /// The origin that browsers see, such as `http://localhost:9100`. Its scheme is the one that policies are matched with; the host comes
    /// from each request.
    pub public_origin: String,
    /// The public keys that cookies may be signed with.
    pub key_group: KeyGroup,
    /// The id under which the invalidation API knows this edge.
    pub distribution_id: String,
    /// The access key that may invalidate.
    pub control_key: ControlKey,
    /// How many bytes of objects the cache may hold. Objects larger than a quarter of it are streamed and not cached.
    pub cache_bytes: usize,
    /// The trusted time.
    pub clock: Clock,
}
