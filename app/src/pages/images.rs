//! The gallery: images for everybody, from the CDN at fixed URLs.

use domain::{image::ImageRow, purpose::Purpose, size::human_size};
use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api::{self, Flash},
    components::{Done, Empty, Failure, Icon, Limits, Load, Notice, Paging, Popover, PostForm, Skeleton, Time, UploadButton},
    erase::Erase as _,
    state::{Data, session},
};

const PATH: &str = "/images";

/// Everybody's images, newest first.
#[component]
pub(crate) fn Images() -> impl IntoView {
    let session = session();
    let flash = Flash::take(PATH);
    let after = query("after");
    let page = Data::new(move || (after(), session.documents_version()), api::images::list);
    view! {
        <Title text="Images"/>
        <div class="page-head"><h1>"Images"</h1><span class="needs-scripts"><UploadButton text="Upload images"/></span></div>
        <p class="muted">"Everybody who has an account here sees these."</p>
        <Limits purpose=Purpose::Image/>
        <Notice problem=flash.problem.clone()/>
        <Done flash/>
        <Load fallback=Skeleton view=move || {
            let later = after().is_some();
            async move {
                match page.await {
                    Ok(page) if page.items.is_empty() && !later => view! {
                        <Empty icon="image" title="No images yet" text="Upload photos and drawings that everybody here may see."/>
                    }
                    .erase(),
                    Ok(page) => view! {
                        <ul class="gallery">{page.items.into_iter().map(|row| view! { <Tile row/> }).collect_view()}</ul>
                        <Paging path=PATH next=page.next later/>
                    }
                    .erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

/// A small picture that opens the large one, which is not loaded before.
#[component]
fn Tile(row: ImageRow) -> impl IntoView {
    let id = ["image-", &row.id.to_string()].concat();
    let (name, label) = (row.name.clone(), ["Show ", &row.name].concat());
    let source = row.thumbnail_url.clone().unwrap_or_else(|| row.url.clone());
    view! {
        <li>
            <button class="tile" type="button" popovertarget=id.clone() aria-label=label title=name>
                <img class="cdn-image" src=source alt="" width="480" height="480" loading="lazy" decoding="async"/>
            </button>
            <Popover id label="Image"><Large row/></Popover>
        </li>
    }
}

#[component]
fn Large(row: ImageRow) -> impl IntoView {
    let facts = [&row.owner_name, " · ", &human_size(row.size_bytes), " · "].concat();
    view! {
        <figure class="large">
            <img class="cdn-image" src=row.url.clone() alt=row.name.clone() loading="lazy"/>
            <figcaption>
                <div><p><bdi>{row.name.clone()}</bdi></p><p class="muted"><bdi>{facts}</bdi><Time at=row.created_at/></p></div>
                <div class="actions">
                    {row.mine.then(|| view! { <Delete id=row.id.to_string() name=row.name/> })}
                    <a class="button button-small" href=row.url rel="external" target="_blank"><Icon name="external-link"/>"Open"</a>
                </div>
            </figcaption>
        </figure>
    }
}

#[component]
fn Delete(id: String, name: String) -> impl IntoView {
    let question = ["delete-", &id].concat();
    let label = ["Delete ", &name, " for everybody"].concat();
    let text = ["Delete “", &name, "” for everybody? The file is removed from the store, and nobody can bring it back."].concat();
    view! {
        <button class="button button-danger button-small" type="button" popovertarget=question.clone() aria-label=label>
            <Icon name="trash-2"/>"Delete"
        </button>
        <Popover id=question label="Delete for everybody">
            <PostForm action="/api/images/delete">
                <input type="hidden" name="image" value=id/>
                <p class="dialog-body">{text}</p>
                <div class="dialog-foot"><button class="button button-danger" type="submit">"Delete for ever"</button></div>
            </PostForm>
        </Popover>
    }
}
