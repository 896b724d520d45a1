//! The whole page takes files and folders that are dropped on it, and pictures that are pasted.

use domain::{purpose::Purpose, upload::Target};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use web_sys::{DataTransfer, DragEvent, Event};

use super::Icon;
use crate::{
    browser::{clipboard, listen::listen, tree},
    effect::effect,
    state::{Uploads, destination, uploads},
};

/// A clear sign over the page while files hang over it.
#[component]
pub fn DropTarget() -> impl IntoView {
    let (uploads, destination) = (uploads(), destination());
    // Entering a child comes before leaving its parent, so depth is counted.
    let depth = RwSignal::new(0_u32);
    effect(move || {
        listen("dragenter", move |event| {
            if carries_files(&event) {
                event.prevent_default();
                depth.update(|depth| *depth += 1);
            }
        });
        listen("dragover", |event| {
            if carries_files(&event) {
                event.prevent_default();
            }
        });
        listen("dragleave", move |event| {
            if carries_files(&event) {
                depth.update(|depth| *depth = depth.saturating_sub(1));
            }
        });
        listen("drop", move |event| {
            if carries_files(&event) {
                event.prevent_default();
                depth.set(0);
                if let Some(data) = dragged(&event) {
                    take(uploads, &data, destination());
                }
            }
        });
        listen("paste", move |event| {
            let pictures = clipboard::pictures(&event);
            if !pictures.is_empty() {
                event.prevent_default();
                let (purpose, target) = destination();
                uploads.add(pictures, purpose, target);
            }
        });
    });
    view! {
        <div class="drop-overlay" class:drop-overlay-shown=move || depth.get() != 0 aria-hidden="true">
            <p><Icon name="upload"/>"Drop to upload"</p>
        </div>
    }
}

fn take(uploads: Uploads, data: &DataTransfer, (purpose, target): (Purpose, Target)) {
    let (files, folders) = tree::dropped(data);
    uploads.add(files, purpose, target);
    if !folders.is_empty() {
        spawn_local(async move { uploads.add_tree(tree::walk(folders).await, purpose, target) });
    }
}

fn dragged(event: &Event) -> Option<DataTransfer> {
    event.unchecked_ref::<DragEvent>().data_transfer()
}

fn carries_files(event: &Event) -> bool {
    dragged(event).is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
