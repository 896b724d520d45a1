//! The way through a long list.

use leptos::prelude::*;

use super::Icon;

/// Links to the next page and back to the first; real links, so they work everywhere.
#[component]
pub fn Paging(
    /// The list's address without a cursor.
    #[prop(into)]
    path: String,
    /// The cursor of the next page.
    next: Option<String>,
    /// Whether this is not the first page.
    later: bool,
    /// What the first and the next page are called.
    #[prop(default = ("Newest", "Older"))]
    words: (&'static str, &'static str),
) -> impl IntoView {
    let joint = if path.contains('?') { "&after=" } else { "?after=" };
    let older = next.map(|cursor| [&path, joint, &cursor].concat());
    (later || older.is_some()).then(|| {
        view! {
            <nav class="paging" aria-label="Pages">
                {later.then(|| view! { <a class="button" href=path><Icon name="chevron-left"/>{words.0}</a> })}
                {older.map(|href| view! { <a class="button" href=href rel="next">{words.1}<Icon name="chevron-right"/></a> })}
            </nav>
        }
    })
}
