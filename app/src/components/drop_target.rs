//! The whole page takes files that are dropped on it.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DataTransfer, DragEvent, Event, File, FileList};

use super::Icon;
use crate::{browser::listen::listen, effect::effect, state::uploads};

/// A clear sign over the page while files hang over it.
#[component]
pub fn DropTarget() -> impl IntoView {
    let uploads = uploads();
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
                uploads.add(dragged(&event).and_then(|data| data.files()).map(files).unwrap_or_default());
            }
        });
    });
    view! {
        <div class="drop-overlay" class:drop-overlay-shown=move || depth.get() != 0 aria-hidden="true">
            <p><Icon name="upload"/>"Drop to upload"</p>
        </div>
    }
}

fn dragged(event: &Event) -> Option<DataTransfer> {
    event.unchecked_ref::<DragEvent>().data_transfer()
}

fn carries_files(event: &Event) -> bool {
    dragged(event).is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The files of a list.
pub(super) fn files(list: FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}
