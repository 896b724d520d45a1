//! What there is to know of a document, its fingerprint above all.

use domain::{document::DocumentRow, size::human_size};
use leptos::prelude::*;

use super::{Icon, Popover};

/// A button, and what it opens.
#[component]
pub fn DocumentDetails(row: DocumentRow) -> impl IntoView {
    let id = ["details-", &row.id.to_string()].concat();
    let (button, title) = (["Details of ", &row.name].concat(), row.name.clone());
    let size = [human_size(row.size_bytes), " (".to_owned(), row.size_bytes.to_string(), " bytes)".to_owned()].concat();
    let whose = match row.sha256 {
        Some(_) if row.sha256_verified => "SHA-256, checked by the store",
        Some(_) => "SHA-256, as the uploader's browser computed it; this store does not check it",
        None => "Not known: neither the uploader's browser nor the store computed it",
    };
    view! {
        <button class="button-icon" type="button" popovertarget=id.clone() aria-label=button title="Details"><Icon name="info"/></button>
        <Popover id label="Details">
            <dl class="dialog-body facts">
                <div><dt>"Name"</dt><dd><bdi>{title}</bdi></dd></div>
                <div><dt>"Type"</dt><dd>{row.content_type.label()}</dd></div>
                <div><dt>"Size"</dt><dd>{size}</dd></div>
                <div><dt>"Uploaded"</dt><dd>{row.created_at.to_the_second()}</dd></div>
                <div><dt>"Fingerprint"</dt><dd>{row.sha256.map(|sha256| view! { <code>{sha256}</code> })}<p class="muted">{whose}</p></dd></div>
            </dl>
        </Popover>
    }
}
