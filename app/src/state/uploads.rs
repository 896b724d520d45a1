//! The uploads of this visit, a queue: they survive changes of page within the app.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use domain::{
    id::UploadId,
    purpose::Purpose,
    upload::{ConfirmOutcome, Target, UploadLimits},
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::{Failure, Meter, Session, Shown, Stage, Upload, session};
use crate::browser::{
    file_shelf, network,
    send::{Progress, send},
};

/// Files on their way at the same time; more would only share the line.
const AT_ONCE: usize = 4;
/// The queue rests no longer than this, in seconds, however long the server says: there may be room sooner.
const LONGEST_REST: u32 = 60;
/// How often lists load again while there is more to come: whoever reads them should not see them jump all the time.
const RELOAD_EVERY: Duration = Duration::from_secs(10);

/// All of them, newest last.
#[derive(Clone, Copy)]
pub(crate) struct Uploads {
    /// Told also when one of them changes its stage.
    pub(super) list: RwSignal<Vec<Upload>>,
    next: StoredValue<u32>,
    begun: RwSignal<Vec<UploadId>>,
    /// Whether something found no network: then nothing is begun until there is one.
    pub(super) offline: RwSignal<bool>,
    /// How often the network has gone.
    pub(super) outages: StoredValue<u32>,
    paused: RwSignal<bool>,
    /// For how many seconds the server has asked to wait.
    resting: RwSignal<Option<u32>>,
    /// Whether files are being read.
    pub(super) reading: StoredValue<bool>,
    /// What the purposes allow, as far as it has been asked.
    pub(super) limits: StoredValue<Vec<UploadLimits>>,
    /// Pictures that are to have a thumbnail: their number on the shelf, and their upload.
    pub(super) thumbnails: StoredValue<Vec<(u32, UploadId)>>,
    reload_due: StoredValue<bool>,
    pub(super) session: Session,
}

/// The uploads of this visit.
pub(crate) fn uploads() -> Uploads {
    expect_context()
}

