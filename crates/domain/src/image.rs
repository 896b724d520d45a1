//! Images for everybody, as the gallery shows them.

use serde::{Deserialize, Serialize};

use crate::{id::ImageId, timestamp::Timestamp};

/// Images on one page of the gallery.
pub const GALLERY_SIZE: u32 = 200;

/// One image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRow {
    /// Its id.
    pub id: ImageId,
    /// The name it was uploaded under.
    pub name: String,
    /// Its fixed CDN URL.
    pub url: String,
    /// The fixed CDN URL of a small picture of it, once there is one.
    pub thumbnail_url: Option<String>,
    /// The name of who uploaded it.
    pub owner_name: String,
    /// Whether the reader uploaded it.
    pub mine: bool,
    /// Its size.
    pub size_bytes: u64,
    /// When it was confirmed.
    pub created_at: Timestamp,
}
