//! The upload's states, what the browser asks for and what it gets.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    content_type::ContentType,
    file_name::FileName,
    id::{DocumentId, FolderId, UploadId},
    problem::{Problem, ProblemKind},
    purpose::Purpose,
    size::human_size,
    timestamp::Timestamp,
};

/// How long a ticket lives at most, in seconds.
pub const TICKET_SECONDS: u32 = 300;

/// `pending → verifying → ready | rejected`, `pending → expired`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadStatus {
    /// A ticket was issued.
    Pending,
    /// Somebody confirmed; the object is being checked and promoted.
    Verifying,
    /// Checked and promoted to its final key.
    Ready,
    /// Checked and refused; the object is gone.
    Rejected,
    /// Nothing arrived before the ticket ended, or the person gave it up.
    Expired,
}

impl UploadStatus {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Verifying, Self::Ready, Self::Rejected, Self::Expired];

    /// Those of an upload that is under way.
    pub const OPEN: [Self; 2] = [Self::Pending, Self::Verifying];

    /// Whether the machine has an arrow from here to `next`. `verifying → pending` is the way back when S3 does not answer.
    pub const fn can_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Pending, Self::Verifying | Self::Expired) | (Self::Verifying, Self::Ready | Self::Rejected | Self::Pending)
        )
    }

    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verifying => "verifying",
            Self::Ready => "ready",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
        }
    }
}

/// Why a verified upload was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum RejectReason {
    /// The object's size is not the declared one.
    Size {
        /// What was declared, in bytes.
        declared_bytes: u64,
        /// What lies in the store, in bytes.
        actual_bytes: u64,
    },
    /// Larger than the purpose allows (only where the size was not declared).
    Limit {
        /// What the purpose allows, in bytes.
        limit_bytes: u64,
        /// What lies in the store, in bytes.
        actual_bytes: u64,
    },
    /// The store keeps another content type than the declared one.
    ContentType,
    /// The store's SHA-256 is not the declared one.
    Checksum,
    /// The bytes are not of the declared type.
    Content {
        /// The declared type.
        declared: ContentType,
    },
    /// The last bytes are not the end that the declared type has.
    Ending {
        /// The declared type.
        declared: ContentType,
    },
    /// It can be opened as a ZIP archive too, though it is declared as something else.
    Archive {
        /// The declared type.
        declared: ContentType,
    },
    /// A picture that a browser could be made to run.
    WebCode,
    /// What it belongs to was deleted, or is no longer open to the uploader.
    Gone,
    /// A picture that takes more memory to open than the purpose allows.
    Pixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// The side of the largest square, in pixels.
        limit_side: u32,
    },
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { declared_bytes, actual_bytes } => write!(
                f,
                "The file changed while it was uploading: {} were announced, {} arrived. Choose the file again.",
                human_size(*declared_bytes),
                human_size(*actual_bytes)
            ),
            Self::Limit { limit_bytes, actual_bytes } => {
                write!(f, "The file is too large: {}, the limit is {}.", human_size(*actual_bytes), human_size(*limit_bytes))
            }
            Self::ContentType => f.write_str("The file was stored under another type than announced. Choose the file again."),
            Self::Checksum => f.write_str("The file was damaged on its way: its checksum differs. Choose the file again."),
            Self::Content { declared } => {
                write!(f, "The file's content is not {}. Check that the file is what its name says.", with_article(declared.label()))
            }
            Self::Ending { declared } => write!(
                f,
                "The {} ends too early, or something follows its end. Open it, save it anew and choose the new file.",
                declared.label()
            ),
            Self::Archive { declared } => {
                let label = declared.label();
                write!(f, "The file is {} and a ZIP archive at once. Open it, save it anew and choose the new file.", with_article(label))
            }
            Self::WebCode => f.write_str("The picture holds web page code. Open it, save it anew and choose the new file."),
            Self::Gone => f.write_str("What the file belongs to was deleted meanwhile, or you may not change it any more."),
            Self::Pixels { width, height, limit_side } => write!(
                f,
                "The picture would be {width} × {height} pixels, the limit is as many as {limit_side} × {limit_side} have. Make it smaller."
            ),
        }
    }
}

