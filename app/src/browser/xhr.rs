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
    if !file_shelf::running(id, request.clone()) {
        return Err(PostFailure::Stopped);
    }
    let sent = request.send_with_opt_form_data(Some(&form));
    if sent.is_ok() {
        let _ = JsFuture::from(ended).await;
    }
    let by_itself = file_shelf::ended(id);
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        _ if !by_itself => Err(PostFailure::Stopped),
        // A browser ends the request without an answer, too, when the file is no longer what was chosen.
        0 if is_readable(file).await => Err(PostFailure::Network),
        0 => Err(PostFailure::Changed),
        200..300 => Ok(()),
        _ => Err(PostFailure::refused(&text)),
    }
}

async fn is_readable(file: &Blob) -> bool {
    match file.slice_with_f64_and_f64(0.0, 1.0) {
        Ok(start) => JsFuture::from(start.array_buffer()).await.is_ok(),
        Err(_) => false,
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
