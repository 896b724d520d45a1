//! Objects on disk. A description names the file that holds the bytes, and is renamed into place last: a process that is killed at any
//! moment leaves either the old object or the new one.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};
use tokio::{fs::File, io::AsyncWriteExt as _};
use uuid::Uuid;

use super::bucket_config::BucketConfig;
use crate::hex::hex;

/// What is told with an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Headers {
    pub(crate) content_type: Option<String>,
    pub(crate) cache_control: Option<String>,
    pub(crate) content_disposition: Option<String>,
    /// `x-amz-meta-…`, without the prefix.
    pub(crate) metadata: BTreeMap<String, String>,
}

/// An object's description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) key: String,
    /// The file that holds the bytes; never written to again.
    blob: String,
    pub(crate) size_bytes: u64,
    /// Hex MD5 of the bytes, without quotes.
    pub(crate) etag: String,
    /// Base64 SHA-256 of the bytes.
    pub(crate) checksum_sha256: String,
    /// Seconds since 1970.
    pub(crate) written_at: i64,
    pub(crate) headers: Headers,
}

/// One bucket in one folder.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    objects: RwLock<BTreeMap<String, Arc<Object>>>,
    config: RwLock<BucketConfig>,
    /// Held while the store is open, so that no second process works on the same folder.
    _lock: fs::File,
}

