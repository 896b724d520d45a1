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
    let fingerprint = row.sha256.unwrap_or_else(|| "Not known: the store keeps none.".to_owned());
    view! {
        <button class="button-icon" type="button" popovertarget=id.clone() aria-label=button title="Details"><Icon name="info"/></button>
        <Popover id label="Details">
            <dl class="dialog-body facts">
                <div><dt>"Name"</dt><dd><bdi>{title}</bdi></dd></div>
                <div><dt>"Type"</dt><dd>{row.content_type.label()}</dd></div>
                <div><dt>"Size"</dt><dd>{size}</dd></div>
                <div><dt>"Uploaded"</dt><dd>{row.created_at.to_the_second()}</dd></div>
                <div><dt>"Fingerprint (SHA-256)"</dt><dd><code>{fingerprint}</code></dd></div>
            </dl>
        </Popover>
    }
}
