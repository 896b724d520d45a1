//! The buttons that bring files in.

use domain::{id::DocumentId, purpose::Purpose, upload::Target};
use leptos::{html, prelude::*};
use web_sys::File;

use super::{Icon, file_input::FileInput};
use crate::{
    browser::tree,
    state::{destination, uploads},
};

/// Opens the file picker; what is chosen goes where the page says. Without scripts it is a link to the page with the form.
#[component]
pub fn UploadButton(
    /// What it says.
    text: &'static str,
) -> impl IntoView {
    let (uploads, destination) = (uploads(), destination());
    let href = move || match destination() {
        (_, Target::Folder(folder)) => ["/upload?folder=", &folder.to_string()].concat(),
        _ => "/upload".to_owned(),
    };
    let chosen = Callback::new(move |files: Vec<File>| {
        let (purpose, target) = destination();
        uploads.add(files, purpose, target);
    });
    view! { <Picker text href=href() class="button button-primary" multiple=true test_id="file-input" chosen/> }
}

/// Opens the file picker for a new version of a document.
#[component]
pub fn VersionButton(
    /// The document.
    document: DocumentId,
) -> impl IntoView {
    let uploads = uploads();
    let chosen = Callback::new(move |files: Vec<File>| uploads.add(files, Purpose::Document, Target::Version(document)));
    let href = ["/upload?version=", &document.to_string()].concat();
    view! { <Picker text="New version" href class="button button-small" multiple=false test_id="version-input" chosen/> }
}

#[component]
fn Picker(
    text: &'static str,
    href: String,
    class: &'static str,
    multiple: bool,
    test_id: &'static str,
    chosen: Callback<Vec<File>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let pick = move |event: leptos::ev::MouseEvent| {
        if let Some(input) = input.get() {
            event.prevent_default();
            input.click();
        }
    };
    view! {
        <a class=class href=href data-upload on:click=pick><Icon name="upload"/>{text}</a>
        <FileInput node=input multiple test_id on_files=chosen/>
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
