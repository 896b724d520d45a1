//! A table of documents: those that one has, and those that one has deleted.

use domain::{document::DocumentRow, listing::Sort, size::human_size};
use leptos::prelude::*;

use crate::{
    components::{AccessUntil, Avatar, FileIcon, SELECT_ALL, Tags, Time},
    erase::Erase as _,
};

/// What makes one table differ from another.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// What its time is called: of the deletion where there is one, else of the upload.
    pub when: &'static str,
    /// Whether it tells whose the documents are.
    pub owners: bool,
    /// Whether it lets people select several.
    pub selects: bool,
    /// What can be done with one of them.
    pub actions: fn(DocumentRow) -> AnyView,
}

/// What the first and the next page of a list in this order are called.
pub(super) const fn paging_words(sort: Option<Sort>) -> (&'static str, &'static str) {
    match sort {
        None | Some(Sort::Newest) => ("Newest", "Older"),
        _ => ("First page", "Next page"),
    }
}

/// The table.
#[component]
pub(super) fn Table(kind: Kind, rows: Vec<DocumentRow>) -> impl IntoView {
    // The roles are spelt out because cards on a phone change `display`, which takes a table's meaning away in some browsers.
    view! {
        <table class="table table-documents table-cards" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    {kind.selects.then(|| view! { <SelectAll/> })}
                    <th role="columnheader" scope="col">"Name"</th>
                    {kind.owners.then(|| view! { <th role="columnheader" scope="col">"Owner"</th> })}
                    <th role="columnheader" scope="col" class="number">"Size"</th>
                    <th role="columnheader" scope="col">{kind.when}</th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Row kind row/> }).collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(kind: Kind, row: DocumentRow) -> impl IntoView {
    let owner = kind.owners.then(|| view! { <Owner name=row.owner_name.clone() picture=row.owner_avatar_url.clone()/> });
    let select = kind.selects.then(|| view! { <Select id=row.id.to_string() name=row.name.clone()/> });
    view! {
        <tr role="row">
            {select}
            <th role="rowheader" scope="row" class="cell-name">
                {match row.thumbnail_url.clone() {
                    Some(url) => view! { <img class="file-icon cdn-image" src=url alt="" width="36" height="36" loading="lazy" decoding="async"/> }.erase(),
                    None => view! { <FileIcon content_type=row.content_type/> }.erase(),
                }}
                <span class="file-name">
                    <bdi><a href=["/documents/", &row.id.to_string()].concat()>{row.name.clone()}</a></bdi>
                    <span class="file-type">{row.content_type.label()} <Tags tags=row.tags.clone()/><AccessUntil end=row.access_ends_at/></span>
                </span>
            </th>
            {owner}
            <td role="cell" class="cell-size number">{human_size(row.size_bytes)}</td>
            <td role="cell" class="cell-when"><Time at=row.trashed_at.unwrap_or(row.created_at)/></td>
            <td role="cell" class="cell-actions">{(kind.actions)(row)}</td>
        </tr>
    }
}

#[component]
fn SelectAll() -> impl IntoView {
    view! {
        <th role="columnheader" scope="col" class="cell-select">
            <span class="visually-hidden">"Select"</span>
            <label class="needs-scripts">
                <input type="checkbox" id=SELECT_ALL aria-label="Select all on this page" autocomplete="off"/>
            </label>
        </th>
    }
}

/// A box of the form `selection`.
#[component]
fn Select(id: String, name: String) -> impl IntoView {
    let label = ["Select ", &name].concat();
    view! {
        <td role="cell" class="cell-select">
            <label><input type="checkbox" form="selection" name="documents" value=id aria-label=label autocomplete="off"/></label>
        </td>
    }
}

#[component]
fn Owner(name: String, picture: Option<String>) -> impl IntoView {
    view! {
        <td role="cell" class="cell-owner">
            <span class="person"><Avatar name=name.clone() url=picture size="s" decorative=true/><span class="person-name">{name}</span></span>
        </td>
    }
}
