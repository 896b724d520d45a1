//! The way to the open folder, and the folders in it.

use domain::{folder::FolderRow, listing::Listing};
use leptos::prelude::*;

use super::{FolderChoice, FreshPopover, Icon, Popover, PostForm};
use crate::{erase::Erase as _, state::documents_at};

/// From the top to the open folder, and a button for a new one.
#[component]
pub fn FolderBar(path: Vec<FolderRow>) -> impl IntoView {
    let open = path.last().map(|folder| folder.id.to_string()).unwrap_or_default();
    view! {
        <div class="folder-bar">
            {(!path.is_empty()).then(|| view! { <Breadcrumb path/> })}
            <button class="button button-small" type="button" popovertarget="new-folder"><Icon name="plus"/>"New folder"</button>
            <Popover id="new-folder".to_owned() label="New folder">
                <PostForm action="/api/folders/create" class="dialog-body">
                    <input type="hidden" name="folder" value=open/>
                    <label class="field"><span>"Name of the new folder"</span><input name="name" required autofocus autocomplete="off"/></label>
                    <button class="button button-primary" type="submit">"Create folder"</button>
                </PostForm>
            </Popover>
        </div>
    }
}

#[component]
fn Breadcrumb(mut path: Vec<FolderRow>) -> impl IntoView {
    let open = path.pop().map(|folder| folder.name);
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>
                <li><a href="/documents">"All documents"</a></li>
                {path.into_iter().map(|folder| view! { <li><a href=address(&folder)>{folder.name.clone()}</a></li> }).collect_view()}
                <li aria-current="page">{open}</li>
            </ol>
        </nav>
    }
}

/// The folders of the open folder, each with what can be done with it.
#[component]
pub fn Folders(rows: Vec<FolderRow>, all: Vec<FolderRow>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <ul class="folders" aria-label="Folders">
                {rows.into_iter().map(|row| view! { <Folder row all=all.clone()/> }).collect_view()}
            </ul>
        }
    })
}

#[component]
fn Folder(row: FolderRow, all: Vec<FolderRow>) -> impl IntoView {
    let id = ["folder-", &row.id.to_string()].concat();
    let label = ["Change folder ", &row.name].concat();
    let (href, name) = (address(&row), row.name.clone());
    view! {
        <li class="folder">
            <a class="folder-name" href=href><Icon name="folder"/><bdi>{name}</bdi></a>
            <button class="button-icon" type="button" popovertarget=id.clone() aria-label=label title="Rename, move or delete">
                <Icon name="more-horizontal"/>
            </button>
            <FreshPopover id label="Folder" content=Box::new(move || view! { <Change row=row.clone() all=all.clone()/> }.erase())/>
        </li>
    }
}

#[component]
fn Change(row: FolderRow, all: Vec<FolderRow>) -> impl IntoView {
    view! {
        <PostForm action="/api/folders/rename" class="dialog-body">
            <input type="hidden" name="id" value=row.id.to_string()/>
            <label class="field"><span>"Name"</span><input name="name" value=row.name required autocomplete="off"/></label>
            <button class="button" type="submit">"Rename"</button>
        </PostForm>
        <PostForm action="/api/folders/move" class="dialog-body">
            <input type="hidden" name="id" value=row.id.to_string()/>
            <label class="field"><span>"Move to"</span><FolderChoice folders=all/></label>
            <button class="button" type="submit">"Move"</button>
        </PostForm>
        <PostForm action="/api/folders/delete" class="dialog-body">
            <input type="hidden" name="id" value=row.id.to_string()/>
            <p class="muted">"The documents in it and in its folders go to the trash. From there they come back without a folder."</p>
            <button class="button button-danger" type="submit"><Icon name="trash-2"/>"Delete folder"</button>
        </PostForm>
    }
}

fn address(folder: &FolderRow) -> String {
    documents_at(&Listing { folder: Some(folder.id), ..Listing::default() })
}
