//! The form post to the store. `fetch` has no upload progress, so it is an `XMLHttpRequest`.

use domain::upload::Ticket;
use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FormData, ProgressEvent, XmlHttpRequest};

use super::file_shelf;
use crate::state::PostFailure;

/// Posts the ticket's form, `file` last. `id` is the number under which it can be stopped.
pub(super) async fn post_form(
    id: u32,
    ticket: &Ticket,
    file: &Blob,
    name: &str,
    on_progress: impl Fn(u64) + 'static,
) -> Result<(), PostFailure> {
    let request = prepare(ticket).map_err(|_| PostFailure::Network)?;
    let form = form(ticket, file, name).map_err(|_| PostFailure::Network)?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| on_progress(event.loaded() as u64));
    if let Ok(upload) = request.upload() {
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    // `loadend` comes after success, failure and abort alike.
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    file_shelf::running(id, request.clone());
    let sent = request.send_with_opt_form_data(Some(&form));
    if sent.is_ok() {
        let _ = JsFuture::from(ended).await;
    }
    let by_itself = file_shelf::ended(id);
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        _ if !by_itself => Err(PostFailure::Stopped),
        0 => Err(PostFailure::Network),
        200..300 => Ok(()),
        _ => Err(PostFailure::refused(&text)),
    }
}

fn prepare(ticket: &Ticket) -> Result<XmlHttpRequest, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", &ticket.url, true)?;
    Ok(request)
}

fn form(ticket: &Ticket, file: &Blob, name: &str) -> Result<FormData, JsValue> {
    let form = FormData::new()?;
    for (field, value) in &ticket.fields {
        form.append_with_str(field, value)?;
    }
    form.append_with_blob_and_filename("file", file, name)?;
    Ok(form)
}
