//! What the bucket was told: CORS and lifecycle rules, kept in a file beside the objects.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The bucket's rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BucketConfig {
    pub(crate) cors: Vec<CorsRule>,
    pub(crate) lifecycle: Vec<ExpiryRule>,
}

/// Who may ask from other origins. Patterns hold at most one `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorsRule {
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) headers: Vec<String>,
    pub(crate) expose: Vec<String>,
    pub(crate) max_age_seconds: Option<i32>,
}

/// Objects under a prefix end after some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExpiryRule {
    pub(crate) id: Option<String>,
    pub(crate) prefix: String,
    /// At least one. `None` for rules about other things, which are kept and do nothing here.
    pub(crate) days: Option<i32>,
    pub(crate) enabled: bool,
    pub(crate) abort_multipart_days: Option<i32>,
}

impl BucketConfig {
    pub(crate) fn path(root: &Path) -> PathBuf {
        root.join("bucket.json")
    }

    pub(crate) fn read(root: &Path) -> io::Result<Self> {
        match fs::read(Self::path(root)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }
}
