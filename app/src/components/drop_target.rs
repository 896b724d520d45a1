//! The whole page takes files that are dropped on it.

use leptos::{ev, prelude::*};
use web_sys::{DragEvent, File, FileList};

use super::Icon;
use crate::state::uploads;

/// A clear sign over the page while files hang over it.
#[component]
pub fn DropTarget() -> impl IntoView {
    let uploads = uploads();
    // Entering a child comes before leaving its parent, so depth is counted.
    let depth = RwSignal::new(0_u32);
    Effect::new(move |_| {
        let listeners = [
            window_event_listener(ev::dragenter, move |event| {
                if carries_files(&event) {
                    event.prevent_default();
                    depth.update(|depth| *depth += 1);
                }
            }),
            window_event_listener(ev::dragover, |event| {
                if carries_files(&event) {
                    event.prevent_default();
                }
            }),
            window_event_listener(ev::dragleave, move |event| {
                if carries_files(&event) {
                    depth.update(|depth| *depth = depth.saturating_sub(1));
                }
            }),
            window_event_listener(ev::drop, move |event| {
                if carries_files(&event) {
                    event.prevent_default();
                    depth.set(0);
                    uploads.add(event.data_transfer().and_then(|data| data.files()).map(files).unwrap_or_default());
                }
            }),
        ];
        on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    });
    view! {
        <div class="drop-overlay" class:drop-overlay-shown=move || depth.get() != 0 aria-hidden="true">
            <p><Icon name="upload"/>"Drop to upload"</p>
        </div>
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The files of a list.
pub(super) fn files(list: FileList) -> Vec<File> {
    (0..list.length()).filter_map(|index| list.item(index)).collect()
}
