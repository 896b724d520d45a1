//! The uploads of this visit: they survive changes of page within the app.

use std::{cell::Cell, rc::Rc};

use domain::{
    content_type::ContentType,
    file_name::FileName,
    id::UploadId,
    purpose::Purpose,
    upload::{ConfirmOutcome, PresignRequest, Target, UploadLimits},
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

use super::{Failure, Meter, Session, Stage, Upload, session};
use crate::{
    api,
    browser::{
        file_shelf, hash, network,
        send::{Progress, send},
    },
};

/// Files on their way at the same time; more would only share the line.
const AT_ONCE: usize = 3;

/// All of them, newest last.
#[derive(Clone, Copy)]
pub(crate) struct Uploads {
    pub(super) list: RwSignal<Vec<Upload>>,
    next: StoredValue<u32>,
    begun: RwSignal<Vec<UploadId>>,
    /// Whether something found no network: then nothing is begun until there is one.
    pub(super) offline: RwSignal<bool>,
    /// How often the network has gone.
    pub(super) outages: StoredValue<u32>,
    session: Session,
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
            session: session(),
        }
    }

    /// What the tray shows.
    pub(crate) fn list(&self) -> Vec<Upload> {
        self.list.get()
    }

    /// Those that were begun here and not in another tab, as the server calls them.
    pub(crate) fn begun(&self) -> Vec<UploadId> {
        self.begun.get()
    }

    /// Whether all wait for the network.
    pub(crate) fn are_offline(&self) -> bool {
        self.offline.get()
    }

    /// A number under which a file can be sent and stopped.
    pub(crate) fn next_id(&self) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        id
    }

    /// Uploads files as documents.
    pub(crate) fn add(&self, files: impl IntoIterator<Item = File>) {
        let added: Vec<Upload> = files.into_iter().map(|file| self.entry(file)).collect();
        self.list.update(|list| list.extend(added));
        self.start_next();
    }

    fn entry(&self, file: File) -> Upload {
        let id = self.next_id();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's size is a whole number of bytes")]
        let size_bytes = file.size() as u64;
        let upload = Upload { id, name: file.name(), size_bytes, stage: ArcRwSignal::new(Stage::Waiting) };
        file_shelf::keep(id, file);
        upload
    }

    /// Tries a failed one again, from the beginning.
    pub(crate) fn retry(&self, upload: &Upload) {
        upload.stage.set(Stage::Waiting);
        self.start_next();
    }

    /// Stops one that is open.
    pub(crate) fn cancel(&self, upload: &Upload) {
        file_shelf::stop(upload.id);
        self.dismiss(upload);
    }

    /// Takes one out of the tray.
    pub(crate) fn dismiss(&self, upload: &Upload) {
        file_shelf::forget(upload.id);
        self.list.update(|list| list.retain(|other| other.id != upload.id));
        self.start_next();
    }

    /// Takes everything out that has ended.
    pub(crate) fn dismiss_ended(&self) {
        let ended: Vec<Upload> = self.list.get_untracked().into_iter().filter(|upload| !upload.stage.get_untracked().is_open()).collect();
        for upload in ended {
            self.dismiss(&upload);
        }
    }

    /// Starts those whose turn has come. A ticket is signed only then: it would expire in the queue.
    pub(super) fn start_next(&self) {
        if self.offline.get_untracked() {
            return;
        }
        let list = self.list.get_untracked();
        let running = list.iter().filter(|upload| upload.stage.with_untracked(|stage| stage.is_open() && *stage != Stage::Waiting)).count();
        let waiting = list.into_iter().filter(|upload| upload.stage.with_untracked(|stage| *stage == Stage::Waiting));
        for upload in waiting.take(AT_ONCE.saturating_sub(running)) {
            upload.stage.set(Stage::Preparing);
            let this = *self;
            spawn_local(async move {
                let outages = this.outages.get_value();
                let ended = this.bring_in(&upload).await;
                upload.stage.set(ended.unwrap_or_else(|failure| this.after(failure, outages)));
                this.start_next();
            });
        }
    }

    async fn bring_in(&self, upload: &Upload) -> Result<Stage, Failure> {
        let file = file_shelf::file(upload.id).ok_or_else(|| Failure::choose_again("The file is no longer at hand. Choose it again."))?;
        let limits = api::uploads::limits(Purpose::Document).await.map_err(|error| Failure::refused(&error))?;
        let mut request = announce(&file.type_(), upload, &limits)?;
        request.checksum_sha256 = hash::sha256_base64(&file).await;
        let (stage, begun, offline) = (upload.stage.clone(), self.begun, self.offline);
        let meter = Rc::new(Cell::new(Meter::started(now_ms())));
        let total = upload.size_bytes;
        let outcome = send(upload.id, &file, request, move |progress| {
            let next = match progress {
                Progress::Signed(id) => return begun.update(|begun| begun.push(id)),
                Progress::Unheard => return offline.set(!network::is_online()),
                Progress::Checking => Stage::Checking,
                Progress::Sent(sent) => {
                    let mut measured = meter.get();
                    measured.measure(sent, now_ms());
                    meter.set(measured);
                    Stage::Sending { sent: sent.min(total), speed: measured.text(total) }
                }
            };
            stage.set(next);
        })
        .await?;
        match outcome {
            ConfirmOutcome::Ready { document, .. } => {
                file_shelf::forget(upload.id);
                self.session.reload_documents();
                Ok(Stage::Done { document })
            }
            ConfirmOutcome::Rejected { message } => Err(Failure::choose_again(message)),
            ConfirmOutcome::Expired => Err(Failure::choose_again("The upload took too long and has ended. Choose the file again.")),
            ConfirmOutcome::InProgress => Err(Failure::unconfirmed()),
        }
    }
}

/// What the file declares, checked by the server's own rules before the server is asked.
fn announce(media_type: &str, upload: &Upload, limits: &UploadLimits) -> Result<PresignRequest, Failure> {
    let file_name = FileName::parse(&upload.name).map_err(|error| Failure::choose_again(error.to_string()))?;
    // Systems have names of their own for types, such as Excel's for CSV; what a file is called is the same everywhere.
    let known = ContentType::from_file_name(&upload.name).or_else(|| ContentType::parse(media_type).ok());
    let content_type = known.ok_or_else(|| Failure::choose_again(domain::upload::type_not_accepted(&limits.accepted).message))?;
    let request = PresignRequest {
        purpose: limits.purpose,
        file_name,
        content_type,
        size_bytes: Some(upload.size_bytes),
        checksum_sha256: None,
        target: Target::Top,
    };
    request.check(&limits.accepted).map_err(|problem| Failure::choose_again(problem.message))?;
    Ok(request)
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}
