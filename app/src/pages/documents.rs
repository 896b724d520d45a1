//! One's documents, newest first.

use domain::{content_type::Preview, cursor::Page, document::DocumentRow, purpose::Purpose, size::human_size};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{cursor, query};
use crate::{
    api::{self, Flash},
    components::{
        Act, Avatar, DocumentDetails, DocumentForm, Done, Empty, Failure, FileIcon, Icon, Limits, Load, Notice, Paging, Skeleton, Time,
        UploadButton,
    },
    erase::Erase as _,
    state::session,
};

/// The list. A file dropped anywhere on the page is uploaded.
#[component]
pub(crate) fn Documents() -> impl IntoView {
    let session = session();
    let flash = Flash::take("/documents");
    let (after, uploaded) = (query("after"), query("uploaded"));
    let page = Resource::new(
        move || (after(), session.documents_version()),
        |(after, _)| async move { api::documents::list(cursor(after)?).await },
    );
    let later = Signal::derive(move || after().is_some());
    view! {
        <Title text="Documents"/>
        <div class="page-head">
            <h1>"Documents"</h1>
            <UploadButton/>
        </div>
        <Limits purpose=Purpose::Document/>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        {move || uploaded().map(|_| view! { <p class="notice notice-ok" role="status"><Icon name="check"/>"Your file was uploaded."</p> })}
        <Load fallback=Skeleton view=move || async move {
            let later = later.get();
            match page.await {
                Ok(page) if page.items.is_empty() && !later => view! {
                    <Empty icon="file-text" title="No documents yet" text="Upload a contract or an invoice; only you can open it."/>
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
    // The roles are spelt out because cards on a phone change `display`, which takes a table's meaning away in some browsers.
    view! {
        <table class="table table-documents table-cards" role="table">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Name"</th>
                    <th role="columnheader" scope="col">"Owner"</th>
                    <th role="columnheader" scope="col" class="number">"Size"</th>
                    <th role="columnheader" scope="col">"Uploaded"</th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{page.items.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
        </table>
        <Paging path="/documents" next later/>
    }
}

#[component]
fn Row(row: DocumentRow) -> impl IntoView {
    let id = row.id.to_string();
    let (details, inline) = (row.clone(), row.content_type.preview() == Preview::Inline);
    let trash = ["Move ", &row.name, " to the trash"].concat();
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="cell-name">
                <FileIcon content_type=row.content_type/>
                <span class="file-name"><bdi>{row.name.clone()}</bdi><span class="file-type">{row.content_type.label()}</span></span>
            </th>
            <td role="cell" class="cell-owner">
                <span class="person"><Avatar name=row.owner_name.clone() url=row.owner_avatar_url size="s" decorative=true/><span class="person-name">{row.owner_name}</span></span>
            </td>
            <td role="cell" class="cell-size number">{human_size(row.size_bytes)}</td>
            <td role="cell" class="cell-when"><Time at=row.created_at/></td>
            <td role="cell" class="cell-actions">
                <div class="actions">
                    <DocumentDetails row=details/>
                    {inline.then(|| view! { <Fetch id=id.clone() name=row.name.clone() inline=true/> })}
                    <DocumentForm act=Act::Trash document=row.id>
                        <button class="button-icon" type="submit" aria-label=trash title="Delete"><Icon name="trash-2"/></button>
                    </DocumentForm>
                    <Fetch id name=row.name inline=false/>
                </div>
            </td>
        </tr>
    }
}

/// A form that is answered by a redirect to a short-lived URL of the store: the same with and without JavaScript.
#[component]
fn Fetch(id: String, name: String, inline: bool) -> impl IntoView {
    let (verb, icon, disposition, target) =
        if inline { ("Preview ", "eye", "inline", Some("_blank")) } else { ("Download ", "download", "attachment", None) };
    let class = if inline { "button-icon" } else { "button button-small" };
    let label = [verb, &name].concat();
    view! {
        <form method="post" action="/api/documents/download" target=target>
            <input type="hidden" name="document" value=id/>
            <input type="hidden" name="disposition" value=disposition/>
            <button class=class type="submit" aria-label=label title=verb.trim_end()>
                <Icon name=icon/>
                {(!inline).then_some("Download")}
            </button>
        </form>
    }
}
