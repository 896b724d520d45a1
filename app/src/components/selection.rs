//! What is done with several documents at once.

use std::time::Duration;

use domain::{document::Disposition, folder::FolderRow};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlIFrameElement, HtmlInputElement};

use super::{FolderChoice, Icon, PostForm};
use crate::{
    api::documents,
    browser::listen::listen,
    effect::effect,
    state::{Toasts, toasts},
};

/// A frame has handed its file to the browser's downloads long before.
const FETCHED_WITHIN: Duration = Duration::from_mins(1);

/// The ids of the documents whose box is ticked; nothing while nobody has looked.
pub type Selected = RwSignal<Option<Vec<String>>>;

/// The box that ticks all others of its page.
pub const SELECT_ALL: &str = "select-all";

/// The bar below the list. Its style sheet shows it once a box is ticked; the boxes belong to its form, so that it works without scripts.
#[component]
pub fn Selection(folders: Vec<FolderRow>, selected: Selected) -> impl IntoView {
    let toasts = toasts();
    effect(move || {
        // The list may have loaded again, and other documents stand in a moment where the ticked ones were.
        request_animation_frame(move || {
            if let Some(Some(ids)) = selected.try_get_untracked() {
                boxes().for_each(|input| input.set_checked(ids.contains(&input.value())));
            }
            selected.try_set(Some(ticked()));
        });
        listen("change", move |event| {
            if let Some(all) =
                event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()).filter(|input| input.id() == SELECT_ALL)
            {
                boxes().for_each(|input| input.set_checked(all.checked()));
            }
            selected.set(Some(ticked()));
        });
        listen("reset", move |_| set_timeout(move || selected.set(Some(ticked())), Duration::ZERO));
    });
    let count = move || match selected.get().map(|ids| ids.len()) {
        Some(0) => String::new(),
        Some(count) => [&count.to_string(), " selected"].concat(),
        None => "Selected:".to_owned(),
    };
    view! {
        <PostForm action="/api/documents/tag-many" id="selection" class="selection">
            <p class="selection-count" role="status">{count}</p>
            <span class="field field-line">
                <input name="tags" aria-label="Tags to add, with commas between them" placeholder="Tag" autocomplete="off"/>
                <button class="button button-small" type="submit">"Tag"</button>
            </span>
            <span class="field field-line">
                <FolderChoice folders/>
                <button class="button button-small" type="submit" formaction="/api/documents/move">"Move"</button>
            </span>
            <span class="field field-line">
                <input name="person" aria-label="Share with: name or e-mail address" placeholder="Person" autocomplete="off"/>
                <button class="button button-small" type="submit" formaction="/api/shares/grant">"Share"</button>
            </span>
            <button class="button button-small needs-scripts" type="button" on:click=move |_| download(ticked(), toasts)>
                <Icon name="download"/>"Download"
            </button>
            <button class="button button-small" type="submit" formaction="/api/trash/put-many" data-undo="/api/trash/restore-many"><Icon name="trash-2"/>"Move to the trash"</button>
            <button class="button-quiet button-small" type="reset">"Clear"</button>
        </PostForm>
    }
}

/// Each document is authorised, recorded and fetched for itself, in a frame of its own: a page takes one download at a time.
fn download(ids: Vec<String>, toasts: Toasts) {
    spawn_local(async move {
        for id in ids.iter().filter_map(|id| id.parse().ok()) {
            match documents::download(id, None, Disposition::Attachment).await {
                Ok(download) => frame(&download.url),
                Err(error) => return toasts.show(error.0.message),
            }
        }
    });
}

fn frame(url: &str) {
    let Some(frame) = document().create_element("iframe").ok().and_then(|frame| frame.dyn_into::<HtmlIFrameElement>().ok()) else { return };
    frame.set_hidden(true);
    frame.set_src(url);
    if document().body().is_some_and(|body| body.append_child(&frame).is_ok()) {
        set_timeout(move || frame.remove(), FETCHED_WITHIN);
    }
}

fn boxes() -> impl Iterator<Item = HtmlInputElement> {
    let found = document().query_selector_all("input[form=selection]").ok();
    let list = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
    list.filter_map(|node| node.dyn_into().ok())
}

fn select_all() -> Option<HtmlInputElement> {
    document().get_element_by_id(SELECT_ALL)?.dyn_into().ok()
}

/// The values of the boxes that are ticked; the one for all is ticked with them.
fn ticked() -> Vec<String> {
    let ids: Vec<String> = boxes().filter(HtmlInputElement::checked).map(|input| input.value()).collect();
    if let Some(all) = select_all() {
        all.set_checked(!ids.is_empty() && ids.len() == boxes().count());
    }
    ids
}
