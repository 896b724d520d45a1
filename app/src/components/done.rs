//! What a plain form did, told on the page it came back to.

use domain::id::DocumentId;
use leptos::prelude::*;

use super::{Act, DocumentForm, Icon};
use crate::{api::Flash, erase::Erase as _};

/// Tells what was done, and offers the way back where there is one.
#[component]
pub fn Done(flash: Flash) -> impl IntoView {
    let told = flash.value("told");
    if !told.is_empty() {
        return view! { <div class="notice notice-ok" role="status"><Icon name="check"/><span>{told}</span></div> }.erase();
    }
    let acts = [("trashed", Act::Trash), ("restored", Act::Restore), ("purged", Act::Purge)];
    acts.into_iter().find_map(|(field, act)| Some((act, flash.value(field).parse::<DocumentId>().ok()?))).map(|(act, document)| {
        let undo = (act == Act::Trash).then(|| {
            view! {
                <DocumentForm act=Act::Restore document><button class="button button-small" type="submit">"Undo"</button></DocumentForm>
            }
        });
        view! { <div class="notice notice-ok" role="status"><Icon name="check"/><span>{act.done(&flash.value("name"))}</span>{undo}</div> }
    }).erase()
}
