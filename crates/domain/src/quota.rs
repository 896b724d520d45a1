//! What one person may keep, and have under way.

use crate::{
    problem::{Problem, ProblemKind},
    size::human_size,
};

/// The limits of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Bytes of documents, the trash included, and of uploads under way.
    pub stored_bytes: u64,
    /// Uploads under way.
    pub pending_uploads: u64,
    /// Bytes of uploads under way.
    pub pending_bytes: u64,
}

/// What one person keeps and has under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Bytes of documents, the trash included.
    pub stored_bytes: u64,
    /// Uploads whose end is not known: each may still become a document.
    pub pending_uploads: u64,
    /// The most that they may hold, in bytes.
    pub pending_bytes: u64,
}

/// How long until an abandoned upload no longer counts, in seconds: the ticket's life and a reconciler's round.
const FREED_WITHIN_SECONDS: u32 = crate::upload::TICKET_SECONDS + 120;

impl Quota {
    /// Whether one more upload of so many bytes fits.
    pub fn admit(&self, usage: Usage, bytes: u64) -> Result<(), Problem> {
        if usage.pending_uploads >= self.pending_uploads || usage.pending_bytes.saturating_add(bytes) > self.pending_bytes {
            let message = format!(
                "You have {} uploads under way with {}; at a time {} with {} are allowed. Wait until some have ended, then try again.",
                usage.pending_uploads,
                human_size(usage.pending_bytes),
                self.pending_uploads,
                human_size(self.pending_bytes),
            );
            return Err(Problem::too_many(message, FREED_WITHIN_SECONDS));
        }
        if usage.stored_bytes.saturating_add(usage.pending_bytes).saturating_add(bytes) > self.stored_bytes {
            let message = format!(
                "Your storage is full: {} of {} is used, and this file needs {}. Delete documents for ever to make room.",
                human_size(usage.stored_bytes.saturating_add(usage.pending_bytes)),
                human_size(self.stored_bytes),
                human_size(bytes),
            );
            return Err(Problem::new(ProblemKind::Conflict, message));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { stored_bytes: 1000, pending_uploads: 3, pending_bytes: 400 };

    fn answer(stored_bytes: u64, pending_uploads: u64, pending_bytes: u64, bytes: u64) -> Option<ProblemKind> {
        QUOTA.admit(Usage { stored_bytes, pending_uploads, pending_bytes }, bytes).err().map(|problem| problem.kind)
    }

    #[test]
    fn limits_are_inclusive() {
        assert_eq!(answer(0, 2, 0, 400), None);
        assert_eq!(answer(0, 2, 100, 300), None);
        assert_eq!(answer(0, 2, 100, 301), Some(ProblemKind::TooManyRequests));
        assert_eq!(answer(0, 3, 0, 1), Some(ProblemKind::TooManyRequests));
        assert_eq!(answer(600, 1, 300, 100), None);
        assert_eq!(answer(600, 1, 300, 101), Some(ProblemKind::TooManyRequests));
        assert_eq!(answer(900, 0, 0, 100), None);
        assert_eq!(answer(900, 0, 0, 101), Some(ProblemKind::Conflict));
        assert_eq!(answer(800, 1, 101, 100), Some(ProblemKind::Conflict));
        assert_eq!(answer(u64::MAX, 1, 1, 1), Some(ProblemKind::Conflict), "sums do not wrap");
    }
}
