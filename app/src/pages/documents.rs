//! One's documents, newest first.

use domain::{content_type::Preview, document::DocumentRow, purpose::Purpose};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    document_list::{DocumentList, Kind},
    query,
};
use crate::{
    api::{self, Flash},
    components::{Act, DocumentDetails, DocumentForm, Done, Icon, Limits, Notice, OpenUploads, UploadButton},
    erase::Erase as _,
    state::{Data, session},
};

const KIND: Kind = Kind {
    path: "/documents",
    when: "Uploaded",
    owners: true,
    empty: ("file-text", "No documents yet", "Upload a contract or an invoice; only you can open it."),
    actions: |row| view! { <Actions row/> }.erase(),
};

/// The list. A file dropped anywhere on the page is uploaded.
#[component]
pub(crate) fn Documents() -> impl IntoView {
    let session = session();
    let flash = Flash::take(KIND.path);
    let (after, uploaded) = (query("after"), query("uploaded"));
    let page = Data::new(move || (after(), session.documents_version()), api::documents::list);
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
        <OpenUploads/>
        <DocumentList kind=KIND page/>
    }
    .erase()
}

#[component]
fn Actions(row: DocumentRow) -> impl IntoView {
    let (id, name) = (row.id.to_string(), row.name.clone());
    let inline = row.content_type.preview() == Preview::Inline;
    let trash = ["Move ", &name, " to the trash"].concat();
    view! {
        <div class="actions">
            <DocumentDetails row=row.clone()/>
            {inline.then(|| view! { <Fetch id=id.clone() name=name.clone() inline=true/> })}
            <DocumentForm act=Act::Trash document=row.id>
                <button class="button-icon" type="submit" aria-label=trash title="Delete"><Icon name="trash-2"/></button>
            </DocumentForm>
            <Fetch id name inline=false/>
        </div>
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
