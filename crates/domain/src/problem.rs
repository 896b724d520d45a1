//! The one error that reaches people: what kind, which field, and a sentence that says what would be right.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The coarse kind of a problem; each has one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The input breaks a rule (422).
    Invalid,
    /// Nobody is logged in, or the session has ended (401).
    Unauthenticated,
    /// Logged in, but not allowed (403).
    Forbidden,
    /// It does not exist, or the actor may not know that it does (404).
    NotFound,
    /// Somebody else was there first, or the state does not allow it (409).
    Conflict,
    /// Larger than allowed (413).
    TooLarge,
    /// A content type that is not accepted (415).
    UnsupportedType,
    /// Asked too often (429).
    TooManyRequests,
    /// The database or the object store does not answer for now (503).
    Unavailable,
    /// A defect of ours (500); logged where it was noticed.
    Internal,
}

impl ProblemKind {
    /// The HTTP status code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedType => 415,
            Self::TooManyRequests => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}

/// What went wrong, in the person's terms. Never a library's text, never anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The coarse kind.
    pub kind: ProblemKind,
    /// One or two sentences: what happened and what would be right.
    pub message: String,
    /// The form field it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// When asking again makes sense, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

impl Problem {
    /// A problem of a kind, with its sentence.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), field: None, retry_after_seconds: None }
    }

    /// A broken rule about one field of a form.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(ProblemKind::Invalid, message) }
    }

    /// The same answer for "not there" and "not yours".
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemKind::NotFound, format!("This {what} does not exist, or you have no access to it."))
    }

    /// Nobody is logged in.
    pub fn unauthenticated() -> Self {
        Self::new(ProblemKind::Unauthenticated, "You are not logged in, or your session has ended. Log in and try again.")
    }

    /// A defect of ours, whose cause was logged and stays with us.
    pub fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            "That did not work because of a fault on our side. It has been recorded; please try again in a minute.",
        )
    }

    /// Something we depend on does not answer for now.
    pub fn unavailable(what: &str, retry_after_seconds: u32) -> Self {
        Self {
            retry_after_seconds: Some(retry_after_seconds),
            ..Self::new(ProblemKind::Unavailable, format!("{what} does not answer right now. Nothing is lost; please try again shortly."))
        }
    }

    /// Asked too often.
    pub fn too_many(message: impl Into<String>, retry_after_seconds: u32) -> Self {
        Self { retry_after_seconds: Some(retry_after_seconds), ..Self::new(ProblemKind::TooManyRequests, message) }
    }

    /// The same problem, said to be about a form field.
    #[must_use]
    pub fn about(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
