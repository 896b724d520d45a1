//! A document's tags.

use domain::{listing::Listing, tag::Tag};
use leptos::prelude::*;

use crate::state::documents_at;

/// Each leads to all documents that have it.
#[component]
pub fn Tags(tags: Vec<Tag>) -> impl IntoView {
    tags.into_iter()
        .map(|tag| {
            let href = documents_at(&Listing { tag: Some(tag.clone()), ..Listing::default() });
            view! { <a class="tag" href=href>{tag.to_string()}</a> }
        })
        .collect_view()
}
