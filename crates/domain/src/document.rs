//! Documents as lists show them.

use std::num::ParseIntError;

use serde::{Deserialize, Serialize};

use crate::{
    content_type::ContentType,
    cursor::Page,
    folder::FolderRow,
    id::{DocumentId, UserId},
    share::ShareRole,
    tag::Tag,
    timestamp::Timestamp,
};

/// One document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Its id.
    pub id: DocumentId,
    /// The name it was uploaded under.
    pub name: String,
    /// Its verified type.
    pub content_type: ContentType,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 of its bytes in hexadecimal, as `sha256sum` prints it, where it is known.
    pub sha256: Option<String>,
    /// Whether the store computed it too; if not, it is what the uploader's browser said.
    pub sha256_verified: bool,
    /// Who uploaded it.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// The fixed CDN URL of the owner's avatar.
    pub owner_avatar_url: Option<String>,
    /// When it was confirmed.
    pub created_at: Timestamp,
    /// When it was moved to the trash, if it lies there.
    pub trashed_at: Option<Timestamp>,
    /// What somebody wrote about it; empty: nothing.
    pub description: String,
    /// Its owner's tags, by name.
    pub tags: Vec<Tag>,
    /// Which of its versions this is; the first is 1.
    pub version: u32,
    /// The fixed CDN URL of a small picture of it. Its owner's alone: the CDN opens it to nobody else.
    pub thumbnail_url: Option<String>,
    /// When the reader's access ends, if it was shared with them and not for ever.
    pub access_ends_at: Option<Timestamp>,
}

/// One document on its own page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// The document.
    pub row: DocumentRow,
    /// What it is shared with the reader for; none: it is their own.
    pub share: Option<ShareRole>,
    /// The folders it lies in, the top first; its owner's alone.
    pub path: Vec<FolderRow>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
}

impl DocumentView {
    /// Whether the reader may change it.
    pub fn may_manage(&self) -> bool {
        matches!(self.share, None | Some(ShareRole::Manage))
    }
}

/// Which version of a document; the first is 1. It travels as text: forms know nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VersionNumber(pub u32);

impl TryFrom<String> for VersionNumber {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

impl From<VersionNumber> for String {
    fn from(number: VersionNumber) -> Self {
        number.0.to_string()
    }
}

/// One version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Its number; the first is 1.
    pub number: u32,
    /// Whether it is what the document shows and downloads.
    pub current: bool,
    /// The name it was uploaded under.
    pub file_name: String,
    /// Its verified type.
    pub content_type: ContentType,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 of its bytes in hexadecimal, where it is known.
    pub sha256: Option<String>,
    /// The name of who uploaded it.
    pub uploaded_by: String,
    /// When it was confirmed.
    pub created_at: Timestamp,
}

/// A page of documents, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentList {
    /// The way from the top to the open folder, itself last.
    pub path: Vec<FolderRow>,
    /// The folders in it; on the first page only, and not in a search.
    pub folders: Vec<FolderRow>,
    /// The documents.
    pub documents: Page<DocumentRow>,
}

/// How long a document stays in the trash, in days.
pub const TRASH_DAYS: u32 = 30;

/// A short-lived download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// The presigned GET URL, on the store's public origin. Never log it.
    pub url: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// SHA-256 of the document's bytes in hexadecimal, where it is known.
    pub sha256: Option<String>,
}

/// Save it, or show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Save to a file.
    Attachment,
    /// Show in the browser; only for types whose preview is inline.
    Inline,
}
