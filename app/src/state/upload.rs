//! One upload of this visit.

use std::sync::{Arc, OnceLock};

use domain::{
    id::DocumentId,
    purpose::Purpose,
    upload::{PresignRequest, Target},
};
use leptos::prelude::*;

use super::{Failure, Help};

/// Where an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its turn has not come; nothing is signed yet.
    Waiting,
    /// Its person has the same file already, as the sentence says, and is asked what to do.
    Known(String),
    /// The ticket is asked for.
    Preparing,
    /// So many bytes are sent; the speed, once it is known.
    Sending { sent: u64, speed: Option<String> },
    /// The server looks at it.
    Checking,
    /// It is in.
    Done { document: Option<DocumentId> },
    /// It is not.
    Failed(Failure),
}

impl Stage {
    /// Whether it is under way or may yet be.
    pub(crate) const fn is_open(&self) -> bool {
        !matches!(self, Self::Done { .. } | Self::Failed(_))
    }

    /// Whether it takes one of the places of those that are sent at the same time.
    pub(super) const fn is_running(&self) -> bool {
        matches!(self, Self::Preparing | Self::Sending { .. } | Self::Checking)
    }

    /// Whether it failed because nobody answered.
    pub(super) const fn is_lost(&self) -> bool {
        matches!(self, Self::Failed(Failure { help: Help::Reconnect, .. }))
    }

    /// Whether trying again may help.
    pub(super) const fn is_retryable(&self) -> bool {
        matches!(self, Self::Failed(Failure { help: Help::Retry | Help::Reconnect, .. }))
    }
}

/// One upload.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// Its number within this visit.
    pub(crate) id: u32,
    /// The file's name as the browser gives it.
    pub(crate) name: String,
    /// The file's size.
    pub(crate) size_bytes: u64,
    /// What the file is for.
    pub(crate) purpose: Purpose,
    /// What it belongs to.
    pub(crate) target: Target,
    /// Where it is. Counted, since it outlives the page and the row that began it.
    pub(crate) stage: ArcRwSignal<Stage>,
    /// What it announces to the server, once the file has been read.
    pub(super) announced: Arc<OnceLock<PresignRequest>>,
}

impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Upload {}

impl Upload {
    /// Whether its stage is such a one; untracked.
    pub(super) fn is(&self, such: fn(&Stage) -> bool) -> bool {
        self.stage.with_untracked(such)
    }
}
