//! The store as the CDN edge's origin.

use std::{
    io,
    time::{Duration, SystemTime},
};

use async_trait::async_trait;

use super::store::Store;
use crate::cdn::{Origin, OriginObject};

#[async_trait]
impl Origin for Store {
    async fn open(&self, key: &str) -> io::Result<Option<OriginObject>> {
        let Some((object, body)) = self.open_object(key).await? else { return Ok(None) };
        Ok(Some(OriginObject {
            size_bytes: object.size_bytes,
            etag: format!("\"{}\"", object.etag),
            content_type: object.headers.content_type.clone(),
            cache_control: object.headers.cache_control.clone(),
            last_modified: SystemTime::UNIX_EPOCH + Duration::from_secs(object.written_at.unsigned_abs()),
            body: Box::new(body),
        }))
    }
}
