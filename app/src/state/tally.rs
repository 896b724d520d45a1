//! The uploads of this visit in numbers, and those of them that can be read at a glance.

use leptos::prelude::*;

use super::{Stage, Upload};

/// So many rows are shown, where more need not be.
const ROWS: usize = 12;
/// Rows of those that wait.
const WAITING_ROWS: usize = 4;
/// Rows of those that failed or are known already: each wants an answer, but nobody reads hundreds.
const ASKING_ROWS: usize = 30;

/// How many there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// All.
    pub(crate) files: usize,
    /// Whose turn has not come.
    pub(crate) waiting: usize,
    /// That are on their way.
    pub(crate) running: usize,
    /// That their person has already.
    pub(crate) known: usize,
    /// That are in.
    pub(crate) done: usize,
    /// That are not.
    pub(crate) failed: usize,
    /// Of the failed ones, those where trying again may help.
    pub(crate) retryable: usize,
    /// Bytes of all that are in or may yet be.
    pub(crate) bytes: u64,
    /// Bytes of them that are sent.
    pub(crate) sent: u64,
}

impl Tally {
    fn of(list: &[Upload]) -> Self {
        let mut tally = Self { files: list.len(), ..Self::default() };
        for upload in list {
            upload.stage.with_untracked(|stage| tally.count(stage, upload.size_bytes));
        }
        tally
    }

    fn count(&mut self, stage: &Stage, size: u64) {
        let (kind, sent) = match stage {
            Stage::Waiting => (&mut self.waiting, 0),
            Stage::Known(_) => (&mut self.known, 0),
            Stage::Preparing => (&mut self.running, 0),
            Stage::Sending { sent, .. } => (&mut self.running, *sent),
            Stage::Checking => (&mut self.running, size),
            Stage::Done { .. } => (&mut self.done, size),
            Stage::Failed(_) => {
                self.failed += 1;
                self.retryable += usize::from(stage.is_retryable());
                return;
            }
        };
        *kind += 1;
        self.bytes += size;
        self.sent += sent;
    }

    /// Those that are under way or may yet be.
    pub(crate) const fn open(&self) -> usize {
        self.waiting + self.running + self.known
    }
}

/// What the tray shows, in the order in which they were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// All of them in numbers.
    pub(crate) tally: Tally,
    /// All that run or want an answer, the next few, and the last ones that are in while there is room.
    pub(crate) rows: Vec<Upload>,
    /// How many more wait.
    pub(crate) more_wait: usize,
    /// How many more want an answer.
    pub(crate) more_ask: usize,
}

impl Shown {
    pub(super) fn of(list: &[Upload]) -> Self {
        let tally = Tally::of(list);
        let asking = tally.known + tally.failed;
        let others = tally.running + tally.waiting.min(WAITING_ROWS) + asking.min(ASKING_ROWS);
        let mut done_before = tally.done.saturating_sub(ROWS.saturating_sub(others));
        let (mut waiting, mut asked) = (WAITING_ROWS, ASKING_ROWS);
        let mut is_shown = |stage: &Stage| match stage {
            Stage::Preparing | Stage::Sending { .. } | Stage::Checking => true,
            Stage::Waiting => take_one(&mut waiting),
            Stage::Known(_) | Stage::Failed(_) => take_one(&mut asked),
            Stage::Done { .. } => !take_one(&mut done_before),
        };
        Self {
            tally,
            rows: list.iter().filter(|upload| upload.stage.with_untracked(&mut is_shown)).cloned().collect(),
            more_wait: tally.waiting.saturating_sub(WAITING_ROWS),
            more_ask: asking.saturating_sub(ASKING_ROWS),
        }
    }
}

fn take_one(left: &mut usize) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{purpose::Purpose, upload::Target};

    use super::*;
    use crate::state::Failure;

    fn queue(stages: &[(Stage, usize)]) -> Vec<Upload> {
        let stages = stages.iter().flat_map(|(stage, times)| std::iter::repeat_n(stage, *times));
        let upload = |(id, stage): (u32, &Stage)| Upload {
            id,
            name: id.to_string(),
            size_bytes: 10,
            purpose: Purpose::Document,
            target: Target::Top,
            stage: ArcRwSignal::new(stage.clone()),
            announced: Arc::default(),
        };
        (0..).zip(stages).map(upload).collect()
    }

    fn ids(shown: &Shown) -> Vec<u32> {
        shown.rows.iter().map(|upload| upload.id).collect()
    }

    #[test]
    fn bytes_are_of_what_is_in_or_may_yet_be() {
        let sending = Stage::Sending { sent: 4, speed: None };
        let failed = Stage::Failed(Failure::choose_again("Too large."));
        let list = queue(&[(Stage::Done { document: None }, 2), (sending, 1), (Stage::Waiting, 3), (failed, 1)]);
        let tally = Tally::of(&list);
        assert_eq!((tally.files, tally.done, tally.open(), tally.failed, tally.retryable), (7, 2, 4, 1, 0));
        assert_eq!((tally.bytes, tally.sent), (60, 24));
    }

    #[test]
    fn of_hundreds_a_dozen_is_shown() {
        let list = queue(&[(Stage::Done { document: None }, 60), (Stage::Checking, 4), (Stage::Waiting, 436)]);
        let shown = Shown::of(&list);
        assert_eq!(ids(&shown), (56..68).collect::<Vec<_>>());
        assert_eq!((shown.more_wait, shown.more_ask), (432, 0));
        let few = queue(&[(Stage::Done { document: None }, 7), (Stage::Waiting, 3)]);
        assert_eq!(Shown::of(&few).rows.len(), 10);
        let asking = queue(&[(Stage::Known(String::new()), 100), (Stage::Done { document: None }, 3)]);
        assert_eq!((Shown::of(&asking).rows.len(), Shown::of(&asking).more_ask), (30, 70));
    }
}
