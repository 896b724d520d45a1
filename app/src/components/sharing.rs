//! Who has access to a document, and who used it.

use domain::{
    id::DocumentId,
    share::{self, DownloadRow, last_day},
    timestamp::Timestamp,
};
use leptos::prelude::*;

use super::{Links, Shares, Time};

/// People, links, and the latest downloads.
#[component]
pub fn Sharing(
    /// The document.
    document: DocumentId,
    /// Who has access to it.
    sharing: share::Sharing,
    /// The address of a link that was just made; it outlives this view, which is made anew when something changes.
    made: RwSignal<String>,
) -> impl IntoView {
    let id = document.to_string();
    let share::Sharing { links, downloads, .. } = sharing.clone();
    view! {
        <Shares id=id.clone() sharing/>
        <Links id links made/>
        <p class="muted">"When access ends, an address that was handed out already works for up to 5 minutes more."</p>
        <h3>"Downloads"</h3>
        <Downloads downloads/>
    }
}

#[component]
fn Downloads(downloads: Vec<DownloadRow>) -> impl IntoView {
    let none = downloads.is_empty().then(|| view! { <p class="muted">"Nobody has downloaded it yet."</p> });
    let row = |row: DownloadRow| {
        let who = row.name.unwrap_or_else(|| "Somebody".to_owned());
        view! { <li><bdi>{who}</bdi>{row.by_link.then_some(" by a link")}" · "<Time at=row.at/></li> }
    };
    view! { {none}<ol class="downloads">{downloads.into_iter().map(row).collect_view()}</ol> }
}

/// Until when access lasts, where it ends.
#[component]
pub fn AccessUntil(end: Option<Timestamp>) -> impl IntoView {
    end.map(|end| view! { <span class="badge">{["Until ", &last_day(end)].concat()}</span> })
}
