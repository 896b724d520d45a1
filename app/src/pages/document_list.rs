//! A list of documents: those that one has, and those that one has deleted.

use domain::{cursor::Page, document::DocumentRow, size::human_size};
use leptos::prelude::*;

use super::query;
use crate::{
    components::{Avatar, Empty, Failure, FileIcon, Load, Paging, Skeleton, Time},
    erase::Erase as _,
    state::Data,
};

/// What makes one list differ from another.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// The list's address.
    pub path: &'static str,
    /// What its time is called: of the deletion where there is one, else of the upload.
    pub when: &'static str,
    /// Whether it tells whose the documents are.
    pub owners: bool,
    /// What is said when there are none: an icon, a title and a text.
    pub empty: (&'static str, &'static str, &'static str),
    /// What can be done with one of them.
    pub actions: fn(DocumentRow) -> AnyView,
}

/// The page of the list that the address names.
#[component]
pub(super) fn DocumentList(kind: Kind, page: Data<Page<DocumentRow>>) -> impl IntoView {
    let after = query("after");
    view! {
        <Load fallback=Skeleton view=move || {
            let later = after().is_some();
            async move {
                match page.await {
                    Ok(page) if page.items.is_empty() && !later => {
                        let (icon, title, text) = kind.empty;
                        view! { <Empty icon title text/> }.erase()
                    }
                    Ok(page) => view! { <Table kind rows=page.items/><Paging path=kind.path next=page.next later/> }.erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
}

#[component]
fn Table(kind: Kind, rows: Vec<DocumentRow>) -> impl IntoView {
    // The roles are spelt out because cards on a phone change `display`, which takes a table's meaning away in some browsers.
    view! {
        <table class="table table-documents table-cards" role="table">
            <thead role="rowgroup">
                <tr role="row">
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
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="cell-name">
                <FileIcon content_type=row.content_type/>
                <span class="file-name"><bdi>{row.name.clone()}</bdi><span class="file-type">{row.content_type.label()}</span></span>
            </th>
            {owner}
            <td role="cell" class="cell-size number">{human_size(row.size_bytes)}</td>
            <td role="cell" class="cell-when"><Time at=row.trashed_at.unwrap_or(row.created_at)/></td>
            <td role="cell" class="cell-actions">{(kind.actions)(row)}</td>
        </tr>
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
