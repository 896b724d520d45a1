//! Tags: short words that a person gives their documents.

use serde::{Deserialize, Serialize};

use crate::{checked_text::checked_text, file_name::is_invisible, problem::Problem};

/// The longest tag, in characters.
pub const TAG_LIMIT: usize = 40;
/// The most tags of one document.
pub const TAGS_LIMIT: usize = 20;

/// A tag in lower case: one to 40 characters, no comma, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

impl Tag {
    /// Checks a tag; runs of white space become one space.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let tag = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if tag.is_empty() || tag.chars().count() > TAG_LIMIT || tag.contains(',') || tag.chars().any(is_invisible) {
            return Err(Problem::invalid("tags", format!("A tag has 1 to {TAG_LIMIT} characters and no comma.")));
        }
        Ok(Self(tag))
    }

    /// Checks a list between commas, as people type it: sorted, each once.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, Problem> {
        let mut tags = text.split(',').filter(|tag| !tag.trim().is_empty()).map(Self::parse).collect::<Result<Vec<_>, _>>()?;
        tags.sort();
        tags.dedup();
        if tags.len() > TAGS_LIMIT {
            return Err(Problem::invalid("tags", format!("A document has at most {TAGS_LIMIT} tags.")));
        }
        Ok(tags)
    }
}

checked_text!(Tag, Problem);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_each_is_there_once() {
        let tags = Tag::parse_list(" Rent , 2026,, rent,hợp  đồng ").unwrap();
        assert_eq!(tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["2026", "hợp đồng", "rent"]);
        assert!(Tag::parse_list("").unwrap().is_empty());
        assert!(Tag::parse("a,b").is_err());
        assert!(Tag::parse(&"x".repeat(41)).is_err());
        let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
        assert!(Tag::parse_list(&many.join(",")).is_err());
    }
}
