//! What cannot run on a laptop, as traits: the object store, the CDN, the clock.

use async_trait::async_trait;
use domain::{content_type::ContentType, document::Disposition, id::UserId, timestamp::Timestamp};

/// A failure of the store or the CDN.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It does not answer, or says that it cannot for now: ask again later.
    #[error("{what} is unavailable: {cause}")]
    Unavailable {
        /// Which service, in a person's words ("The file store").
        what: &'static str,
        /// For the log only.
        cause: String,
    },
    /// It refused, or we asked wrongly: asking again will not help.
    #[error("{what} failed: {cause}")]
    Failed {
        /// Which service.
        what: &'static str,
        /// For the log only.
        cause: String,
    },
}

/// What a presigned POST must allow, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRequest {
    /// The key it uploads to, under `incoming/`.
    pub key: String,
    /// The only content type it accepts.
    pub content_type: ContentType,
    /// The smallest body, in bytes, inclusive.
    pub min_bytes: u64,
    /// The largest body, in bytes, inclusive.
    pub max_bytes: u64,
    /// The body's SHA-256 in base64, pinned where [`Bucket::pins_checksums`].
    pub checksum_sha256: Option<String>,
    /// What S3 answers when the body has arrived.
    pub success: PostSuccess,
    /// When the ticket ends. Credentials that end sooner shorten it.
    pub expires_at: Timestamp,
}

/// What S3 answers when the body has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostSuccess {
    /// 201 with a small XML body: for `XMLHttpRequest`.
    Created,
    /// 303 to this URL: for a plain form.
    Redirect(String),
}

/// A signed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPost {
    /// The form's action, on the store's public origin.
    pub url: String,
    /// The fields, in order; `file` goes after them.
    pub fields: Vec<(String, String)>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a presigned GET hands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetRequest {
    /// The object.
    pub key: String,
    /// The name to save it under; any text.
    pub file_name: String,
    /// The verified type it is served as.
    pub content_type: ContentType,
    /// Save it, or show it.
    pub disposition: Disposition,
    /// How long the URL lives, in seconds.
    pub expires_in_seconds: u32,
}

/// What the store knows of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectHead {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its content type as stored; any text.
    pub content_type: Option<String>,
    /// Its ETag, with quotes, as the store gives it.
    pub etag: String,
    /// Its SHA-256 in base64, where the store keeps it.
    pub checksum_sha256: Option<String>,
}

/// A server-side copy of a verified object to its final key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// The incoming key.
    pub from: String,
    /// The final key.
    pub to: String,
    /// The ETag that was verified: `copy-source-if-match`.
    pub etag: String,
    /// The final object's type.
    pub content_type: ContentType,
    /// The final object's `Cache-Control`.
    pub cache_control: &'static str,
}

/// How a promotion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promoted {
    /// The final object is there.
    Done {
        /// The final object's SHA-256 in base64, where the store computes it.
        checksum_sha256: Option<String>,
    },
    /// The incoming object is no longer the one that was verified (412).
    Changed,
    /// The incoming object is not there (404).
    Missing,
}

/// The object store.
#[async_trait]
pub trait Bucket: Send + Sync {
    /// Signs a presigned POST. Local: works while the store is down.
    async fn presign_post(&self, request: &PostRequest, now: Timestamp) -> Result<SignedPost, PortError>;
    /// Signs a presigned GET on the public origin; the answer to it carries the checksum where the store pins them. Local.
    async fn presign_get(&self, request: &GetRequest, now: Timestamp) -> Result<String, PortError>;
    /// HeadObject; `None` when it is not there (404, or 403 without `s3:ListBucket`).
    async fn head(&self, key: &str) -> Result<Option<ObjectHead>, PortError>;
    /// At most `length` bytes of the object from `offset` on, fewer where it ends, by a ranged read with `If-Match`; `None` when it is gone
    /// or has changed.
    async fn range(&self, key: &str, etag: &str, offset: u64, length: u32) -> Result<Option<Vec<u8>>, PortError>;
    /// CopyObject inside the store.
    async fn promote(&self, promotion: &Promotion) -> Result<Promoted, PortError>;
    /// `ListObjectsV2`: the keys that begin with `prefix` and come after `after`, in order; empty at the end, at most 1000 at a time.
    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, PortError>;
    /// `PutObject` of a small JSON text of our own; people's files never go this way.
    async fn put_json(&self, key: &str, text: &str) -> Result<(), PortError>;
    /// DeleteObject; an object that is not there counts as deleted.
    async fn delete(&self, key: &str) -> Result<(), PortError>;
    /// Whether the store pins `x-amz-checksum-sha256` in a POST, keeps it and computes it.
    fn pins_checksums(&self) -> bool;
    /// The public origin that browsers talk to, such as `http://localhost:9000`; for CSP and messages.
    fn public_origin(&self) -> &str;
    /// How far the store's clock was ahead of ours when it last answered, in seconds; `None` before its first answer.
    fn clock_skew_seconds(&self) -> Option<i64>;
}

/// One cookie to set or clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value, cookie-safe.
    pub value: String,
    /// Its path, such as `/avatars`.
    pub path: String,
    /// Its domain, `None` for host-only.
    pub domain: Option<String>,
    /// Its lifetime in seconds; 0 clears it.
    pub max_age_seconds: u32,
}

/// Signed cookies for every path that people may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCookies {
    /// One set per path.
    pub cookies: Vec<Cookie>,
    /// When the policies end.
    pub expires_at: Timestamp,
}

/// The CDN.
#[async_trait]
pub trait Cdn: Send + Sync {
    /// Cookies that open `/avatars/*`, `/images/*` and `/thumbnails/{user}/*`, and nothing else.
    fn cookies(&self, user: UserId, now: Timestamp) -> Result<SignedCookies, PortError>;
    /// The same cookies, cleared.
    fn clearing(&self) -> Vec<Cookie>;
    /// The fixed URL of an object's key.
    fn url(&self, key: &str) -> String;
    /// Drops objects from the edge's caches. `reference` makes a repeated call the same invalidation.
    async fn invalidate(&self, keys: &[String], reference: &str) -> Result<(), PortError>;
    /// The public origin, for CSP.
    fn public_origin(&self) -> &str;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}
