//! The documents that others have shared with one.

use domain::{
    content_type::Preview,
    document::DocumentRow,
    listing::{Listing, Owner},
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::document_list::{Kind, Table, paging_words};
use crate::{
    api::{self, Flash},
    components::{Done, Empty, Failure, Fetch, Filters, Icon, Load, Notice, Paging, PostButton, Skeleton},
    erase::Erase as _,
    state::{Data, address, list_at, read_query, session},
};

const PATH: &str = "/shared";

pub(super) const KIND: Kind = Kind { when: "Uploaded", owners: true, selects: false, actions: |row| view! { <Actions row/> }.erase() };

/// The list that the address asks for.
#[component]
pub(crate) fn Shared() -> impl IntoView {
    let session = session();
    let flash = Flash::take(PATH);
    let address = address();
    let list = Data::new(
        move || (Some(address()), session.documents_version()),
        |query| {
            let (listing, after) = read_query(&query.unwrap_or_default());
            api::documents::list(Listing { owner: Some(Owner::Others), folder: None, ..listing }, after)
        },
    );
    view! {
        <Title text="Shared with me"/>
        <div class="page-head"><h1>"Shared with me"</h1></div>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        <Filters path=PATH/>
        <Load fallback=Skeleton view=move || {
            let (listing, after) = read_query(&address());
            async move {
                match list.await {
                    Ok(list) if list.documents.items.is_empty() && after.is_none() => empty(&listing),
                    Ok(list) => {
                        let words = paging_words(listing.sort);
                        view! {
                            <Table kind=KIND rows=list.documents.items/>
                            <Paging path=list_at(PATH, &listing) next=list.documents.next later=after.is_some() words/>
                        }
                        .erase()
                    }
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

fn empty(listing: &Listing) -> AnyView {
    let (icon, title, text) = if listing.is_search() {
        ("search", "Nothing found", "Look for other words or fewer filters.")
    } else {
        ("share-2", "Nothing is shared with you yet", "Documents that other people share with you appear here.")
    };
    view! { <Empty icon title text/> }.erase()
}

#[component]
fn Actions(row: DocumentRow) -> impl IntoView {
    let (id, name) = (row.id.to_string(), row.name);
    let preview = (row.content_type.preview() == Preview::Inline).then(|| {
        let (href, label) = (["/documents/", &id, "?preview"].concat(), ["Preview ", &name].concat());
        view! { <a class="button-icon" href=href aria-label=label title="Preview"><Icon name="eye"/></a> }
    });
    let leave = ["Leave ", &name].concat();
    view! {
        <div class="actions">
            {preview}
            <PostButton action="/api/shares/leave" fields=vec![("document", id.clone())] label=leave icon="log-out"/>
            <Fetch id name text=true/>
        </div>
    }
}
