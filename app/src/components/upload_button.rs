//! The button that brings files in.

use leptos::{html, prelude::*};

use super::{Icon, file_input::FileInput};
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
    view! {
        <a class="button button-primary" href="/upload" data-upload on:click=pick><Icon name="upload"/>"Upload a contract"</a>
        <FileInput node=input multiple=true test_id="file-input" on_files=Callback::new(move |files| uploads.add(files))/>
    }
}
