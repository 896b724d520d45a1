//! Sharing: with people, in one of two roles, and by links.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// What a share lets a person do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareRole {
    /// See, preview and download.
    View,
    /// Also rename, bring new versions, and share on.
    Manage,
}

impl ShareRole {
    /// Every role, the smaller first.
    pub const ALL: [Self; 2] = [Self::View, Self::Manage];

    /// The name in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Manage => "manage",
        }
    }
}

impl FromStr for ShareRole {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::invalid("role", "Choose what the person may do: view or manage.");
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(wrong)
    }
}
