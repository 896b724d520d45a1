//! One's uploads that this tab does not bring in: another tab does, or nobody any more.

use std::time::Duration;

use domain::{id::UploadId, problem::ProblemKind, size::human_size, upload::OpenUpload};
use leptos::prelude::*;
use web_sys::VisibilityState;

use super::{Load, Tell, Time};
use crate::{
    api,
    browser::listen::listen,
    effect::effect,
    erase::Erase as _,
    state::{Data, session, uploads},
};

/// How long until the server is asked again, while there are some.
const AGAIN: Duration = Duration::from_secs(10);

/// What is on its way elsewhere. When one has ended, and whenever somebody comes back to the tab, the documents load again.
#[component]
pub fn OpenUploads() -> impl IntoView {
    let (session, uploads) = (session(), uploads());
    let version = RwSignal::new(0);
    let returned = StoredValue::new(false);
    let before = RwSignal::new(Vec::<UploadId>::new());
    let open = Data::new(move || (None, version.get()), |_| api::uploads::open());
    let come_back = move |_| {
        if is_visible() {
            returned.set_value(true);
            version.update(|version| *version += 1);
        }
    };
    effect(move || {
        for name in ["focus", "visibilitychange", "online"] {
            listen(name, come_back);
        }
    });
    effect(move || {
        let begun = uploads.begun();
        // The server told of a ticket before this tab had it.
        if before.with_untracked(|ids| ids.iter().any(|id| begun.contains(id))) {
            version.update(|version| *version += 1);
        }
    });
    view! {
        <Load view=move || async move {
            let mut rows = match open.await {
                Ok(rows) => rows,
                Err(error) => {
                    before.set(Vec::new());
                    // Logged out in another tab: the list says so.
                    returned.set_value(error.0.kind == ProblemKind::Unauthenticated);
                    Vec::new()
                }
            };
            rows.retain(|row| !uploads.has_begun(row.id));
            let ids: Vec<UploadId> = rows.iter().map(|row| row.id).collect();
            let ended = before.get_untracked().iter().any(|id| !ids.contains(id));
            before.set(ids);
            if ended || returned.get_value() {
                // Later, while a dialog is open: what is typed there would go.
                let busy = matches!(document().query_selector(".question:popover-open"), Ok(Some(_)));
                returned.set_value(busy);
                if !busy {
                    session.reload_documents();
                }
            }
            (!rows.is_empty()).then(|| view! { <Section rows version/> }).erase()
        }/>
    }
}

#[component]
fn Section(rows: Vec<OpenUpload>, version: RwSignal<u32>) -> impl IntoView {
    // Each answer with rows leads to one more question. Out of sight there is none, until somebody comes back.
    effect(move || {
        let again = move || {
            if is_visible() {
                version.update(|version| *version += 1);
            }
        };
        if let Ok(timer) = set_timeout_with_handle(again, AGAIN) {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <section class="open-uploads" aria-labelledby="open-uploads">
            <h2 id="open-uploads">"On their way"</h2>
            <ul>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Row(row: OpenUpload) -> impl IntoView {
    let text = match row.settled_by {
        Some(_) => "Uploading in another tab, or interrupted. If it was interrupted, upload it again; this line goes away at ",
        None => "Being checked.",
    };
    let settled = row.settled_by.map(|at| view! { <Time at tell=Tell::Clock/> "." });
    let size = row.size_bytes.map(|bytes| [&human_size(bytes), ", "].concat());
    view! {
        <li>
            <p class="open-upload-name">
                <bdi>{row.name}</bdi>
                <span class="muted">{size} "since " <Time at=row.started_at tell=Tell::Clock/></span>
            </p>
            <p class="muted">{text} {settled}</p>
        </li>
    }
}

fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}
