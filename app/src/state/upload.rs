//! One upload of this visit.

use domain::id::DocumentId;
use leptos::prelude::*;

use super::{Failure, Help};

/// Where an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its turn has not come; nothing is signed yet.
    Waiting,
    /// The checksum is computed and the ticket asked for.
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
    /// Whether it is under way or will be.
    pub(crate) const fn is_open(&self) -> bool {
        !matches!(self, Self::Done { .. } | Self::Failed(_))
    }

    /// Whether it failed because nobody answered.
    pub(super) const fn is_lost(&self) -> bool {
        matches!(self, Self::Failed(Failure { help: Help::Reconnect, .. }))
    }
}

/// One upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upload {
    /// Its number within this visit.
    pub(crate) id: u32,
    /// The file's name as the browser gives it.
    pub(crate) name: String,
    /// The file's size.
    pub(crate) size_bytes: u64,
    /// Where it is. Counted, since it outlives the page and the row that began it.
    pub(crate) stage: ArcRwSignal<Stage>,
}