impl Uploads {
    /// Provided once, at the root; needs the session.
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            begun: RwSignal::new(Vec::new()),
            offline: RwSignal::new(false),
            outages: StoredValue::new(0),
            paused: RwSignal::new(false),
            resting: RwSignal::new(None),
            reading: StoredValue::new(false),
            limits: StoredValue::new(Vec::new()),
            thumbnails: StoredValue::new(Vec::new()),
            reload_due: StoredValue::new(false),
            session: session(),
        }
    }

    /// What the tray shows; tracked.
    pub(crate) fn shown(&self) -> Shown {
        self.list.with(|list| Shown::of(list))
    }

    /// Those that were begun here and not in another tab, as the server calls them; tracked.
    pub(crate) fn begun(&self) -> Vec<UploadId> {
        self.begun.get()
    }

    /// Whether one was begun here; untracked.
    pub(crate) fn has_begun(&self, id: UploadId) -> bool {
        self.begun.with_untracked(|begun| begun.contains(&id))
    }

    /// Whether all wait for the network.
    pub(crate) fn are_offline(&self) -> bool {
        self.offline.get()
    }

    /// Whether all wait for their person.
    pub(crate) fn are_paused(&self) -> bool {
        self.paused.get()
    }

    /// For how many seconds all wait, because the server asked to.
    pub(crate) fn resting(&self) -> Option<u32> {
        self.resting.get()
    }

    /// A number under which a file can be sent and stopped.
    pub(crate) fn next_id(&self) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        id
    }

    /// Uploads files.
    pub(crate) fn add(&self, files: Vec<File>, purpose: Purpose, target: Target) {
        self.put(files, purpose, target, &Stage::Waiting);
        self.start_next();
    }

    pub(super) fn put(&self, files: Vec<File>, purpose: Purpose, target: Target, stage: &Stage) {
        let entry = |file: File| {
            let id = self.next_id();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size is a whole number of bytes")]
            let size_bytes = file.size() as u64;
            let (name, stage) = (file.name(), ArcRwSignal::new(stage.clone()));
            file_shelf::keep(id, file);
            Upload { id, name, size_bytes, purpose, target, stage, announced: Arc::default() }
        };
        let added: Vec<Upload> = files.into_iter().map(entry).collect();
        self.list.update(|list| list.extend(added));
    }

    /// Changes a stage, so that the whole is counted anew.
    pub(super) fn set(&self, upload: &Upload, stage: Stage) {
        upload.stage.set(stage);
        self.list.notify();
    }

    pub(super) fn all(&self, such: fn(&Stage) -> bool) -> Vec<Upload> {
        self.list.with_untracked(|list| list.iter().filter(|upload| upload.is(such)).cloned().collect())
    }

    /// Tries a failed one again, from the beginning, or uploads what its person has already.
    pub(crate) fn retry(&self, upload: &Upload) {
        self.set(upload, Stage::Waiting);
        self.start_next();
    }

    /// Tries all again where that may help.
    pub(crate) fn retry_all(&self) {
        self.all(Stage::is_retryable).iter().for_each(|upload| self.retry(upload));
    }

    /// Uploads all that their person has already.
    pub(crate) fn upload_known(&self) {
        self.all(|stage| matches!(stage, Stage::Known(_))).iter().for_each(|upload| self.retry(upload));
    }

    /// Leaves all out that their person has already.
    pub(crate) fn skip_known(&self) {
        self.take_out(&self.all(|stage| matches!(stage, Stage::Known(_))));
    }

    /// Stops one that is open.
    pub(crate) fn cancel(&self, upload: &Upload) {
        self.take_out(std::slice::from_ref(upload));
    }

    /// Stops all that are open.
    pub(crate) fn cancel_all(&self) {
        self.take_out(&self.all(Stage::is_open));
    }

    /// Takes one out of the tray that has ended.
    pub(crate) fn dismiss(&self, upload: &Upload) {
        self.take_out(std::slice::from_ref(upload));
    }

    /// Takes everything out that has ended.
    pub(crate) fn dismiss_ended(&self) {
        self.take_out(&self.all(|stage| !stage.is_open()));
    }

    fn take_out(&self, gone: &[Upload]) {
        for upload in gone {
            if upload.is(Stage::is_running) {
                file_shelf::stop(upload.id);
            }
            file_shelf::forget(upload.id);
        }
        self.list.update(|list| list.retain(|upload| !gone.contains(upload)));
        self.start_next();
    }

    /// Begins nothing new; what is on its way goes on.
    pub(crate) fn pause(&self) {
        self.paused.set(true);
    }

    /// Goes on: after a pause, or before the server's time is over.
    pub(crate) fn resume(&self) {
        self.paused.set(false);
        self.resting.set(None);
        self.start_next();
    }

    /// Begins nothing new for so many seconds.
    pub(super) fn rest(&self, seconds: u32) {
        if self.resting.get_untracked().is_some() {
            return;
        }
        let (this, seconds) = (*self, seconds.clamp(1, LONGEST_REST));
        self.resting.set(Some(seconds));
        let over = move || {
            this.resting.set(None);
            this.start_next();
        };
        set_timeout(over, Duration::from_secs(seconds.into()));
    }

    /// Starts those whose turn has come. A ticket is signed only then: it would expire in the queue.
    pub(super) fn start_next(&self) {
        self.read_next();
        if self.offline.get_untracked() || self.paused.get_untracked() || self.resting.get_untracked().is_some() {
            return;
        }
        let running = self.all(Stage::is_running).len();
        let mut ready = self.all(|stage| *stage == Stage::Waiting);
        ready.retain(|upload| upload.announced.get().is_some());
        for upload in ready.into_iter().take(AT_ONCE.saturating_sub(running)) {
            self.set(&upload, Stage::Preparing);
            let this = *self;
            spawn_local(async move {
                let outages = this.outages.get_value();
                let ended = this.bring_in(&upload).await;
                this.set(&upload, ended.unwrap_or_else(|failure| this.after(failure, outages)));
                if upload.is(|stage| matches!(stage, Stage::Done { .. })) {
                    this.reload();
                }
                this.start_next();
            });
        }
    }

    async fn bring_in(&self, upload: &Upload) -> Result<Stage, Failure> {
        let (Some(file), Some(request)) = (file_shelf::file(upload.id), upload.announced.get().cloned()) else {
            return Err(Failure::choose_again("The file is no longer at hand. Choose it again."));
        };
        let pictured = request.content_type.is_image();
        let (this, moved, total) = (*self, upload.clone(), upload.size_bytes);
        let meter = Rc::new(RefCell::new(Meter::started(now_ms(), 0)));
        let signed = Rc::new(Cell::new(None));
        let ticket = Rc::clone(&signed);
        let on_progress = move |progress| {
            let next = match progress {
                Progress::Signed(id) => {
                    ticket.set(Some(id));
                    return this.begun.update(|begun| begun.push(id));
                }
                Progress::Unheard => return this.offline.set(!network::is_online()),
                Progress::Checking => Stage::Checking,
                Progress::Sent(sent) => {
                    let mut meter = meter.borrow_mut();
                    meter.measure(sent, now_ms());
                    Stage::Sending { sent: sent.min(total), speed: meter.text(total) }
                }
            };
            this.set(&moved, next);
        };
        match send(upload.id, &file, request, Rc::new(on_progress)).await? {
            ConfirmOutcome::Ready { document, .. } => {
                file_shelf::forget(upload.id);
                if let Some(of) = signed.get().filter(|_| pictured) {
                    self.make_thumbnail(file, of);
                }
                Ok(Stage::Done { document })
            }
            ConfirmOutcome::Rejected { message } => Err(Failure::choose_again(message)),
            ConfirmOutcome::Expired => Err(Failure::choose_again("The upload took too long and has ended. Choose the file again.")),
            ConfirmOutcome::InProgress => Err(Failure::unconfirmed()),
        }
    }

    /// Lists load again: at once when there is nothing more to come, otherwise now and then.
    pub(super) fn reload(&self) {
        if self.all(Stage::is_running).is_empty() {
            return self.session.reload_documents();
        }
        if self.reload_due.get_value() {
            return;
        }
        self.reload_due.set_value(true);
        let this = *self;
        let reload = move || {
            this.reload_due.set_value(false);
            this.session.reload_documents();
        };
        set_timeout(reload, RELOAD_EVERY);
    }
}

/// The clock, in milliseconds.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}
