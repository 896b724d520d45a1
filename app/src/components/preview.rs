//! What a document looks like, in a frame that cannot touch the page.

use domain::{
    content_type::Preview as Kind,
    document::{DocumentRow, VersionRow},
};
use leptos::prelude::*;

use super::{Fetch, FileIcon, Icon};
use crate::erase::Erase as _;

/// A frame once somebody asks for it; before that, and for types that browsers do not show, the document's card.
#[component]
pub fn Preview(
    /// The document.
    row: DocumentRow,
    /// The version to show, if the frame is asked for.
    open: Option<VersionRow>,
) -> impl IntoView {
    let inline = row.content_type.preview() == Kind::Inline;
    match open.filter(|version| version.content_type.preview() == Kind::Inline) {
        Some(version) if version.content_type.extension() == "pdf" => view! { <Pdf row version=version.number/> }.erase(),
        Some(version) => view! { <Frame row version=version.number/> }.erase(),
        None => view! { <Card inline row/> }.erase(),
    }
}

/// Where a preview begins, and what a screen reader calls it.
fn source_and_label(row: &DocumentRow, version: u32) -> (String, String) {
    (["/documents/", &row.id.to_string(), "/preview?version=", &version.to_string()].concat(), ["Preview of ", &row.name].concat())
}

/// Nothing in it may run, ask for anything of ours, or lead the page elsewhere.
#[component]
fn Frame(row: DocumentRow, version: u32) -> impl IntoView {
    let (source, title) = source_and_label(&row, version);
    view! { <iframe class="preview-frame" src=source title=title sandbox="" referrerpolicy="no-referrer"></iframe> }
}

/// Browsers' own viewers of PDFs do not start within a sandbox, so ours runs in one: `/preview.js` makes the element a frame of no origin that
/// shows `/viewer/pdf.html`, and hands it the file.
#[component]
fn Pdf(row: DocumentRow, version: u32) -> impl IntoView {
    let (source, label) = source_and_label(&row, version);
    view! {
        <pdf-preview src=source label=label></pdf-preview>
        <div class="preview-card preview-unscripted">
            <p class="muted">"The preview of PDF files needs JavaScript, which is off in this browser. Download the file to open it."</p>
            <Fetch id=row.id.to_string() name=row.name version text=true/>
        </div>
    }
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
