//! What there is: a description of every object, on disk and in memory. A description names the file that holds the bytes and is renamed
//! into place last: a process that is killed at any moment leaves either the old object or the new one.

use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    pub(super) blob: String,
    pub(crate) size_bytes: u64,
    /// Hex MD5 of the bytes, without quotes.
    pub(crate) etag: String,
    /// Base64 SHA-256 of the bytes.
    pub(crate) checksum_sha256: String,
    /// Seconds since 1970.
    pub(crate) written_at: i64,
    pub(crate) headers: Headers,
}

/// All descriptions of a folder. What changes them blocks until the disk has it.
#[derive(Debug)]
pub(super) struct Index {
    root: PathBuf,
    objects: RwLock<BTreeMap<String, Arc<Object>>>,
    /// Held while a description changes, so that the disk and the map above never end up naming different bytes.
    changing: Mutex<()>,
    /// Held to the end of the last change, so that no second process works on the same folder.
    _lock: fs::File,
}

impl Index {
    /// Reads a folder, and removes what an interrupted write left.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let lock = fs::File::create(root.join("lock"))?;
        if lock.try_lock().is_err() {
            let message = format!("another process works on the embedded S3 in {}: stop it first", root.display());
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
        }
        let objects = read_objects(root)?;
        sweep(root, &objects)?;
        Ok(Self { root: root.to_owned(), objects: RwLock::new(objects), changing: Mutex::new(()), _lock: lock })
    }

    pub(super) fn get(&self, key: &str) -> Option<Arc<Object>> {
        self.objects.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Whether this is still what its key names.
    pub(super) fn is_current(&self, object: &Arc<Object>) -> bool {
        self.get(&object.key).is_some_and(|current| Arc::ptr_eq(&current, object))
    }

    pub(super) fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<Arc<Object>> {
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

    pub(super) fn blob(&self, name: &str) -> PathBuf {
        self.root.join("blobs").join(name)
    }

    /// Makes the bytes in `incoming` the object's.
    pub(super) fn commit(&self, incoming: &Path, object: Object) -> io::Result<Arc<Object>> {
        fs::rename(incoming, self.blob(&object.blob))?;
        sync_folder(&self.root.join("blobs"))?;
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.describe(object)
    }

    /// Makes a second object of the same bytes by a hard link, since blobs are never written to again. `None` when the source was replaced
    /// or deleted meanwhile.
    pub(super) fn copy(&self, source: &Arc<Object>, mut object: Object) -> io::Result<Option<Arc<Object>>> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_current(source) {
            return Ok(None);
        }
        object.blob = Uuid::new_v4().to_string();
        fs::hard_link(self.blob(&source.blob), self.blob(&object.blob))?;
        sync_folder(&self.root.join("blobs"))?;
        self.describe(object).map(Some)
    }

    fn describe(&self, object: Object) -> io::Result<Arc<Object>> {
        let object = Arc::new(object);
        write_aside(&self.root, &description(&self.root, &object.key), &serde_json::to_vec(&*object)?)?;
        let old = self.objects.write().unwrap_or_else(PoisonError::into_inner).insert(object.key.clone(), Arc::clone(&object));
        if let Some(old) = old {
            self.remove_blob(&old);
        }
        Ok(object)
    }

    /// Removes an object; answers whether it was there.
    pub(super) fn delete(&self, key: &str) -> io::Result<bool> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(object) = self.get(key) else { return Ok(false) };
        match fs::remove_file(description(&self.root, key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        sync_folder(&self.root.join("objects"))?;
        self.objects.write().unwrap_or_else(PoisonError::into_inner).remove(key);
        self.remove_blob(&object);
        Ok(true)
    }

    /// Readers that have the blob open keep it; a blob that stays is swept at the next start.
    fn remove_blob(&self, object: &Object) {
        if let Err(error) = fs::remove_file(self.blob(&object.blob)) {
            tracing::warn!(%error, blob = object.blob, "a replaced object's bytes stay until the next start");
        }
    }
}

/// Descriptions are named by the key's hash: keys hold slashes, and may be longer than a file's name.
fn description(root: &Path, key: &str) -> PathBuf {
    root.join("objects").join(hex(digest::digest(&digest::SHA256, key.as_bytes()).as_ref()))
}

/// Written beside, synced, renamed.
pub(super) fn write_aside(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = root.join("incoming").join(Uuid::new_v4().to_string());
    let mut file = fs::File::create(&aside)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    fs::rename(&aside, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// A rename is safe from a power cut only when the folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
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
    let used: HashSet<&str> = objects.values().map(|object| object.blob.as_str()).collect();
    for entry in fs::read_dir(root.join("blobs"))? {
        let entry = entry?;
        if entry.file_name().to_str().is_none_or(|name| !used.contains(name)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
