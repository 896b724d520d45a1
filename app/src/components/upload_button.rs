//! The button that brings files in.

use leptos::{html, prelude::*};

use super::{Icon, drop_target::files};
use crate::state::uploads;

/// Opens the file picker. Without scripts it is a link to the page with the form.
#[component]
pub fn UploadButton() -> impl IntoView {
    let uploads = uploads();
    let input = NodeRef::<html::Input>::new();
    let pick = move |event: leptos::ev::MouseEvent| {
        if let Some(input) = input.get() {
            event.prevent_default();
            input.click();
        }
    };
    let chosen = move |_| {
        if let Some(input) = input.get() {
            uploads.add(input.files().map(files).unwrap_or_default());
            // So that the same file can be chosen again.
            input.set_value("");
        }
    };
    view! {
        <a class="button button-primary" href="/upload" on:click=pick><Icon name="upload"/>"Upload a contract"</a>
        <input node_ref=input class="visually-hidden" type="file" multiple tabindex="-1" aria-hidden="true" data-testid="file-input" on:change=chosen/>
    }
}
