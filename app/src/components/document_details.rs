//! What there is to know of a document, its fingerprint above all, and what can be changed.

use domain::{document::DocumentRow, size::human_size};
use leptos::prelude::*;

use super::PostForm;

/// Its type, size, time and fingerprint.
#[component]
pub fn DocumentFacts(row: DocumentRow) -> impl IntoView {
    let size = [human_size(row.size_bytes), " (".to_owned(), row.size_bytes.to_string(), " bytes)".to_owned()].concat();
    let whose = match row.sha256 {
        Some(_) if row.sha256_verified => "SHA-256, checked by the store",
        Some(_) => "SHA-256, as the uploader's browser computed it; this store does not check it",
        None => "Not known: neither the uploader's browser nor the store computed it",
    };
    let description = row.description;
    view! {
        <dl class="facts">
            <div><dt>"Name"</dt><dd><bdi>{row.name}</bdi></dd></div>
            {(!description.is_empty()).then(|| view! { <div><dt>"Description"</dt><dd class="description">{description}</dd></div> })}
            <div><dt>"Type"</dt><dd>{row.content_type.label()}</dd></div>
            <div><dt>"Size"</dt><dd>{size}</dd></div>
            <div><dt>"Uploaded"</dt><dd>{row.created_at.to_the_second()}</dd></div>
            <div><dt>"Fingerprint"</dt><dd>{row.sha256.map(|sha256| view! { <code>{sha256}</code> })}<p class="muted">{whose}</p></dd></div>
        </dl>
    }
}

/// The forms that change name, description and tags.
#[component]
pub fn DocumentChange(row: DocumentRow) -> impl IntoView {
    let tags = row.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>().join(", ");
    view! {
        <PostForm action="/api/documents/rename" class="dialog-body">
            <input type="hidden" name="document" value=row.id.to_string()/>
            <label class="field"><span>"Name"</span><input name="name" value=row.name required autocomplete="off"/></label>
            <label class="field"><span>"Description"</span><textarea name="description" rows="3">{row.description}</textarea></label>
            <button class="button" type="submit">"Save name and description"</button>
        </PostForm>
        <PostForm action="/api/documents/tag" class="dialog-body">
            <input type="hidden" name="document" value=row.id.to_string()/>
            <label class="field"><span>"Tags, with commas between them"</span><input name="tags" value=tags autocomplete="off"/></label>
            <button class="button" type="submit">"Save tags"</button>
        </PostForm>
    }
}
