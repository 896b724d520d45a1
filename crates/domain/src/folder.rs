//! Folders: a person's own order of their documents.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{file_name::FileName, id::FolderId, problem::Problem};

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

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FolderName {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text)
    }
}

impl From<FolderName> for String {
    fn from(name: FolderName) -> Self {
        name.0
    }
}

impl FromStr for FolderName {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::parse(text)
    }
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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