fn with_article(label: &str) -> String {
    let article = if label.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {label}")
}

/// How many checksums are asked about at once.
pub const KNOWN_AT_ONCE: usize = 50;

/// A file that its person has already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// SHA-256 of its bytes, in standard base64.
    pub checksum_sha256: String,
    /// The document that has these bytes now.
    pub document: DocumentId,
    /// The document's name.
    pub name: String,
}

/// What an upload belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Nothing: it stands for itself, and a document lies at the top.
    #[default]
    Top,
    /// A document goes into this folder.
    Folder(FolderId),
    /// It is a new version of this document.
    Version(DocumentId),
    /// It is a small picture of what this upload has brought in.
    Thumbnail(UploadId),
}

/// What the browser declares before it uploads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignRequest {
    /// What the file is for.
    pub purpose: Purpose,
    /// Its name, shown to people.
    pub file_name: FileName,
    /// Its type, one of the accepted ones.
    pub content_type: ContentType,
    /// Its size in bytes; `None` only from a form without JavaScript.
    pub size_bytes: Option<u64>,
    /// SHA-256 of its bytes, in standard base64 (44 characters), where the browser could compute it.
    pub checksum_sha256: Option<String>,
    /// What it belongs to.
    #[serde(default)]
    pub target: Target,
}

impl PresignRequest {
    /// Checks the target, the type and the size against the purpose; the same check runs in the browser before asking.
    pub fn check(&self, accepted: &[ContentType]) -> Result<(), Problem> {
        match (self.target, self.purpose) {
            (Target::Folder(_) | Target::Version(_), Purpose::Document) | (Target::Thumbnail(_), Purpose::Thumbnail) => {}
            (Target::Top, purpose) if purpose != Purpose::Thumbnail => {}
            _ => return Err(Problem::invalid("target", "Folders and versions take documents; a thumbnail names its picture's upload.")),
        }
        if !accepted.contains(&self.content_type) {
            return Err(type_not_accepted(accepted).about("content_type"));
        }
        match self.size_bytes {
            Some(0) => Err(Problem::invalid("size_bytes", "The file is empty. Choose a file with something in it.")),
            Some(size) if size > self.purpose.limit_bytes() => Err(too_large(size, self.purpose.limit_bytes()).about("size_bytes")),
            _ => Ok(()),
        }
    }
}

/// "too large: 61 MB, limit 50 MB".
pub fn too_large(size_bytes: u64, limit_bytes: u64) -> Problem {
    Problem::new(
        ProblemKind::TooLarge,
        format!("The file is too large: {}, the limit is {}.", human_size(size_bytes), human_size(limit_bytes)),
    )
}

/// Says which types are accepted.
pub fn type_not_accepted(accepted: &[ContentType]) -> Problem {
    let labels: Vec<&str> = accepted.iter().map(|content_type| content_type.label()).collect();
    Problem::new(ProblemKind::UnsupportedType, format!("This type of file is not accepted. Accepted are: {}.", labels.join(", ")))
}

/// The URL and form fields of one presigned POST. `file` goes last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The upload it belongs to; confirm names it.
    pub upload: UploadId,
    /// Where the form is posted, on the store's public origin.
    pub url: String,
    /// The form's fields, in order.
    pub fields: Vec<(String, String)>,
    /// When the ticket ends.
    pub expires_at: Timestamp,
}

/// What confirm answers, however often it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmOutcome {
    /// The file is in.
    Ready {
        /// The document it became, when its purpose is `document`.
        document: Option<DocumentId>,
        /// Its fixed CDN URL, when its purpose is `avatar` or `image`.
        url: Option<String>,
    },
    /// The file was refused and is gone.
    Rejected {
        /// A sentence for the person.
        message: String,
    },
    /// Nothing arrived before the ticket ended, or the person gave it up.
    Expired,
    /// Another confirm of the same upload is at work; ask again.
    InProgress,
}

