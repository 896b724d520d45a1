//! One's trash, what went in last first.

use domain::{
    cursor::Page,
    document::{DocumentRow, TRASH_DAYS},
    id::DocumentId,
    size::human_size,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{cursor, query};
use crate::{
    api::{self, Flash},
    components::{Act, DocumentForm, Done, Empty, Failure, FileIcon, Icon, Load, Notice, Paging, Skeleton, Time},
    erase::Erase as _,
    state::session,
};

/// What was deleted, and can still come back.
#[component]
pub(crate) fn Trash() -> impl IntoView {
    let session = session();
    let flash = Flash::take("/trash");
    let after = query("after");
    let page =
        Resource::new(move || (after(), session.documents_version()), |(after, _)| async move { api::trash::list(cursor(after)?).await });
    let later = Signal::derive(move || after().is_some());
    view! {
        <Title text="Trash"/>
        <div class="page-head"><h1>"Trash"</h1></div>
        <p class="muted">{format!("Documents are deleted for ever {TRASH_DAYS} days after they came here.")}</p>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        <Load fallback=Skeleton view=move || async move {
            let later = later.get();
            match page.await {
                Ok(page) if page.items.is_empty() && !later => view! {
                    <Empty icon="trash-2" title="The trash is empty" text="Documents that you delete lie here for a while, in case you want them back."/>
                }.erase(),
                Ok(page) => view! { <List page later/> }.erase(),
                Err(error) => view! { <Failure error/> }.erase(),
            }
        }/>
    }
    .erase()
}

#[component]
fn List(page: Page<DocumentRow>, later: bool) -> impl IntoView {
    let next = page.next;
    view! {
        <table class="table table-documents table-cards" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Name"</th>
                    <th role="columnheader" scope="col" class="number">"Size"</th>
                    <th role="columnheader" scope="col">"Deleted"</th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{page.items.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
        <Paging path="/trash" next later/>
    }
}

#[component]
fn Row(row: DocumentRow) -> impl IntoView {
    let question = ["purge-", &row.id.to_string()].concat();
    let (restore, purge) = (["Restore ", &row.name].concat(), ["Delete ", &row.name, " for ever"].concat());
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="cell-name">
                <FileIcon content_type=row.content_type/>
                <span class="file-name"><bdi>{row.name.clone()}</bdi><span class="file-type">{row.content_type.label()}</span></span>
            </th>
            <td role="cell" class="cell-size number">{human_size(row.size_bytes)}</td>
            <td role="cell" class="cell-when">{row.trashed_at.map(|at| view! { <Time at/> })}</td>
            <td role="cell" class="cell-actions">
                <div class="actions">
                    <button class="button-icon" type="button" popovertarget=question.clone() aria-label=purge title="Delete for ever">
                        <Icon name="trash-2"/>
                    </button>
                    <DocumentForm act=Act::Restore document=row.id>
                        <button class="button button-small" type="submit" aria-label=restore>"Restore"</button>
                    </DocumentForm>
                </div>
                <Question id=question document=row.id name=row.name/>
            </td>
        </tr>
    }
}

/// A native popover: it asks without scripts too.
#[component]
fn Question(id: String, document: DocumentId, name: String) -> impl IntoView {
    let text = ["Delete “", &name, "” for ever? The file is removed from the store, and nobody can bring it back."].concat();
    view! {
        <div class="dialog question" id=id popover="auto" role="dialog" aria-label="Delete for ever">
            <p class="dialog-body">{text}</p>
            <div class="dialog-foot">
                <button class="button" type="button" popovertarget=id.clone() popovertargetaction="hide">"Keep it"</button>
                <DocumentForm act=Act::Purge document>
                    <button class="button button-danger" type="submit">"Delete for ever"</button>
                </DocumentForm>
            </div>
        </div>
    }
}
