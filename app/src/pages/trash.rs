//! One's trash, what went in last first.

use domain::{
    document::{DocumentRow, TRASH_DAYS},
    id::DocumentId,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    document_list::{Kind, Table},
    query,
};
use crate::{
    api::{self, Flash},
    components::{Act, DocumentForm, Done, Empty, Failure, Icon, Load, Notice, Paging, Popover, Skeleton},
    erase::Erase as _,
    state::{Data, session},
};

const PATH: &str = "/trash";

const KIND: Kind = Kind { when: "Deleted", owners: false, selects: false, actions: |row| view! { <Actions row/> }.erase() };

/// What was deleted, and can still come back.
#[component]
pub(crate) fn Trash() -> impl IntoView {
    let session = session();
    let flash = Flash::take(PATH);
    let after = query("after");
    let page = Data::new(move || (after(), session.documents_version()), api::trash::list);
    view! {
        <Title text="Trash"/>
        <div class="page-head"><h1>"Trash"</h1></div>
        <p class="muted">{format!("Documents are deleted for ever {TRASH_DAYS} days after they came here.")}</p>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        <Load fallback=Skeleton view=move || {
            let later = after().is_some();
            async move {
                match page.await {
                    Ok(page) if page.items.is_empty() && !later => view! {
                        <Empty
                            icon="trash-2"
                            title="The trash is empty"
                            text="Documents that you delete lie here for a while, in case you want them back."
                        />
                    }
                    .erase(),
                    Ok(page) => view! { <Table kind=KIND rows=page.items/><Paging path=PATH next=page.next later/> }.erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

#[component]
fn Actions(row: DocumentRow) -> impl IntoView {
    let question = ["purge-", &row.id.to_string()].concat();
    let (restore, purge) = (["Restore ", &row.name].concat(), ["Delete ", &row.name, " for ever"].concat());
    view! {
        <div class="actions">
            <button class="button-icon" type="button" popovertarget=question.clone() aria-label=purge title="Delete for ever">
                <Icon name="trash-2"/>
            </button>
            <DocumentForm act=Act::Restore document=row.id>
                <button class="button button-small" type="submit" aria-label=restore>"Restore"</button>
            </DocumentForm>
        </div>
        <Question id=question document=row.id name=row.name/>
    }
}

#[component]
fn Question(id: String, document: DocumentId, name: String) -> impl IntoView {
    let text = ["Delete “", &name, "” for ever? The file is removed from the store, and nobody can bring it back."].concat();
    view! {
        <Popover id=id.clone() label="Delete for ever">
            <p class="dialog-body">{text}</p>
            <div class="dialog-foot">
                <button class="button" type="button" popovertarget=id popovertargetaction="hide">"Keep it"</button>
                <DocumentForm act=Act::Purge document>
                    <button class="button button-danger" type="submit">"Delete for ever"</button>
                </DocumentForm>
            </div>
        </Popover>
    }
}
