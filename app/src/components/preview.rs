//! What a document looks like, shown from the store's own origin.

use domain::{content_type::Preview as Kind, document::DocumentRow};
use leptos::prelude::*;

use super::{FileIcon, Icon};
use crate::erase::Erase as _;

/// A frame once somebody asks for it; before that, and for types that browsers do not show, the document's card.
#[component]
pub fn Preview(
    /// The document.
    row: DocumentRow,
    /// The version to show, if the frame is asked for.
    open: Option<u32>,
) -> impl IntoView {
    let inline = row.content_type.preview() == Kind::Inline;
    match open {
        Some(version) => view! { <Frame row version/> }.erase(),
        None => view! { <Card inline row/> }.erase(),
    }
}

/// Nothing in it may run, ask for anything of ours, or lead the page elsewhere. Chromium's own viewer of PDFs does not start within a
/// sandbox; the store serves them as nothing but PDF, from another origin.
#[component]
fn Frame(row: DocumentRow, version: u32) -> impl IntoView {
    let sandbox = (row.content_type.extension() != "pdf").then_some("");
    let source = ["/documents/", &row.id.to_string(), "/preview?version=", &version.to_string()].concat();
    let title = ["Preview of ", &row.name].concat();
    view! { <iframe class="preview-frame" src=source title=title sandbox=sandbox referrerpolicy="no-referrer"></iframe> }
}

#[component]
fn Card(row: DocumentRow, inline: bool) -> impl IntoView {
    let picture = match row.thumbnail_url {
        Some(url) => view! { <img class="preview-picture cdn-image" src=url alt="" decoding="async"/> }.erase(),
        None => view! { <FileIcon content_type=row.content_type/> }.erase(),
    };
    let below = if inline {
        view! { <a class="button" href="?preview"><Icon name="eye"/>"Show preview"</a> }.erase()
    } else {
        let text = ["There is no preview of ", row.content_type.label(), " files. Download it to open it."].concat();
        view! { <p class="muted">{text}</p> }.erase()
    };
    view! { <div class="preview-card">{picture}{below}</div> }
}
