//! One's documents: a folder, or what a search finds.

use domain::{
    content_type::Preview,
    document::{DocumentList, DocumentRow},
    folder::FolderRow,
    listing::{Listing, Owner},
    purpose::Purpose,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    document_list::{Kind, Table, paging_words},
    shared::KIND as SHARED,
};
use crate::{
    api::{self, Flash},
    components::{
        Act, DocumentForm, Done, Empty, Failure, Fetch, Filters, FolderBar, Folders, Icon, Limits, Load, Notice, OpenUploads, Paging,
        Selected, Selection, Skeleton, UploadButton, UploadFolderButton,
    },
    erase::Erase as _,
    state::{Data, address, documents_at, read_query, session},
};

const KIND: Kind = Kind { when: "Uploaded", owners: true, selects: true, actions: |row| view! { <Actions row/> }.erase() };

/// The list that the address asks for. A file dropped anywhere on the page is uploaded.
#[component]
pub(crate) fn Documents() -> impl IntoView {
    let session = session();
    let flash = Flash::take("/documents");
    let address = address();
    let list = Data::new(
        move || (Some(address()), session.documents_version()),
        |query| {
            let (listing, after) = read_query(&query.unwrap_or_default());
            api::documents::list(listing, after)
        },
    );
    let folders = Data::new(move || (None, session.folders_version()), |_| api::folders::list());
    let selected = Selected::new(None);
    view! {
        <Title text="Documents"/>
        <div class="page-head">
            <h1>"Documents"</h1>
            <div class="page-actions"><UploadFolderButton/><UploadButton text="Upload a contract"/></div>
        </div>
        <Limits purpose=Purpose::Document/>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        <OpenUploads/>
        <Filters/>
        <Load fallback=Skeleton view=move || {
            let (listing, after) = read_query(&address());
            async move {
                let folders = folders.await.unwrap_or_default();
                match list.await {
                    Ok(list) => view! { <List list listing later=after.is_some() folders selected/> }.erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

#[component]
fn List(list: DocumentList, listing: Listing, later: bool, folders: Vec<FolderRow>, selected: Selected) -> impl IntoView {
    let DocumentList { path, folders: within, documents } = list;
    let browsing = !listing.is_search();
    let words = paging_words(listing.sort);
    let all = folders.clone();
    let own = listing.owner != Some(Owner::Others);
    let kind = if own { KIND } else { SHARED };
    let empty = documents.items.is_empty() && within.is_empty() && !later;
    let documents = if empty {
        let (icon, title, text) = match (browsing, listing.folder) {
            (false, _) => ("search", "Nothing found", "Look for other words or fewer filters. A search looks into all folders."),
            (true, Some(_)) => ("folder", "This folder is empty", "Select documents in a list, and move them here."),
            (true, None) => ("file-text", "No documents yet", "Upload a contract or an invoice; only you can open it."),
        };
        view! { <Empty icon title text/> }.erase()
    } else {
        let some = !documents.items.is_empty();
        view! {
            <div class="documents">
                {some.then(|| view! { <Table kind rows=documents.items/> })}
                {(some && own).then(|| view! { <Selection folders selected/> })}
            </div>
            <Paging path=documents_at(&listing) next=documents.next later words/>
        }
        .erase()
    };
    view! {
        {browsing.then(|| view! { <FolderBar path/><Folders rows=within all/> })}
        {documents}
    }
}

#[component]
fn Actions(row: DocumentRow) -> impl IntoView {
    let (id, name) = (row.id.to_string(), row.name.clone());
    let inline = row.content_type.preview() == Preview::Inline;
    let preview = ["/documents/", &id, "?preview"].concat();
    let trash = ["Move ", &name, " to the trash"].concat();
    view! {
        <div class="actions">
            {inline.then(|| view! { <a class="button-icon" href=preview aria-label=["Preview ", &name].concat() title="Preview"><Icon name="eye"/></a> })}
            <DocumentForm act=Act::Trash document=row.id>
                <button class="button-icon" type="submit" aria-label=trash title="Delete"><Icon name="trash-2"/></button>
            </DocumentForm>
            <Fetch id name text=true/>
        </div>
    }
}
