//! Opening a document to other people.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ShareId, UserId},
    link::LinkRow,
    named::named,
    problem::Problem,
    timestamp::Timestamp,
};

const DAY_MICROS: i64 = 86_400 * 1_000_000;
/// The latest downloads that are told.
pub const DOWNLOADS_LISTED: u64 = 50;

named! {
    /// What a document is shared for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    ShareRole {
        /// To see and download it.
        View = "view", "Can view";
        /// Also to change it, bring in versions and share it further.
        Manage = "manage", "Can manage";
    }
}

/// The moment at which access ends that lasts until a day, such as `2026-05-13`: the day itself is included, in UTC. The empty text: never.
pub fn end_of_day(day: &str) -> Result<Option<Timestamp>, Problem> {
    if day.is_empty() {
        return Ok(None);
    }
    let begins = Timestamp::parse_day(day).ok_or_else(|| Problem::invalid("until", "Enter the last day as a date such as 2026-05-13."))?;
    Ok(Some(Timestamp(begins.0 + DAY_MICROS)))
}

/// The last day before such a moment, as people read it.
pub fn last_day(end: Timestamp) -> String {
    Timestamp(end.0 - 1).day()
}

/// Whether access that ends then, if ever, has ended.
pub fn has_ended(end: Option<Timestamp>, now: Timestamp) -> bool {
    end.is_some_and(|end| end <= now)
}

/// Who has access to a document, and who used it: for those who may manage it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// The owner's name.
    pub owner_name: String,
    /// The fixed CDN URL of the owner's avatar.
    pub owner_avatar_url: Option<String>,
    /// The people it is shared with, the first one first.
    pub shares: Vec<ShareRow>,
    /// Its links, the newest first.
    pub links: Vec<LinkRow>,
    /// The latest downloads, the newest first.
    pub downloads: Vec<DownloadRow>,
    /// The names of people it can be shared with, by the alphabet.
    pub people: Vec<String>,
}

/// One person's access to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRow {
    /// Its id.
    pub id: ShareId,
    /// Who has it.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// The fixed CDN URL of their avatar.
    pub avatar_url: Option<String>,
    /// What for.
    pub role: ShareRole,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
    /// Whether it has ended.
    pub ended: bool,
}

/// One download of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadRow {
    /// When.
    pub at: Timestamp,
    /// The name of who was logged in, if anybody was.
    pub name: Option<String>,
    /// Whether it went through a link.
    pub by_link: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_included() {
        let end = end_of_day("2026-05-13").unwrap().unwrap();
        assert_eq!((end.rfc3339().as_str(), last_day(end).as_str()), ("2026-05-14T00:00:00Z", "13 May 2026"));
        assert!(!has_ended(Some(end), Timestamp(end.0 - 1)));
        assert!(has_ended(Some(end), end));
        assert_eq!(end_of_day("").unwrap(), None);
        assert!(!has_ended(None, Timestamp(i64::MAX)));
        for wrong in ["tomorrow", "2026-02-30", " 2026-05-13"] {
            assert_eq!(end_of_day(wrong).unwrap_err().field.as_deref(), Some("until"), "{wrong}");
        }
    }
}
