//! The way through a long list.

use leptos::prelude::*;

use super::Icon;

/// Links to the next page and back to the first; real links, so they work everywhere.
#[component]
pub fn Paging(
    /// The list's path.
    path: &'static str,
    /// The cursor of the next page.
    next: Option<String>,
    /// Whether this is not the first page.
    later: bool,
) -> impl IntoView {
    let older = next.map(|cursor| format!("{path}?after={cursor}"));
    (later || older.is_some()).then(|| {
        view! {
            <nav class="paging" aria-label="Pages">
                {later.then(|| view! { <a class="button" href=path><Icon name="chevron-left"/>"Newest"</a> })}
                {older.map(|href| view! { <a class="button" href=href rel="next">"Older"<Icon name="chevron-right"/></a> })}
            </nav>
        }
    })
}
