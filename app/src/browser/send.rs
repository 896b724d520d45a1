//! One file, from the ticket to the server's word that it is in.

use std::rc::Rc;

use domain::{
    id::UploadId,
    problem::ProblemKind,
    upload::{ConfirmOutcome, PresignRequest},
};
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use web_sys::Blob;

use super::{network, xhr};
use crate::{
    api::{ApiError, uploads},
    state::{Failure, PostFailure},
};

/// How often confirm is asked while the server checks, or does not answer.
const CONFIRM_TRIES: u32 = 8;

/// Where a file is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There is a ticket, of this upload.
    Signed(UploadId),
    /// So many bytes are sent.
    Sent(u64),
    /// All is sent; the server looks at it.
    Checking,
    /// All is sent, and the server does not answer.
    Unheard,
}

/// Signs, posts and confirms. A ticket that has expired meanwhile is renewed once.
pub(crate) async fn send(
    id: u32,
    file: &Blob,
    request: PresignRequest,
    on_progress: Rc<dyn Fn(Progress)>,
) -> Result<ConfirmOutcome, Failure> {
    let mut renewed = false;
    let upload = loop {
        let ticket = uploads::presign(request.clone()).await.map_err(|error| Failure::refused(&error))?;
        on_progress(Progress::Signed(ticket.upload));
        let progress = Rc::clone(&on_progress);
        match xhr::post_form(id, &ticket, file, request.file_name.as_str(), move |sent| progress(Progress::Sent(sent))).await {
            Ok(()) => break ticket.upload,
            Err(failure) => {
                give_up(ticket.upload);
                if renewed || failure != PostFailure::Expired {
                    return Err(Failure::of_post(&failure, &request));
                }
                renewed = true;
            }
        }
    };
    on_progress(Progress::Checking);
    for turn in 1..=CONFIRM_TRIES {
        let mut pause_ms = turn * 400;
        match uploads::confirm(upload).await {
            Ok(ConfirmOutcome::InProgress) => {}
            Ok(outcome) => return Ok(outcome),
            Err(error) if error.is_no_answer() => {
                on_progress(Progress::Unheard);
                network::back().await;
            }
            Err(error) if error.0.kind == ProblemKind::Unauthenticated => return Err(Failure::logged_out()),
            Err(error) if !is_passing(&error) => return Err(Failure::refused(&error)),
            Err(ApiError(problem)) => pause_ms = pause_ms.max(problem.retry_after_seconds.unwrap_or_default().saturating_mul(1_000)),
        }
        TimeoutFuture::new(pause_ms).await;
    }
    Err(Failure::unconfirmed())
}

/// Nothing comes by this ticket any more, so it need not count until it ends. Nobody waits for it.
fn give_up(upload: UploadId) {
    spawn_local(async move {
        network::back().await;
        let _ = uploads::cancel(upload).await;
    });
}

/// Whether asking again may help.
fn is_passing(ApiError(problem): &ApiError) -> bool {
    matches!(problem.kind.status(), 429 | 500 | 503)
}
