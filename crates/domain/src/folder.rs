//! Folders: a person's own order of their documents.

use serde::{Deserialize, Serialize};

use crate::{checked_text::checked_text, file_name::FileName, id::FolderId, problem::Problem};

/// How deep folders may lie within each other.
pub const FOLDER_DEPTH: usize = 20;

/// A folder's name: the rules of file names, but that a `/` or `\` is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FolderName(String);

impl FolderName {
    /// Checks a name.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = |message: String| Problem::invalid("name", message);
        if text.contains(['/', '\\']) {
            return Err(wrong("A folder's name has no slash in it.".to_owned()));
        }
        let name = FileName::parse(text).map_err(|error| wrong(error.to_string().replace("file", "folder")))?;
        if matches!(name.as_str(), "." | "..") {
            return Err(wrong("This name means another folder. Choose a different one.".to_owned()));
        }
        Ok(Self(name.as_str().to_owned()))
    }
}

checked_text!(FolderName, Problem);

/// A folder as lists and breadcrumbs show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRow {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(FolderName::parse(" Hợp đồng 2026 ").unwrap().as_str(), "Hợp đồng 2026");
        for wrong in ["", "a/b", r"a\b", ".", "..", "a\nb", "a\u{202E}b"] {
            assert_eq!(FolderName::parse(wrong).unwrap_err().field.as_deref(), Some("name"), "{wrong:?}");
        }
    }
}
