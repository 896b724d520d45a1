//! Audit events: what is recorded and how administrators see it.

pub mod chain;
mod filter;

use serde::{Deserialize, Serialize};

use crate::{
    cursor::Page,
    id::{EventId, UserId},
    named::named,
    timestamp::Timestamp,
};

pub use self::{
    chain::ChainState,
    filter::{Address, AuditFilter, FIELD_LIMIT},
};

named! {
    /// What was done or tried.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    AuditAction {
        /// An account was made.
        Register = "auth.register", "Registered";
        /// A log-in that worked.
        Login = "auth.login", "Logged in";
        /// A log-in that did not.
        LoginFailed = "auth.login_failed", "Failed to log in";
        /// A session ended by its person.
        Logout = "auth.logout", "Logged out";
        /// An invitation was made.
        Invite = "auth.invite", "Invited a person";
        /// A ticket was issued, or refused.
        UploadPresign = "upload.presign", "Started an upload";
        /// An upload became ready.
        UploadConfirm = "upload.confirm", "Finished an upload";
        /// An upload was refused after checking.
        UploadReject = "upload.reject", "Upload rejected";
        /// An upload was given up by its person.
        UploadCancel = "upload.cancel", "Cancelled an upload";
        /// Nothing arrived in time.
        UploadExpire = "upload.expire", "Upload expired";
        /// A download URL was issued, or refused.
        DocumentDownload = "document.download", "Download URL issued";
        /// A URL to look at a document was issued, or refused.
        DocumentPreview = "document.preview", "Preview URL issued";
        /// A document's page was refused.
        DocumentOpen = "document.open", "Asked for a document's page";
        /// A document went to the trash.
        DocumentTrash = "document.trash", "Moved a document to the trash";
        /// A document came back from the trash.
        DocumentRestore = "document.restore", "Restored a document";
        /// A document was deleted for ever.
        DocumentPurge = "document.purge", "Deleted a document for ever";
        /// A document got another name or description.
        DocumentRename = "document.rename", "Renamed a document";
        /// A document's tags were replaced.
        DocumentTag = "document.tag", "Tagged a document";
        /// A document was put into a folder.
        DocumentMove = "document.move", "Moved a document";
        /// A new version of a document arrived.
        DocumentVersion = "document.version", "Uploaded a new version";
        /// An old version of a document became the current one.
        DocumentVersionRestore = "document.version_restore", "Restored a version";
        /// A document was opened to a person, or their access was changed.
        DocumentShare = "document.share", "Shared a document";
        /// A person's access to a document ended.
        DocumentUnshare = "document.unshare", "Stopped sharing a document";
        /// A link to a document was made.
        LinkCreate = "link.create", "Made a link";
        /// A link to a document was revoked.
        LinkRevoke = "link.revoke", "Revoked a link";
        /// A link's page was opened, or refused.
        LinkOpen = "link.open", "Opened a link";
        /// An image was deleted for ever.
        ImageDelete = "image.delete", "Deleted an image";
        /// A folder was made.
        FolderCreate = "folder.create", "Made a folder";
        /// A folder got another name.
        FolderRename = "folder.rename", "Renamed a folder";
        /// A folder was put into another.
        FolderMove = "folder.move", "Moved a folder";
        /// A folder and those in it were deleted.
        FolderDelete = "folder.delete", "Deleted a folder";
        /// An avatar was replaced.
        AvatarChange = "avatar.change", "Changed the avatar";
        /// Signed cookies were issued.
        CdnCookies = "cdn.cookies", "Opened the image CDN";
        /// The audit log was read, or the attempt refused.
        AuditRead = "audit.read", "Read the audit log";
        /// The audit log was exported, or the attempt refused.
        AuditExport = "audit.export", "Exported the audit log";
    }
}

named! {
    /// How it ended.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    AuditResult {
        /// Done.
        Ok = "ok", "ok";
        /// Not allowed.
        Refused = "refused", "refused";
    }
}

/// One event as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// Who, if anybody was logged in.
    pub actor: Option<UserId>,
    /// Their name, if the account still exists; else what they called themselves.
    pub actor_name: Option<String>,
    /// What, such as `upload.confirm`.
    pub action: String,
    /// Which kind of thing, such as `document`.
    pub resource_type: Option<String>,
    /// Which one.
    pub resource_id: Option<String>,
    /// How it ended.
    pub result: AuditResult,
    /// From which address.
    pub ip: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
    /// More about it, as JSON text.
    pub detail: Option<String>,
    /// Its place in the chain, once it has one.
    pub sequence: Option<i64>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditList {
    /// The events, newest first.
    pub page: Page<AuditRow>,
    /// How far back was looked, where the page ends before the log does: there may be more beyond.
    pub searched_to: Option<Timestamp>,
    /// How far the log is chained.
    pub chain: ChainState,
}

/// What came into the chain after an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditTail {
    /// The events, in the chain's order.
    pub rows: Vec<AuditRow>,
    /// After which to ask next.
    pub after: i64,
}
