//! The tray at the page's corner: the uploads of this visit, and the whole of them.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlFormElement;

use super::{Icon, upload_row::UploadRow};
use crate::{
    browser::listen::listen,
    effect::effect,
    erase::Erase as _,
    state::{Meter, Shown, Tally, Uploads, now_ms, uploads},
};

/// Shows while there are uploads; warns before leaving while some are open.
#[component]
pub fn UploadTray() -> impl IntoView {
    let uploads = uploads();
    let collapsed = RwSignal::new(false);
    let shown = Memo::new(move |_| uploads.shown());
    let downloading = StoredValue::new(false);
    effect(move || {
        // A form that is answered by a download begins like leaving the page, and leaves nothing.
        listen("submit", move |event| {
            downloading.set_value(event.target().and_then(|form| form.dyn_into().ok()).is_some_and(|form| is_download(&form)));
        });
        listen("beforeunload", move |event| {
            let stays = downloading.get_value();
            downloading.set_value(false);
            if shown.with_untracked(|shown| shown.tally.open()) > 0 && !stays {
                event.prevent_default();
            }
        });
        listen("offline", move |_| uploads.network_gone());
        listen("online", move |_| uploads.network_back());
    });
    view! {
        <Show when=move || tally(shown).files != 0>
            <section class="tray" aria-label="Uploads">
                <header class="tray-head">
                    <p class="tray-summary" role="status">{move || summary(uploads, tally(shown))}</p>
                    <button
                        class="button-icon" type="button" aria-expanded=move || (!collapsed.get()).to_string()
                        aria-label=move || if collapsed.get() { "Show uploads" } else { "Hide uploads" }
                        on:click=move |_| collapsed.update(|collapsed| *collapsed = !*collapsed)
                    >
                        <Icon name="chevron-down"/>
                    </button>
                    <button
                        class="button-icon" type="button" aria-label="Close uploads" hidden=move || tally(shown).open() != 0
                        on:click=move |_| uploads.dismiss_ended()
                    >
                        <Icon name="x"/>
                    </button>
                </header>
                <Whole shown/>
                <ul class="tray-list" hidden=move || collapsed.get()>
                    <For each=move || shown.get().rows key=|upload| upload.id let:upload><UploadRow upload/></For>
                </ul>
                <p class="tray-more muted" hidden=move || collapsed.get()>{move || shown.with(more)}</p>
            </section>
        </Show>
    }
}

fn tally(shown: Memo<Shown>) -> Tally {
    shown.with(|shown| shown.tally)
}

fn is_download(form: &HtmlFormElement) -> bool {
    // One with a target opens elsewhere: this page does not even begin to leave.
    form.action().ends_with("/api/documents/download") && form.target().is_empty()
}

/// What is read out. It says nothing that changes with every file, which nobody could listen to.
fn summary(uploads: Uploads, tally: Tally) -> String {
    if tally.open() == 0 {
        return match tally.failed {
            0 => "All uploads have ended".to_owned(),
            failed => ["All uploads have ended, ", &failed.to_string(), " without success"].concat(),
        };
    }
    if uploads.are_offline() {
        return "You are offline. Uploads go on by themselves when you are back.".to_owned();
    }
    if let Some(seconds) = uploads.resting() {
        return ["The server asks for a pause. Uploads go on by themselves within ", &seconds.to_string(), " seconds."].concat();
    }
    let sentence = match (uploads.are_paused(), tally.running + tally.waiting) {
        (true, _) => "Paused. What was on its way comes to its end.",
        (false, 0) => "You have some of these files already. Upload them anyway?",
        (false, _) => "Uploading. Keep this page open.",
    };
    sentence.to_owned()
}

fn more(shown: &Shown) -> Option<String> {
    let told = |count: usize, words: &str| (count > 0).then(|| ["and ", &count.to_string(), words].concat());
    let told: Vec<String> =
        [told(shown.more_ask, " more want an answer"), told(shown.more_wait, " more wait")].into_iter().flatten().collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// All files together: how far they are, and what can be done with them at once.
#[component]
fn Whole(shown: Memo<Shown>) -> impl IntoView {
    let uploads = uploads();
    let stopped = move || uploads.are_paused() || uploads.resting().is_some();
    let speed = RwSignal::new(None::<String>);
    let mut meter = None::<Meter>;
    effect(move || {
        let Tally { sent, bytes, running, .. } = tally(shown);
        if running == 0 || stopped() {
            // A pause says nothing of the line.
            meter = None;
            return speed.set(None);
        }
        let meter = meter.get_or_insert_with(|| Meter::started(now_ms(), sent));
        meter.measure(sent, now_ms());
        speed.set(meter.text(bytes));
    });
    let count = move || {
        let Tally { files, done, failed, .. } = tally(shown);
        let failed = (failed > 0).then(|| [", ", &failed.to_string(), " failed"].concat());
        [&done.to_string(), " of ", &files.to_string(), " files", &failed.unwrap_or_default()].concat()
    };
    let bytes = move |of: fn(Tally) -> u64| of(tally(shown)).to_string();
    let all = move |label: &'static str, icon: &'static str, shows: fn(Tally, Uploads) -> bool, run: fn(&Uploads)| {
        view! {
            <button class="button-quiet button-small" type="button" hidden=move || !shows(tally(shown), uploads) on:click=move |_| run(&uploads)>
                <Icon name=icon/>{label}
            </button>
        }
        .erase()
    };
    view! {
        <div class="tray-whole" hidden=move || tally(shown).files < 2 && !stopped()>
            <progress
                class="progress" aria-label="All uploads" hidden=move || tally(shown).open() == 0
                max=move || bytes(|tally| tally.bytes) value=move || bytes(|tally| tally.sent)
            ></progress>
            <p class="tray-count"><span>{count}</span><span class="muted">{move || speed.get()}</span></p>
            <div class="tray-actions">
                {all("Pause", "pause", |tally, uploads| tally.waiting > 0 && !uploads.are_paused() && uploads.resting().is_none(), Uploads::pause)}
                {all("Resume", "play", |_, uploads| uploads.are_paused(), Uploads::resume)}
                {all("Try now", "play", |_, uploads| uploads.resting().is_some() && !uploads.are_paused(), Uploads::resume)}
                {all("Cancel all", "x", |tally, _| tally.open() > 1, Uploads::cancel_all)}
                {all("Retry all failed", "refresh-cw", |tally, _| tally.retryable > 1, Uploads::retry_all)}
                {all("Upload all anyway", "upload", |tally, _| tally.known > 1, Uploads::upload_known)}
                {all("Skip all", "x", |tally, _| tally.known > 1, Uploads::skip_known)}
            </div>
        </div>
    }
}
