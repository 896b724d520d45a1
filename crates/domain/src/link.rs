//! Links that open one document to whoever has them.

use serde::{Deserialize, Serialize};

use crate::{
    account::PASSWORD_MAX_BYTES,
    content_type::{ContentType, Preview},
    id::LinkId,
    problem::Problem,
    share::{end_of_day, has_ended},
    timestamp::Timestamp,
};

/// The shortest password of a link, in characters: what is guessed is throttled, and whoever shares it may say it on the telephone.
pub const LINK_PASSWORD_MIN: usize = 8;
/// The largest limit of downloads.
pub const DOWNLOAD_LIMIT_MAX: u32 = 10_000;
/// How long a password that was right opens its link, in seconds.
pub const UNLOCKED_SECONDS: u32 = 900;

/// What a new link asks of those who open it.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSettings {
    /// A password.
    pub password: Option<String>,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// How often the document may be downloaded through it.
    pub download_limit: Option<u32>,
    /// Whether only people with an account here may open it.
    pub login_required: bool,
}

impl LinkSettings {
    /// Checks what a form's fields say; an empty one asks for nothing.
    pub fn parse(password: &str, until: &str, limit: &str, login_required: bool) -> Result<Self, Problem> {
        if !password.is_empty() && password.chars().count() < LINK_PASSWORD_MIN {
            return Err(Problem::invalid("password", format!("A link's password has at least {LINK_PASSWORD_MIN} characters.")));
        }
        if password.len() > PASSWORD_MAX_BYTES {
            return Err(Problem::invalid("password", format!("Use at most {PASSWORD_MAX_BYTES} bytes.")));
        }
        Ok(Self {
            password: Some(password.to_owned()).filter(|password| !password.is_empty()),
            expires_at: end_of_day(until)?,
            download_limit: download_limit(limit)?,
            login_required,
        })
    }
}

fn download_limit(text: &str) -> Result<Option<u32>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let number = text.trim().parse().ok().filter(|number| (1..=DOWNLOAD_LIMIT_MAX).contains(number));
    let wrong = || Problem::invalid("limit", format!("Enter a number of downloads from 1 to {DOWNLOAD_LIMIT_MAX}, or nothing."));
    number.map(Some).ok_or_else(wrong)
}

/// Whether a link opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// It does.
    Open,
    /// Its last day is over.
    Expired,
    /// The document was downloaded as often as it may.
    UsedUp,
}

impl LinkState {
    /// The state at a moment.
    pub fn at(now: Timestamp, expires_at: Option<Timestamp>, download_limit: Option<u32>, downloads: u32) -> Self {
        if has_ended(expires_at, now) {
            Self::Expired
        } else if download_limit.is_some_and(|limit| downloads >= limit) {
            Self::UsedUp
        } else {
            Self::Open
        }
    }
}

/// One link, for those who may manage its document. Its address is told once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Its id.
    pub id: LinkId,
    /// The name of who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// Whether it asks for a log-in.
    pub login_required: bool,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// How often the document may be downloaded through it.
    pub download_limit: Option<u32>,
    /// How often it was.
    pub downloads: u32,
    /// Whether it opens anything now.
    pub state: LinkState,
}

/// What a link's page shows. Nothing of the document is told before the log-in and the password that the link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkView {
    /// Log in first.
    Login,
    /// Enter the password first.
    Password,
    /// The document.
    Open(LinkedDocument),
}

/// A document as a link shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedDocument {
    /// Its name.
    pub name: String,
    /// Its verified type.
    pub content_type: ContentType,
    /// Its size.
    pub size_bytes: u64,
    /// SHA-256 of its bytes in hexadecimal, where it is known.
    pub sha256: Option<String>,
    /// Whether the store computed it too.
    pub sha256_verified: bool,
    /// When the link ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// How often it can still be downloaded through this link, if that is limited.
    pub downloads_left: Option<u32>,
}

impl LinkedDocument {
    /// Whether it can be looked at before it is downloaded. Not where downloads are counted: who sees it has it.
    pub fn has_preview(&self) -> bool {
        self.downloads_left.is_none() && self.content_type.preview() == Preview::Inline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_open_until_its_end_or_its_last_download() {
        let now = Timestamp(1_000);
        let (past, future) = (Some(now), Some(Timestamp(1_001)));
        for (expires_at, limit, downloads, state) in [
            (None, None, 10_000, LinkState::Open),
            (future, Some(3), 2, LinkState::Open),
            (future, Some(3), 3, LinkState::UsedUp),
            (None, Some(3), 4, LinkState::UsedUp),
            (past, None, 0, LinkState::Expired),
            (past, Some(1), 1, LinkState::Expired),
        ] {
            assert_eq!(LinkState::at(now, expires_at, limit, downloads), state, "{expires_at:?} {limit:?} {downloads}");
        }
    }

    #[test]
    fn a_links_fields_are_checked_and_empty_ones_ask_for_nothing() {
        let parse = |password: &str, until: &str, limit: &str| LinkSettings::parse(password, until, limit, false);
        let plain = parse("", "", "").ok().unwrap();
        assert!(plain.password.is_none() && plain.expires_at.is_none() && plain.download_limit.is_none());
        let all = parse("eight ch", "2026-05-13", " 10000 ").ok().unwrap();
        assert_eq!((all.password.as_deref(), all.download_limit), (Some("eight ch"), Some(10_000)));
        for (field, settings) in [
            ("password", parse("seven c", "", "")),
            ("password", parse(&"x".repeat(257), "", "")),
            ("until", parse("", "soon", "")),
            ("limit", parse("", "", "0")),
            ("limit", parse("", "", "10001")),
            ("limit", parse("", "", "many")),
            ("limit", parse("", "", "-1")),
        ] {
            assert_eq!(settings.err().unwrap().field.as_deref(), Some(field));
        }
    }
}
