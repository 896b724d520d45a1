//! What a use case can answer besides its result: a problem for the person, or a failure of ours.

use domain::problem::{Problem, ProblemKind};
use sea_orm::{DbErr, RuntimeErr, SqlxError};

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

/// Whether the database is away, locked, full or restarting, as opposed to having refused a statement.
fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => match error.as_ref() {
            SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed => true,
            SqlxError::Database(error) => error.code().is_some_and(|code| passes(&code)),
            _ => false,
        },
        _ => false,
    }
}

/// Whether what a database answered will pass by itself, or when somebody makes room.
fn passes(code: &str) -> bool {
    // PostgreSQL: five characters (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    if code.len() == 5 && !code.starts_with('-') {
        // Connections, resources, locks, shutdown and standby, deadlocks.
        return ["08", "53", "55P03", "57P", "25006", "40"].iter().any(|prefix| code.starts_with(prefix));
    }
    // SQLite: an extended result code, whose low byte is the kind: busy, locked, input or output, full (https://sqlite.org/rescode.html).
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xFF, 5 | 6 | 10 | 13))
}