/// An upload under way, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenUpload {
    /// Its id.
    pub id: UploadId,
    /// The file's name.
    pub name: String,
    /// The declared size; `None` from a form without JavaScript.
    pub size_bytes: Option<u64>,
    /// When the ticket was asked for.
    pub started_at: Timestamp,
    /// By when it has ended, should nothing arrive; `None` when it has arrived and is being checked.
    pub settled_by: Option<Timestamp>,
}

/// What a purpose allows, shown before choosing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadLimits {
    /// What the limits are for.
    pub purpose: Purpose,
    /// The largest file, in bytes.
    pub limit_bytes: u64,
    /// The accepted types.
    pub accepted: Vec<ContentType>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_has_exactly_five_arrows() {
        let arrows = UploadStatus::ALL.into_iter().flat_map(|from| UploadStatus::ALL.map(|to| (from, to)));
        assert_eq!(arrows.filter(|(from, to)| from.can_become(*to)).count(), 5);
        for end in [UploadStatus::Ready, UploadStatus::Rejected, UploadStatus::Expired] {
            assert!(UploadStatus::ALL.iter().all(|next| !end.can_become(*next)));
        }
    }

    #[test]
    fn reasons_are_sentences_and_stay_readable() {
        let kept = [
            (r#"{"reason":"size","declared_bytes":2048,"actual_bytes":5}"#, "2 KB were announced, 5 B arrived"),
            (r#"{"reason":"limit","limit_bytes":1024,"actual_bytes":2048}"#, "2 KB, the limit is 1 KB"),
            (r#"{"reason":"content_type"}"#, "another type"),
            (r#"{"reason":"checksum"}"#, "checksum differs"),
            (r#"{"reason":"content","declared":"image/gif"}"#, "not a GIF image"),
            (r#"{"reason":"ending","declared":"image/gif"}"#, "The GIF image ends too early"),
            (r#"{"reason":"archive","declared":"image/gif"}"#, "a GIF image and a ZIP archive at once"),
            (r#"{"reason":"web_code"}"#, "web page code"),
            (r#"{"reason":"gone"}"#, "was deleted meanwhile"),
            (
                r#"{"reason":"pixels","width":60000,"height":9,"limit_side":4096}"#,
                "60000 × 9 pixels, the limit is as many as 4096 × 4096 have",
            ),
        ];
        for (json, sentence) in kept {
            let reason: RejectReason = serde_json::from_str(json).unwrap();
            let shown = reason.to_string();
            assert!(shown.contains(sentence) && shown.ends_with('.'), "{shown}");
            assert_eq!(serde_json::to_string(&reason).unwrap(), json);
        }
    }

    #[test]
    fn limits_are_inclusive_and_named() {
        let accepted: Vec<_> = ContentType::accepted_for(Purpose::Document).collect();
        let mut request = PresignRequest {
            purpose: Purpose::Document,
            file_name: FileName::parse("a.pdf").unwrap(),
            content_type: ContentType::parse("application/pdf").unwrap(),
            size_bytes: Some(50 * 1024 * 1024),
            checksum_sha256: None,
            target: Target::Top,
        };
        request.check(&accepted).unwrap();
        request.size_bytes = Some(61 * 1024 * 1024);
        let problem = request.check(&accepted).unwrap_err();
        assert_eq!(problem.message, "The file is too large: 61 MB, the limit is 50 MB.");
        request.size_bytes = Some(0);
        assert_eq!(request.check(&accepted).unwrap_err().kind, ProblemKind::Invalid);
        let avatars: Vec<_> = ContentType::accepted_for(Purpose::Avatar).collect();
        assert!(request.check(&avatars).unwrap_err().message.contains("PNG image, JPEG image"));
    }
}
