//! Where things can be moved to.

use domain::folder::FolderRow;
use leptos::prelude::*;

/// A choice of all folders, and the top.
#[component]
pub fn FolderChoice(folders: Vec<FolderRow>) -> impl IntoView {
    view! {
        <select name="folder" aria-label="Move to">
            <option value="">"Documents (no folder)"</option>
            {folders.into_iter().map(|folder| view! { <option value=folder.id.to_string()>{folder.name}</option> }).collect_view()}
        </select>
    }
}