impl Store {
    /// Opens a folder, making it where it is missing, and removes what an interrupted write left.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        for folder in ["blobs", "objects", "incoming"] {
            fs::create_dir_all(root.join(folder))?;
        }
        let lock = fs::File::create(root.join("lock"))?;
        if lock.try_lock().is_err() {
            let message = format!("another process works on the embedded S3 in {}: stop it first", root.display());
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
        }
        let objects = read_objects(&root)?;
        sweep(&root, &objects)?;
        let config = BucketConfig::read(&root)?;
        Ok(Self { root, objects: RwLock::new(objects), config: RwLock::new(config), _lock: lock })
    }

    /// An object's description.
    pub(crate) fn get(&self, key: &str) -> Option<Arc<Object>> {
        self.objects.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Opens an object's bytes.
    pub(crate) async fn open_blob(&self, object: &Object) -> io::Result<File> {
        File::open(self.root.join("blobs").join(&object.blob)).await
    }

    /// Up to `limit` objects whose keys begin with `prefix` and come after `after`, in order.
    pub(crate) fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<Arc<Object>> {
        let objects = self.objects.read().unwrap_or_else(PoisonError::into_inner);
        let from = after.filter(|after| *after >= prefix).unwrap_or(prefix);
        objects
            .range(from.to_owned()..)
            .skip_while(|(key, _)| Some(key.as_str()) == after)
            .take_while(|(key, _)| key.starts_with(prefix))
            .take(limit)
            .map(|(_, object)| Arc::clone(object))
            .collect()
    }

    /// Begins to write an object. Nothing is seen of it before [`Writing::commit`].
    pub(crate) async fn write(&self) -> io::Result<Writing> {
        let blob = Uuid::new_v4().to_string();
        let path = self.root.join("incoming").join(&blob);
        let file = File::create(&path).await?;
        Ok(Writing { blob, path, file, size_bytes: 0, md5: Md5::new(), sha256: digest::Context::new(&digest::SHA256) })
    }

    /// Makes the written bytes an object.
    pub(crate) async fn commit(&self, writing: Written, key: &str, headers: Headers, now: i64) -> io::Result<Arc<Object>> {
        let blob = self.root.join("blobs").join(&writing.blob);
        tokio::fs::rename(&writing.path, &blob).await?;
        let object = Object {
            key: key.to_owned(),
            blob: writing.blob.clone(),
            size_bytes: writing.size_bytes,
            etag: writing.etag.clone(),
            checksum_sha256: writing.checksum_sha256.clone(),
            written_at: now,
            headers,
        };
        self.describe(object).await
    }

    /// A second object of the same bytes: a hard link, since blobs are never written to again.
    pub(crate) async fn copy(&self, source: &Object, key: &str, headers: Headers, now: i64) -> io::Result<Arc<Object>> {
        let blob = Uuid::new_v4().to_string();
        let blobs = self.root.join("blobs");
        tokio::fs::hard_link(blobs.join(&source.blob), blobs.join(&blob)).await?;
        self.describe(Object { key: key.to_owned(), blob, written_at: now, headers, ..source.clone() }).await
    }

    async fn describe(&self, object: Object) -> io::Result<Arc<Object>> {
        let object = Arc::new(object);
        let text = serde_json::to_vec(&*object)?;
        let (root, path) = (self.root.clone(), description(&self.root, &object.key));
        tokio::task::spawn_blocking(move || write_aside(&root, &path, &text)).await.map_err(io::Error::other)??;
        let old = self.objects.write().unwrap_or_else(PoisonError::into_inner).insert(object.key.clone(), Arc::clone(&object));
        if let Some(old) = old {
            self.remove_blob(&old).await;
        }
        Ok(object)
    }

    /// Removes an object; answers whether it was there.
    pub(crate) async fn delete(&self, key: &str) -> io::Result<bool> {
        let Some(object) = self.get(key) else { return Ok(false) };
        match tokio::fs::remove_file(description(&self.root, key)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.objects.write().unwrap_or_else(PoisonError::into_inner).remove(key);
        self.remove_blob(&object).await;
        Ok(true)
    }

    /// Readers that have the blob open keep it; a blob that stays is swept at the next start.
    async fn remove_blob(&self, object: &Object) {
        if let Err(error) = tokio::fs::remove_file(self.root.join("blobs").join(&object.blob)).await {
            tracing::warn!(%error, blob = object.blob, "a replaced object's bytes stay until the next start");
        }
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
    blob: String,
    path: PathBuf,
    file: File,
    size_bytes: u64,
    md5: Md5,
    sha256: digest::Context,
}

/// Bytes that are safe on disk and wait to be an object.
pub(crate) struct Written {
    blob: String,
    path: PathBuf,
    pub(crate) size_bytes: u64,
    pub(crate) etag: String,
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
            blob: std::mem::take(&mut self.blob),
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

/// Descriptions are named by the key's hash: keys hold slashes, and may be longer than a file's name.
fn description(root: &Path, key: &str) -> PathBuf {
    root.join("objects").join(hex(digest::digest(&digest::SHA256, key.as_bytes()).as_ref()))
}

/// Written beside, synced, renamed.
fn write_aside(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = root.join("incoming").join(Uuid::new_v4().to_string());
    let mut file = fs::File::create(&aside)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    fs::rename(&aside, path)
}

fn read_objects(root: &Path) -> io::Result<BTreeMap<String, Arc<Object>>> {
    let mut objects = BTreeMap::new();
    for entry in fs::read_dir(root.join("objects"))? {
        let path = entry?.path();
        let object: Object = serde_json::from_slice(&fs::read(&path)?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display())))?;
        objects.insert(object.key.clone(), Arc::new(object));
    }
    Ok(objects)
}

fn sweep(root: &Path, objects: &BTreeMap<String, Arc<Object>>) -> io::Result<()> {
    for entry in fs::read_dir(root.join("incoming"))? {
        fs::remove_file(entry?.path())?;
    }
    let used: std::collections::HashSet<&str> = objects.values().map(|object| object.blob.as_str()).collect();
    for entry in fs::read_dir(root.join("blobs"))? {
        let entry = entry?;
        if entry.file_name().to_str().is_none_or(|name| !used.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn put(store: &Store, key: &str, bytes: &[u8]) -> Arc<Object> {
        let mut writing = store.write().await.unwrap();
        writing.push(bytes).await.unwrap();
        store.commit(writing.finish().await.unwrap(), key, Headers::default(), 0).await.unwrap()
    }

    async fn read(store: &Store, key: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let object = store.get(key).unwrap();
        tokio::io::AsyncReadExt::read_to_end(&mut store.open_blob(&object).await.unwrap(), &mut bytes).await.unwrap();
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
        store.copy(&store.get("a/b").unwrap(), "c", Headers::default(), 1).await.unwrap();
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
