//! One bucket in one folder: bytes on their way in, objects, and the bucket's rules.

use std::{
    fs, io,
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};
use tokio::{fs::File, io::AsyncWriteExt as _, task::spawn_blocking};
use uuid::Uuid;

use super::{
    bucket_config::BucketConfig,
    index::{Headers, Index, Object, write_aside},
};
use crate::hex::hex;

/// One bucket in one folder.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    index: Arc<Index>,
    config: RwLock<BucketConfig>,
}

impl Store {
    /// Opens a folder, making it where it is missing, and removes what an interrupted write left.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        for folder in ["blobs", "objects", "incoming"] {
            fs::create_dir_all(root.join(folder))?;
        }
        let index = Arc::new(Index::open(&root)?);
        let config = BucketConfig::read(&root)?;
        Ok(Self { root, index, config: RwLock::new(config) })
    }

    /// An object's description.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<Object>> {
        self.index.get(key)
    }

    /// Opens an object: its description and its bytes, of one moment.
    pub(crate) async fn open_object(&self, key: &str) -> io::Result<Option<(Arc<Object>, File)>> {
        loop {
            let Some(object) = self.get(key) else { return Ok(None) };
            match File::open(self.index.blob(&object.blob)).await {
                Ok(file) => return Ok(Some((object, file))),
                // Replaced or deleted a moment ago: looked at again.
                Err(error) if error.kind() == io::ErrorKind::NotFound && !self.index.is_current(&object) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Up to `limit` objects whose keys begin with `prefix` and come after `after`, in order.
    pub(crate) fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<Arc<Object>> {
        self.index.list(prefix, after, limit)
    }

    /// Begins to write an object. Nothing is seen of it before [`Store::commit`].
    pub(crate) async fn write(&self) -> io::Result<Writing> {
        let path = self.root.join("incoming").join(Uuid::new_v4().to_string());
        let file = File::create(&path).await?;
        Ok(Writing { path, file, size_bytes: 0, md5: Md5::new(), sha256: digest::Context::new(&digest::SHA256) })
    }

    /// Makes the written bytes an object.
    pub(crate) async fn commit(&self, written: Written, key: &str, headers: Headers, now: i64) -> io::Result<Arc<Object>> {
        let object = Object {
            key: key.to_owned(),
            blob: Uuid::new_v4().to_string(),
            size_bytes: written.size_bytes,
            etag: written.etag.clone(),
            checksum_sha256: written.checksum_sha256.clone(),
            written_at: now,
            headers,
        };
        self.change(move |index| index.commit(&written.path, object)).await
    }

    /// A second object of the same bytes. `None` when the source was replaced or deleted meanwhile.
    pub(crate) async fn copy(&self, source: &Arc<Object>, key: &str, headers: Headers, now: i64) -> io::Result<Option<Arc<Object>>> {
        let object = Object { key: key.to_owned(), written_at: now, headers, ..Object::clone(source) };
        let source = Arc::clone(source);
        self.change(move |index| index.copy(&source, object)).await
    }

    /// Removes an object; answers whether it was there.
    pub(crate) async fn delete(&self, key: &str) -> io::Result<bool> {
        let key = key.to_owned();
        self.change(move |index| index.delete(&key)).await
    }

    /// A change runs to its end, even when who asked for it has gone.
    async fn change<T: Send + 'static>(&self, change: impl FnOnce(&Index) -> io::Result<T> + Send + 'static) -> io::Result<T> {
        let index = Arc::clone(&self.index);
        spawn_blocking(move || change(&index)).await.map_err(io::Error::other)?
    }

    /// The bucket's CORS and lifecycle rules.
    pub(crate) fn config(&self) -> BucketConfig {
        self.config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the bucket's rules.
    pub(crate) fn configure(&self, change: impl FnOnce(&mut BucketConfig)) -> io::Result<()> {
        let mut config = self.config.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = config.clone();
        change(&mut next);
        write_aside(&self.root, &BucketConfig::path(&self.root), &serde_json::to_vec(&next)?)?;
        *config = next;
        Ok(())
    }
}

/// An object being written. Dropped, it leaves nothing.
pub(crate) struct Writing {
    path: PathBuf,
    file: File,
    size_bytes: u64,
    md5: Md5,
    sha256: digest::Context,
}

/// Bytes that are safe on disk and wait to be an object.
pub(crate) struct Written {
    path: PathBuf,
    size_bytes: u64,
    etag: String,
    pub(crate) checksum_sha256: String,
}

impl Writing {
    /// Adds bytes.
    pub(crate) async fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await?;
        self.md5.update(bytes);
        self.sha256.update(bytes);
        self.size_bytes += bytes.len() as u64;
        Ok(())
    }

    /// How much there is so far.
    pub(crate) const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Waits until the disk has it.
    pub(crate) async fn finish(mut self) -> io::Result<Written> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let md5 = std::mem::take(&mut self.md5).finalize();
        let sha256 = std::mem::replace(&mut self.sha256, digest::Context::new(&digest::SHA256)).finish();
        Ok(Written {
            path: std::mem::take(&mut self.path),
            size_bytes: self.size_bytes,
            etag: hex(&md5),
            checksum_sha256: STANDARD.encode(sha256),
        })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            // What stays is swept at the next start.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // Gone already where it became an object.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    async fn put(store: &Store, key: &str, bytes: &[u8]) -> Arc<Object> {
        let mut writing = store.write().await.unwrap();
        writing.push(bytes).await.unwrap();
        store.commit(writing.finish().await.unwrap(), key, Headers::default(), 0).await.unwrap()
    }

    async fn read(store: &Store, key: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (_, mut file) = store.open_object(key).await.unwrap().unwrap();
        tokio::io::AsyncReadExt::read_to_end(&mut file, &mut bytes).await.unwrap();
        bytes
    }

    fn files(root: &Path) -> usize {
        ["blobs", "incoming"].iter().map(|folder| fs::read_dir(root.join(folder)).unwrap().count()).sum()
    }

    #[tokio::test]
    async fn objects_survive_a_restart_and_leave_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let first = put(&store, "a/b", b"old").await;
        assert_eq!(first.etag, "149603e6c03516362a8da23f624db945");
        put(&store, "a/b", b"new").await;
        assert!(store.copy(&first, "c", Headers::default(), 1).await.unwrap().is_none(), "replaced");
        store.copy(&store.get("a/b").unwrap(), "c", Headers::default(), 1).await.unwrap().unwrap();
        assert!(Store::open(folder.path()).unwrap_err().to_string().contains("another process"));
        drop(store);

        let store = Store::open(folder.path()).unwrap();
        assert_eq!(read(&store, "a/b").await, b"new");
        assert!(store.delete("a/b").await.unwrap());
        assert!(!store.delete("a/b").await.unwrap());
        assert_eq!(read(&store, "c").await, b"new");
        assert_eq!(files(folder.path()), 1);
    }

    #[tokio::test]
    async fn an_interrupted_write_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut writing = store.write().await.unwrap();
        writing.push(b"half").await.unwrap();
        std::mem::forget(writing);
        fs::write(folder.path().join("blobs/no-object-names-me"), b"x").unwrap();
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(files(folder.path()), 0);
        drop(store.write().await.unwrap());
        assert_eq!(files(folder.path()), 0);
    }

    #[tokio::test]
    async fn lists_are_in_order_and_cut() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for key in ["b/2", "a", "b/1", "c"] {
            put(&store, key, b"x").await;
        }
        let keys = |prefix, after, limit| store.list(prefix, after, limit).iter().map(|object| object.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys("", None, 9), ["a", "b/1", "b/2", "c"]);
        assert_eq!(keys("b/", None, 9), ["b/1", "b/2"]);
        assert_eq!(keys("b/", Some("b/1"), 9), ["b/2"]);
        assert_eq!(keys("", Some("a"), 1), ["b/1"]);
    }
}
