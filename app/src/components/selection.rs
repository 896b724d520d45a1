//! What is done with several documents at once.

use domain::folder::FolderRow;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::{FolderChoice, Icon, PostForm};
use crate::{browser::listen::listen, effect::effect};

/// The ids of the documents whose box is ticked; nothing while nobody has looked.
pub type Selected = RwSignal<Option<Vec<String>>>;

/// The bar below the list. Its style sheet shows it once a box is ticked; the boxes belong to its form, so that it works without scripts.
#[component]
pub fn Selection(folders: Vec<FolderRow>, selected: Selected) -> impl IntoView {
    effect(move || {
        // The list may have loaded again, and other documents stand in a moment where the ticked ones were.
        request_animation_frame(move || {
            if let Some(Some(ids)) = selected.try_get_untracked() {
                boxes().for_each(|input| input.set_checked(ids.contains(&input.value())));
            }
            selected.try_set(Some(ticked()));
        });
        listen("change", move |_| selected.set(Some(ticked())));
        listen("reset", move |_| set_timeout(move || selected.set(Some(ticked())), std::time::Duration::ZERO));
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
            <button class="button button-small" type="submit" formaction="/api/trash/put-many" data-undo="/api/trash/restore-many"><Icon name="trash-2"/>"Move to the trash"</button>
            <button class="button-quiet button-small" type="reset">"Clear"</button>
        </PostForm>
    }
}

fn boxes() -> impl Iterator<Item = HtmlInputElement> {
    let found = document().query_selector_all("input[form=selection]").ok();
    let list = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
    list.filter_map(|node| node.dyn_into().ok())
}

fn ticked() -> Vec<String> {
    boxes().filter(HtmlInputElement::checked).map(|input| input.value()).collect()
}
