//! Why a file is brought in: it decides the limit, the accepted types and where the object lies.

use serde::{Deserialize, Serialize};

use crate::{content_type::ContentType, id::UserId};

/// What an upload is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A person's picture, served by the CDN.
    Avatar,
    /// An image for everybody, served by the CDN.
    Image,
    /// A private document, served by presigned GET only.
    Document,
    /// A small picture of an image or a document, made by the uploader's browser, served by the CDN.
    Thumbnail,
}

const MIB: u64 = 1024 * 1024;

/// Where every ticket points; confirm promotes from here to the final key.
pub const INCOMING_PREFIX: &str = "incoming/";

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Avatar, Self::Image, Self::Document, Self::Thumbnail];

    /// The largest file accepted, in bytes.
    pub const fn limit_bytes(self) -> u64 {
        match self {
            Self::Avatar => 5 * MIB,
            Self::Image => 10 * MIB,
            Self::Document => 50 * MIB,
            Self::Thumbnail => MIB / 2,
        }
    }

    /// The largest picture accepted, as the side of a square of as many pixels: a few kilobytes can open to gigabytes.
    pub const fn limit_side(self) -> u32 {
        match self {
            Self::Avatar => 4096,
            Self::Image => 8192,
            Self::Document => 16_384,
            Self::Thumbnail => 1024,
        }
    }

    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Image => "image",
            Self::Document => "document",
            Self::Thumbnail => "thumbnail",
        }
    }

    /// The first segment of the object's key.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Avatar => "avatars",
            Self::Image => "images",
            Self::Document => "documents",
            Self::Thumbnail => "thumbnails",
        }
    }

    /// Those whose objects are served by the CDN at fixed URLs.
    pub const ON_CDN: [Self; 3] = [Self::Avatar, Self::Image, Self::Thumbnail];

    /// Whether the object is served by the CDN at a fixed URL.
    pub fn on_cdn(self) -> bool {
        Self::ON_CDN.contains(&self)
    }

    /// Whether only its owner may see it.
    pub const fn is_private(self) -> bool {
        matches!(self, Self::Document | Self::Thumbnail)
    }

    /// The final key, `{prefix}/{user}/{object}.{ext}`. The extension comes from the accepted content type, never from the client's
    /// file name.
    pub fn key(self, user: UserId, object: uuid::Uuid, content_type: ContentType) -> String {
        format!("{}/{user}/{object}.{}", self.prefix(), content_type.extension())
    }

    /// The key a ticket uploads to, for a final key.
    pub fn incoming_key(final_key: &str) -> String {
        format!("{INCOMING_PREFIX}{final_key}")
    }
}

impl std::str::FromStr for Purpose {
    type Err = crate::problem::Problem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == text)
            .ok_or_else(|| crate::problem::Problem::invalid("purpose", "The purpose must be avatar, image, document or thumbnail."))
    }
}
