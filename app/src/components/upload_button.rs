//! The buttons that bring files in.

use leptos::{html, prelude::*};
use web_sys::File;

use super::{Icon, file_input::FileInput};
use crate::{
    browser::tree,
    state::{destination, uploads},
};

/// Opens the file picker. Without scripts it is a link to the page with the form.
#[component]
pub fn UploadButton(
    /// What it says.
    text: &'static str,
) -> impl IntoView {
    let (uploads, destination) = (uploads(), destination());
    let input = NodeRef::<html::Input>::new();
    let pick = move |event: leptos::ev::MouseEvent| {
        if let Some(input) = input.get() {
            event.prevent_default();
            input.click();
        }
    };
    let chosen = Callback::new(move |files: Vec<File>| {
        let (purpose, target) = destination();
        uploads.add(files, purpose, target);
    });
    view! {
        <a class="button button-primary" href="/upload" data-upload on:click=pick><Icon name="upload"/>{text}</a>
        <FileInput node=input multiple=true test_id="file-input" on_files=chosen/>
    }
}

/// Opens the picker for a whole folder, which needs scripts.
#[component]
pub fn UploadFolderButton() -> impl IntoView {
    let (uploads, destination) = (uploads(), destination());
    let input = NodeRef::<html::Input>::new();
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let chosen = Callback::new(move |files: Vec<File>| {
        let (purpose, target) = destination();
        uploads.add_tree(tree::placed(files), purpose, target);
    });
    view! {
        <button class="button needs-scripts" type="button" on:click=pick><Icon name="folder"/>"Upload a folder"</button>
        <FileInput node=input folder=true test_id="folder-input" on_files=chosen/>
    }
}
