//! What a use case can answer besides its result: a problem for the person, or a failure of ours.

use domain::problem::{Problem, ProblemKind};
use sea_orm::DbErr;

use crate::ports::PortError;

/// A use case's error. `into_problem` turns it into what people may see and what belongs in the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// For the person.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The store or the CDN.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// A defect of ours; the text is for the log only.
    #[error("{0}")]
    Defect(String),
}

/// Seconds after which asking an unavailable service again makes sense.
const RETRY_AFTER_SECONDS: u32 = 5;

impl Error {
    /// The problem for the person, and the cause to log where there is one.
    pub fn into_problem(self) -> (Problem, Option<String>) {
        match self {
            Self::Problem(problem) => (problem, None),
            Self::Port(error @ PortError::Unavailable { what, .. }) => {
                (Problem::unavailable(what, RETRY_AFTER_SECONDS), Some(error.to_string()))
            }
            Self::Database(error) if is_unavailable(&error) => {
                (Problem::unavailable("The database", RETRY_AFTER_SECONDS), Some(error.to_string()))
            }
            other => (Problem::internal(), Some(other.to_string())),
        }
    }

    /// The kind of the problem that people would see.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::Problem(problem) => problem.kind,
            Self::Port(PortError::Unavailable { .. }) => ProblemKind::Unavailable,
            Self::Database(error) if is_unavailable(error) => ProblemKind::Unavailable,
            _ => ProblemKind::Internal,
        }
    }
}

/// Whether the database is away or locked, as opposed to having refused a statement.
fn is_unavailable(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || error.to_string().contains("database is locked")
}
