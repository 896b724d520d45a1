//! A document's versions.

use domain::{
    content_type::Preview,
    document::{DocumentView, VersionRow},
    size::human_size,
};
use leptos::prelude::*;

use super::{Fetch, Icon, PostForm, Time};

/// The versions, the newest first, each with what can be done with it.
#[component]
pub fn Versions(view: DocumentView) -> impl IntoView {
    let (id, may_manage) = (view.row.id.to_string(), view.may_manage());
    let rows = view.versions.into_iter();
    view! {
        <ol class="versions">
            {rows.map(|row| view! { <Version id=id.clone() name=view.row.name.clone() row may_manage/> }).collect_view()}
        </ol>
    }
}

#[component]
fn Version(id: String, name: String, row: VersionRow, may_manage: bool) -> impl IntoView {
    let number = row.number.to_string();
    let title = ["Version ", &number].concat();
    // What every version is called alike says nothing.
    let called = if row.file_name == name { String::new() } else { [&row.file_name, " · "].concat() };
    let facts = [&human_size(row.size_bytes), " · ", &called, &row.uploaded_by, " · "].concat();
    let preview = (row.content_type.preview() == Preview::Inline).then(|| {
        let (href, label) = (["?preview&version=", &number].concat(), ["Preview version ", &number].concat());
        view! { <a class="button-icon" href=href aria-label=label title="Preview"><Icon name="eye"/></a> }
    });
    let (of, which) = (id.clone(), number);
    let restore = (may_manage && !row.current).then(move || {
        let label = ["Restore version ", &which].concat();
        view! {
            <PostForm action="/api/documents/restore-version">
                <input type="hidden" name="document" value=of/>
                <input type="hidden" name="version" value=which/>
                <button class="button button-small" type="submit" aria-label=label>"Restore"</button>
            </PostForm>
        }
    });
    view! {
        <li class="version">
            <div>
                <p class="version-title"><strong>{title}</strong>{row.current.then(|| view! { <span class="badge badge-ok">"Current"</span> })}</p>
                <p class="muted"><bdi>{facts}</bdi><Time at=row.created_at/></p>
            </div>
            <div class="actions">{preview}<Fetch id name=[&name, ", version ", &row.number.to_string()].concat() version=row.number/>{restore}</div>
        </li>
    }
}
