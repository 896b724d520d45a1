//! The tray at the page's corner: every upload of this visit.

use domain::size::human_size;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{File, HtmlFormElement};

use super::{Icon, file_input::FileInput};
use crate::{
    browser::listen::listen,
    effect::effect,
    erase::Erase as _,
    state::{Help, Stage, Upload, uploads},
};

/// Shows while there are uploads; warns before leaving while some are open.
#[component]
pub fn UploadTray() -> impl IntoView {
    let uploads = uploads();
    let collapsed = RwSignal::new(false);
    let open = Memo::new(move |_| uploads.list().iter().filter(|upload| upload.stage.with(Stage::is_open)).count());
    let some = Memo::new(move |_| !uploads.list().is_empty());
    let downloading = StoredValue::new(false);
    effect(move || {
        // A form that is answered by a download begins like leaving the page, and leaves nothing.
        listen("submit", move |event| {
            downloading.set_value(event.target().and_then(|form| form.dyn_into().ok()).is_some_and(|form| is_download(&form)));
        });
        listen("beforeunload", move |event| {
            let stays = downloading.get_value();
            downloading.set_value(false);
            if open.get_untracked() > 0 && !stays {
                event.prevent_default();
            }
        });
        listen("offline", move |_| uploads.network_gone());
        listen("online", move |_| uploads.network_back());
    });
    let summary = move || match open.get() {
        0 => "All uploads have ended".to_owned(),
        _ if uploads.are_offline() => "You are offline. Uploads go on by themselves when you are back.".to_owned(),
        1 => "Uploading 1 file. Keep this page open.".to_owned(),
        count => format!("Uploading {count} files. Keep this page open."),
    };
    view! {
        <Show when=move || some.get()>
            <section class="tray" aria-label="Uploads">
                <header class="tray-head">
                    <p class="tray-summary" role="status">{summary}</p>
                    <button
                        class="button-icon" type="button" aria-expanded=move || (!collapsed.get()).to_string()
                        aria-label=move || if collapsed.get() { "Show uploads" } else { "Hide uploads" }
                        on:click=move |_| collapsed.update(|collapsed| *collapsed = !*collapsed)
                    >
                        <Icon name="chevron-down"/>
                    </button>
                    <Show when=move || open.get() == 0>
                        <button class="button-icon" type="button" aria-label="Close uploads" on:click=move |_| uploads.dismiss_ended()>
                            <Icon name="x"/>
                        </button>
                    </Show>
                </header>
                <ul class="tray-list" hidden=move || collapsed.get()>
                    <For each=move || uploads.list() key=|upload| upload.id let:upload><Row upload/></For>
                </ul>
            </section>
        </Show>
    }
}

fn is_download(form: &HtmlFormElement) -> bool {
    // One with a target opens elsewhere: this page does not even begin to leave.
    form.action().ends_with("/api/documents/download") && form.target().is_empty()
}

#[component]
fn Row(upload: Upload) -> impl IntoView {
    let uploads = uploads();
    let name = upload.name.clone();
    let stage = upload.stage.clone();
    view! {
        <li class="tray-row">
            <p class="tray-name"><bdi title=upload.name.clone()>{name}</bdi><span class="muted">{human_size(upload.size_bytes)}</span></p>
            {move || match stage.get() {
                Stage::Waiting => view! { <Running upload=upload.clone() text="Waiting".to_owned() sent=None/> }.erase(),
                Stage::Preparing => view! { <Running upload=upload.clone() text="Preparing…".to_owned() sent=None/> }.erase(),
                Stage::Sending { sent, speed } => {
                    let text = speed.unwrap_or_else(|| "Uploading…".to_owned());
                    view! { <Running upload=upload.clone() text sent=Some(sent)/> }.erase()
                }
                Stage::Checking => {
                    let text = if uploads.are_offline() { "Sent. It is checked when you are back." } else { "Checking…" };
                    view! { <p class="tray-state" role="status">{text}</p> }.erase()
                }
                Stage::Done { document } => view! { <Done document=document.map(|id| id.to_string())/> }.erase(),
                Stage::Failed(failure) => view! { <Failed upload=upload.clone() message=failure.message help=failure.help/> }.erase(),
            }}
        </li>
    }
}

#[component]
fn Running(upload: Upload, text: String, sent: Option<u64>) -> impl IntoView {
    let uploads = uploads();
    let label = ["Upload of ", &upload.name].concat();
    let cancel = ["Cancel ", &upload.name].concat();
    view! {
        <div class="tray-running">
            <progress class="progress" aria-label=label max=upload.size_bytes.to_string() value=sent.map(|sent| sent.to_string())></progress>
            <button class="button-icon" type="button" aria-label=cancel on:click=move |_| uploads.cancel(&upload)><Icon name="x"/></button>
        </div>
        <p class="tray-state muted">{text}</p>
    }
}

/// In; the form is the list's own, answered by a short-lived URL.
#[component]
fn Done(document: Option<String>) -> impl IntoView {
    view! {
        <div class="tray-done">
            <p class="tray-state tray-ok"><Icon name="check"/>"Done"</p>
            {document.map(|document| view! {
                <form method="post" action="/api/documents/download">
                    <input type="hidden" name="document" value=document/>
                    <input type="hidden" name="disposition" value="attachment"/>
                    <button class="button-quiet button-small" type="submit">"Download"</button>
                </form>
            })}
        </div>
    }
}

#[component]
fn Failed(upload: Upload, message: String, help: Help) -> impl IntoView {
    let uploads = uploads();
    let (again, replaced) = (upload.clone(), upload.clone());
    let input = NodeRef::<html::Input>::new();
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let chosen = Callback::new(move |files: Vec<File>| {
        uploads.dismiss(&replaced);
        uploads.add(files);
    });
    let dismiss = ["Dismiss ", &upload.name].concat();
    view! {
        <p class="tray-state tray-failed" role="alert">{message}</p>
        <div class="tray-actions">
            {matches!(help, Help::Retry | Help::Reconnect).then(|| view! {
                <button class="button button-small" type="button" on:click=move |_| uploads.retry(&again)><Icon name="refresh-cw"/>"Retry"</button>
            })}
            {(help == Help::ChooseAgain).then(|| view! {
                <FileInput node=input on_files=chosen/>
                <button class="button button-small" type="button" on:click=pick><Icon name="file"/>"Choose another file"</button>
            })}
            <button class="button-quiet button-small" type="button" aria-label=dismiss on:click=move |_| uploads.dismiss(&upload)>"Dismiss"</button>
        </div>
    }
}
