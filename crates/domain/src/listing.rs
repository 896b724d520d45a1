//! What a list of documents shows, and in which order: all of it is the page's query, `/documents?q=rent&type=pdf&sort=name`.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{content_type::ContentType, id::FolderId, named::named, problem::Problem, tag::Tag, timestamp::Timestamp};

/// The longest search text, in characters.
pub const SEARCH_LIMIT: usize = 100;

named! {
    /// The order of a list.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Sort {
        /// By moment.
        Newest = "newest", "Newest first";
        /// By moment.
        Oldest = "oldest", "Oldest first";
        /// By name, as the alphabet goes.
        Name = "name", "Name, A to Z";
        /// By name, the other way round.
        NameDown = "name-down", "Name, Z to A";
        /// By size.
        Largest = "largest", "Largest first";
        /// By size.
        Smallest = "smallest", "Smallest first";
    }
}

named! {
    /// A group of content types.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Kind {
        /// PDF.
        Pdf = "pdf", "PDF";
        /// Documents of text processors, and plain text.
        Text = "text", "Texts";
        /// Spreadsheets and CSV.
        Sheet = "sheet", "Sheets";
        /// Presentations.
        Slides = "slides", "Slides";
        /// Pictures.
        Image = "image", "Images";
        /// ZIP.
        Archive = "archive", "Archives";
    }
}

impl Kind {
    /// The group that a type belongs to.
    pub fn of(content_type: ContentType) -> Self {
        match content_type.extension() {
            "pdf" => Self::Pdf,
            "xls" | "xlsx" | "ods" | "csv" => Self::Sheet,
            "ppt" | "pptx" | "odp" => Self::Slides,
            "zip" => Self::Archive,
            _ if content_type.is_image() => Self::Image,
            _ => Self::Text,
        }
    }

    /// The types of the group.
    pub fn types(self) -> impl Iterator<Item = ContentType> {
        ContentType::all().filter(move |content_type| Self::of(*content_type) == self)
    }
}

named! {
    /// Whose documents.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    Owner {
        /// One's own.
        Me = "me", "Me";
        /// Other people's that are shared with one.
        Others = "others", "Others";
    }
}

/// Whose documents, and which of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listing {
    /// Letters that name or tags hold, in any case, with or without accents; empty: all.
    #[serde(default)]
    pub text: String,
    /// One group of types.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// One tag.
    #[serde(default)]
    pub tag: Option<Tag>,
    /// Whose; none: one's own.
    #[serde(default)]
    pub owner: Option<Owner>,
    /// Only what somebody else has access to, by a share or a link.
    #[serde(default)]
    pub shared: bool,
    /// From this day on, UTC: its beginning.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until this day, UTC: its beginning; the day itself is included.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// The folder that is open; none: the top. A search looks into all folders.
    #[serde(default)]
    pub folder: Option<FolderId>,
    /// The order; none: newest first.
    #[serde(default)]
    pub sort: Option<Sort>,
}

impl Listing {
    /// Reads a page's query; `get` answers a parameter's decoded value. What makes no sense is left out, as if nobody had asked.
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| get(name).filter(|value| !value.is_empty());
        Self {
            text: word("q").map(|text| text.chars().take(SEARCH_LIMIT).collect()).unwrap_or_default(),
            kind: word("type").and_then(|name| Kind::from_name(&name)),
            tag: word("tag").and_then(|tag| Tag::parse(&tag).ok()),
            owner: word("owner").and_then(|name| Owner::from_name(&name)),
            shared: word("shared").is_some_and(|value| value == "yes"),
            from: word("from").and_then(|day| Timestamp::parse_day(&day)),
            until: word("until").and_then(|day| Timestamp::parse_day(&day)),
            folder: word("folder").and_then(|folder| folder.parse().ok()),
            sort: word("sort").and_then(|name| Sort::from_name(&name)),
        }
    }

    /// Whether it narrows the list, so that folders no longer matter.
    pub fn is_search(&self) -> bool {
        !self.text.trim().is_empty() || self.owner == Some(Owner::Others) || self.is_narrowed()
    }

    /// Whether one of the lesser filters is set.
    pub fn is_narrowed(&self) -> bool {
        self.kind.is_some() || self.tag.is_some() || self.shared || self.from.is_some() || self.until.is_some()
    }

    /// The parameters that say the same, their values not yet encoded.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let day = |moment: Timestamp| moment.rfc3339().chars().take(10).collect::<String>();
        [
            ("q", Some(self.text.clone()).filter(|text| !text.is_empty())),
            ("type", self.kind.map(|kind| kind.as_str().to_owned())),
            ("tag", self.tag.as_ref().map(ToString::to_string)),
            ("owner", self.owner.map(|owner| owner.as_str().to_owned())),
            ("shared", self.shared.then(|| "yes".to_owned())),
            ("from", self.from.map(day)),
            ("until", self.until.map(day)),
            ("folder", self.folder.map(|folder| folder.to_string())),
            ("sort", self.sort.map(|sort| sort.as_str().to_owned())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// The row after which the next page of a sorted list begins. Only the server looks into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortCursor {
    /// What the list is sorted by, of the last row.
    pub at: SortKey,
    /// The last row's id, which breaks ties.
    pub id: Uuid,
}

/// What a list can be sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortKey {
    /// Moments and sizes.
    Number(i64),
    /// Names.
    Text(String),
}

impl fmt::Display for SortCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.as_bytes().to_vec();
        match &self.at {
            SortKey::Number(number) => {
                bytes.push(b'n');
                bytes.extend(number.to_be_bytes());
            }
            SortKey::Text(text) => {
                bytes.push(b't');
                bytes.extend(text.as_bytes());
            }
        }
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for SortCursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
            let (id, rest) = bytes.split_at_checked(16)?;
            let (tag, value) = rest.split_first()?;
            let at = match tag {
                b'n' => SortKey::Number(i64::from_be_bytes(value.try_into().ok()?)),
                b't' => SortKey::Text(std::str::from_utf8(value).ok()?.to_owned()),
                _ => return None,
            };
            Some(Self { at, id: Uuid::from_slice(id).ok()? })
        };
        read().ok_or_else(|| Problem::invalid("cursor", "This page link is damaged. Go back to the first page of the list."))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_type_is_in_one_group() {
        let grouped: usize = Kind::ALL.iter().map(|kind| kind.types().count()).sum();
        assert_eq!(grouped, ContentType::all().count());
    }

    #[test]
    fn a_query_says_what_it_was_made_of() {
        let query = [
            ("q", "hợp đồng"),
            ("type", "pdf"),
            ("tag", "rent"),
            ("owner", "others"),
            ("shared", "yes"),
            ("from", "2026-05-13"),
            ("until", "2026-06-01"),
            ("folder", "018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11"),
            ("sort", "name-down"),
        ];
        let listing = Listing::from_query(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()));
        assert!(listing.is_search());
        assert_eq!(listing.parameters(), query.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(Listing::from_query(|_| None), Listing::default());
        assert_eq!(Listing::from_query(|_| Some("nonsense,".to_owned())).parameters(), [("q", "nonsense,".to_owned())]);
    }

    proptest! {
        #[test]
        fn a_cursor_survives_text(number: i64, text in ".{0,40}", id: u128) {
            for at in [SortKey::Number(number), SortKey::Text(text.clone())] {
                let cursor = SortCursor { at, id: Uuid::from_u128(id) };
                prop_assert_eq!(cursor.to_string().parse::<SortCursor>().unwrap(), cursor);
            }
            let _ = text.parse::<SortCursor>();
        }
    }
}
