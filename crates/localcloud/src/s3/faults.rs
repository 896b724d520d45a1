//! What the embedded S3 can be told to do wrong, for tests of those who depend on it.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use http::StatusCode;

use super::error::S3Failure;

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It thinks for so long before it begins to answer.
    Slow(Duration),
    /// 503 `SlowDown`, as S3 answers when it is overloaded.
    Busy,
    /// The connection ends after so many bytes of the answer's body.
    Cut {
        /// How many arrive.
        after_bytes: u64,
    },
    /// Its clock is ahead by so many seconds, or behind.
    Skewed {
        /// Ahead, where positive.
        seconds: i32,
    },
}

/// What goes wrong from now on; clones tell the same server.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<RwLock<Fault>>);

impl Faults {
    /// From the next request on.
    pub fn set(&self, fault: Fault) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    pub(super) fn current(&self) -> Fault {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer of an overloaded S3.
pub(super) fn busy() -> S3Failure {
    S3Failure::new(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate.")
}
