//! One document: what it looks like, what there is to know of it, and what can be done with it.

use domain::{document::DocumentView, folder::FolderRow, id::DocumentId, problem::Problem, share};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::query;
use crate::{
    api::{self, Flash},
    components::{
        Act, DocumentChange, DocumentFacts, DocumentForm, Done, Failure, Fetch, FileIcon, Icon, Load, Notice, Popover, Preview, Sharing,
        Skeleton, Tags, VersionButton, Versions,
    },
    erase::Erase as _,
    state::{Data, documents_at, session},
};

/// The document that the address names.
#[component]
pub(crate) fn Document() -> impl IntoView {
    let session = session();
    let params = use_params_map();
    let id = move || params.read().get("id");
    let flash = Flash::take(&["/documents/", &id().unwrap_or_default()].concat());
    let made = RwSignal::new(flash.value("link"));
    let (preview, version, uploaded) = (query("preview"), query("version"), query("uploaded"));
    let found = Data::new(move || (id(), session.documents_version()), |id| async move { api::documents::get(document_id(id)?).await });
    let sharing = Data::new(move || (id(), session.documents_version()), |id| async move { api::shares::get(document_id(id)?).await });
    view! {
        <Notice problem=flash.problem.clone()/>
        {move || uploaded().map(|_| view! { <p class="notice notice-ok" role="status"><Icon name="check"/>"Your file was uploaded."</p> })}
        <Done flash/>
        <Load fallback=Skeleton view=move || {
            let open = preview().map(|_| version().and_then(|version| version.parse().ok()));
            async move {
                let sharing = sharing.await.ok().flatten();
                match found.await {
                    Ok(view) => view! { <Page view open sharing made/> }.erase(),
                    Err(error) => view! { <Title text="Document"/><Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

/// The id in the address; nonsense names no document.
fn document_id(id: Option<String>) -> Result<DocumentId, Problem> {
    id.and_then(|id| id.parse().ok()).ok_or_else(|| Problem::not_found("document"))
}

#[component]
fn Page(view: DocumentView, open: Option<Option<u32>>, sharing: Option<share::Sharing>, made: RwSignal<String>) -> impl IntoView {
    let row = view.row.clone();
    let (name, current) = (row.name.clone(), row.version);
    let trashed = row.trashed_at.is_some();
    let wanted = open.map(|version| version.unwrap_or(current)).filter(|_| !trashed);
    let shown = view.versions.iter().find(|version| Some(version.number) == wanted).cloned();
    view! {
        <Title text=name.clone()/>
        <Way path=view.path.clone() own=view.share.is_none()/>
        <div class="page-head">
            <h1 class="document-title"><FileIcon content_type=row.content_type/><bdi>{name}</bdi></h1>
            <Actions view=view.clone()/>
        </div>
        <div class="document">
            <section class="document-main" aria-label="Preview"><Preview row=row.clone() open=shown/></section>
            <div class="document-side">
                <section class="card">
                    <h2>"Details"</h2>
                    <DocumentFacts row=row.clone()/>
                    {(!row.tags.is_empty()).then(|| view! { <p><Tags tags=row.tags/></p> })}
                </section>
                {sharing.map(|sharing| view! { <section class="card"><h2>"Sharing"</h2><Sharing document=row.id sharing made/></section> })}
                <section class="card"><h2>"Versions"</h2><Versions view/></section>
            </div>
        </div>
    }
}

/// Where the document lies.
#[component]
fn Way(path: Vec<FolderRow>, own: bool) -> impl IntoView {
    let (top, name) = if own { ("/documents", "All documents") } else { ("/shared", "Shared with me") };
    let folder = |folder: FolderRow| {
        let href = documents_at(&domain::listing::Listing { folder: Some(folder.id), ..Default::default() });
        view! { <li><a href=href>{folder.name}</a></li> }
    };
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol><li><a href=top>{name}</a></li>{path.into_iter().map(folder).collect_view()}</ol>
        </nav>
    }
}

#[component]
fn Actions(view: DocumentView) -> impl IntoView {
    let (row, own, may_manage) = (view.row.clone(), view.share.is_none(), view.may_manage());
    let name = row.name.clone();
    let id = row.id;
    if row.trashed_at.is_some() {
        return view! {
            <div class="actions">
                <span class="badge badge-danger">"In the trash"</span>
                <DocumentForm act=Act::Restore document=id><button class="button" type="submit">"Restore"</button></DocumentForm>
            </div>
        }
        .erase();
    }
    view! {
        <div class="actions">
            {own.then(|| view! {
                <DocumentForm act=Act::Trash document=id>
                    <button class="button button-small" type="submit"><Icon name="trash-2"/>"Delete"</button>
                </DocumentForm>
            })}
            {may_manage.then(|| view! {
                <VersionButton document=id/>
                <button class="button button-small" type="button" popovertarget="change"><Icon name="settings"/>"Change"</button>
                <Popover id="change".to_owned() label="Change"><DocumentChange row/></Popover>
            })}
            <Fetch id=id.to_string() name text=true/>
        </div>
    }
    .erase()
}
