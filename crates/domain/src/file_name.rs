//! A file's name as the person gave it: data in the database, never part of a key.

use serde::{Deserialize, Serialize};

use crate::checked_text::checked_text;

/// The longest name, in characters.
pub const FILE_NAME_LIMIT: usize = 255;

/// A checked file name: one to 255 characters, no path, no control characters, no invisible direction overrides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

/// Why a name is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFileName {
    /// Nothing is left of it.
    #[error("The file needs a name.")]
    Empty,
    /// Too long.
    #[error("The file name has {0} characters; the longest allowed is {FILE_NAME_LIMIT}.")]
    TooLong(usize),
    /// A control character or an invisible direction override, which makes `gpj.exe` look like `exe.jpg`.
    #[error("The file name holds an invisible character (U+{0:04X}); rename the file without it.")]
    Invisible(u32),
}

impl FileName {
    /// Checks a name. What comes before the last `/` or `\` is a path and is dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidFileName> {
        let name = text.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        if let Some(hidden) = name.chars().find(|&c| is_invisible(c)) {
            return Err(InvalidFileName::Invisible(u32::from(hidden)));
        }
        match name.chars().count() {
            0 => Err(InvalidFileName::Empty),
            length if length > FILE_NAME_LIMIT => Err(InvalidFileName::TooLong(length)),
            _ => Ok(Self(name.to_owned())),
        }
    }
}

/// Control characters, and the embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9): plain right-to-left
/// names need none of them.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

checked_text!(FileName, InvalidFileName);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_every_script_stay_as_they_are() {
        for name in ["Hợp đồng.pdf", "חוזה.pdf", "契約書.pdf", "it's \"quoted\".pdf"] {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn paths_are_dropped_and_tricks_refused() {
        assert_eq!(FileName::parse(r"C:\fakepath\a.pdf").unwrap().as_str(), "a.pdf");
        assert_eq!(FileName::parse("../../etc/passwd").unwrap().as_str(), "passwd");
        assert_eq!(FileName::parse("  /"), Err(InvalidFileName::Empty));
        assert_eq!(FileName::parse("a\r\nSet-Cookie: x"), Err(InvalidFileName::Invisible(13)));
        assert_eq!(FileName::parse("a\u{202E}fdp.exe"), Err(InvalidFileName::Invisible(0x202E)));
        assert_eq!(FileName::parse(&"é".repeat(256)), Err(InvalidFileName::TooLong(256)));
    }

    proptest! {
        #[test]
        fn a_name_is_stable_and_harmless(text in ".*") {
            if let Ok(name) = FileName::parse(&text) {
                prop_assert_eq!(FileName::parse(name.as_str()).unwrap(), name.clone());
                prop_assert!(!name.as_str().contains(['/', '\\', '\r', '\n', '\0']));
            }
        }
    }
}
