//! Uploading one document without JavaScript, second step: a real form with the ticket's fields, posted to the store.

use domain::{id::UploadId, problem::Problem, purpose::Purpose, size::human_size, upload::Ticket};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    api::{self, ApiError},
    components::{Icon, Load, Skeleton, Tell, Time},
    erase::Erase as _,
    state::Data,
};

/// The form, or how the upload ended.
#[component]
pub(crate) fn UploadTicket() -> impl IntoView {
    let params = use_params_map();
    let ticket = Data::new(
        move || (params.read().get("id"), 0),
        |id| async move {
            let upload: UploadId = id.and_then(|id| id.parse().ok()).ok_or_else(|| Problem::not_found("upload"))?;
            api::uploads::form(upload).await
        },
    );
    view! {
        <section class="card card-narrow">
            <Load fallback=Skeleton view=move || async move {
                match ticket.await {
                    Ok(ticket) => view! { <Form ticket/> }.erase(),
                    Err(error) => view! { <Ended error/> }.erase(),
                }
            }/>
        </section>
    }
    .erase()
}

#[component]
fn Form(ticket: Ticket) -> impl IntoView {
    let accept = ticket.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, value)| value.clone());
    view! {
        <Title text="Choose the file"/>
        <h1>"Choose the file"</h1>
        <form method="post" action=ticket.url enctype="multipart/form-data">
            {ticket.fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <div class="field">
                <label for="file">"File"</label>
                // The store ignores what follows the file: it is the last field.
                <input id="file" type="file" name="file" accept=accept required aria-describedby="file-hint"/>
                <p class="field-hint" id="file-hint">
                    "Up to " {human_size(Purpose::Document.limit_bytes())} ". This form ends at " <Time at=ticket.expires_at tell=Tell::Clock/> "."
                </p>
            </div>
            <button class="button button-primary button-wide" type="submit">"Upload"</button>
        </form>
    }
}

#[component]
fn Ended(error: ApiError) -> impl IntoView {
    view! {
        <Title text="Upload"/>
        <h1>"This upload has ended"</h1>
        <p class="notice notice-danger" role="alert"><Icon name="alert-circle"/>{error.0.message}</p>
        <div class="hero-actions">
            <a class="button button-primary" href="/upload">"Start again"</a>
            <a class="button" href="/documents">"Go to your documents"</a>
        </div>
    }
}
