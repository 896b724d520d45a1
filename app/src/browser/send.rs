//! One file, from the ticket to the server's word that it is in.

use domain::upload::{ConfirmOutcome, PresignRequest};
use gloo_timers::future::TimeoutFuture;
use web_sys::Blob;

use super::xhr;
use crate::{
    api::{ApiError, uploads},
    state::{Failure, PostFailure},
};

/// How often confirm is asked while the server checks, or does not answer.
const CONFIRM_TRIES: u32 = 8;

/// Where a file is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// So many bytes are sent.
    Sent(u64),
    /// All is sent; the server looks at it.
    Checking,
}

/// Signs, posts and confirms. A ticket that has expired meanwhile is renewed once.
pub(crate) async fn send(
    id: u32,
    file: &Blob,
    request: PresignRequest,
    on_progress: impl Fn(Progress) + Clone + 'static,
) -> Result<ConfirmOutcome, Failure> {
    let mut renewed = false;
    let upload = loop {
        let ticket = uploads::presign(request.clone()).await.map_err(|error| Failure::refused(&error.0))?;
        let progress = on_progress.clone();
        match xhr::post_form(id, &ticket, file, request.file_name.as_str(), move |sent| progress(Progress::Sent(sent))).await {
            Ok(()) => break ticket.upload,
            Err(PostFailure::Expired) if !renewed => renewed = true,
            Err(failure) => return Err(Failure::of_post(&failure, &request)),
        }
    };
    on_progress(Progress::Checking);
    for pause in 1..=CONFIRM_TRIES {
        match uploads::confirm(upload).await {
            Ok(ConfirmOutcome::InProgress) => {}
            Ok(outcome) => return Ok(outcome),
            Err(error) if !is_passing(&error) => return Err(Failure::refused(&error.0)),
            Err(_) => {}
        }
        TimeoutFuture::new(pause * 400).await;
    }
    Err(Failure::unconfirmed())
}

/// Whether asking again may help.
fn is_passing(ApiError(problem): &ApiError) -> bool {
    matches!(problem.kind.status(), 429 | 500 | 503)
}
