//! Where the edge gets its objects.

use std::io;
use std::time::SystemTime;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncSeek};

/// An object's bytes: a file, or anything else that can be read from any position.
pub trait OriginBody: AsyncRead + AsyncSeek + Send + Unpin {}

impl<T: AsyncRead + AsyncSeek + Send + Unpin> OriginBody for T {}

/// An object as the origin holds it.
pub struct OriginObject {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its entity tag, with quotes.
    pub etag: String,
    /// Its content type as stored.
    pub content_type: Option<String>,
    /// Its `Cache-Control` as stored.
    pub cache_control: Option<String>,
    /// When it was written.
    pub last_modified: SystemTime,
    /// Its bytes, from the beginning.
    pub body: Box<dyn OriginBody>,
}

/// The bucket behind the edge.
#[async_trait]
pub trait Origin: Send + Sync {
    /// Opens an object; `None` when it is not there.
    async fn open(&self, key: &str) -> io::Result<Option<OriginObject>>;
}
