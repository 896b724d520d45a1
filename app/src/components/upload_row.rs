//! A file's row in the tray.

use domain::size::human_size;
use leptos::{html, prelude::*};
use web_sys::File;

use super::{Icon, file_input::FileInput};
use crate::{
    erase::Erase as _,
    state::{Help, Stage, Upload, uploads},
};

/// The file's name and size, and where it is.
#[component]
pub(super) fn UploadRow(upload: Upload) -> impl IntoView {
    let uploads = uploads();
    let name = upload.name.clone();
    let stage = upload.stage.clone();
    view! {
        <li class="tray-row">
            <p class="tray-name"><bdi title=upload.name.clone()>{name}</bdi><span class="muted">{human_size(upload.size_bytes)}</span></p>
            {move || match stage.get() {
                Stage::Waiting => view! { <Running upload=upload.clone() text="Waiting".to_owned() sent=None/> }.erase(),
                Stage::Known(sentence) => view! { <Known upload=upload.clone() sentence/> }.erase(),
                Stage::Preparing => view! { <Running upload=upload.clone() text="Preparing…".to_owned() sent=None/> }.erase(),
                Stage::Sending { sent, speed } => {
                    let text = speed.unwrap_or_else(|| "Uploading…".to_owned());
                    view! { <Running upload=upload.clone() text sent=Some(sent)/> }.erase()
                }
                Stage::Checking => {
                    let text = if uploads.are_offline() { "Sent. It is checked when you are back." } else { "Checking…" };
                    view! { <p class="tray-state">{text}</p> }.erase()
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

#[component]
fn Known(upload: Upload, sentence: String) -> impl IntoView {
    let uploads = uploads();
    let (again, skip) = (["Upload ", &upload.name, " anyway"].concat(), ["Skip ", &upload.name].concat());
    let wanted = upload.clone();
    view! {
        <p class="tray-state tray-known">{sentence}</p>
        <div class="tray-actions">
            <button class="button button-small" type="button" aria-label=again on:click=move |_| uploads.retry(&wanted)>"Upload anyway"</button>
            <button class="button-quiet button-small" type="button" aria-label=skip on:click=move |_| uploads.cancel(&upload)>"Skip"</button>
        </div>
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
        uploads.add(files, replaced.purpose, replaced.target);
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
