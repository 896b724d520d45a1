//! A document's links, and how another one is made.

use domain::link::{LinkRow, LinkState};
use leptos::{html, prelude::*, task::spawn_local};

use super::{AccessUntil, Icon, Line, PostButton, PostForm, Time};
use crate::{browser::clipboard, effect::effect, state::toasts};

/// The form that makes a link, the one just made, and those there are.
#[component]
pub fn Links(
    /// The document.
    id: String,
    /// Its links.
    links: Vec<LinkRow>,
    /// The address of a link that was just made; empty: of none.
    made: RwSignal<String>,
) -> impl IntoView {
    let of = id.clone();
    view! {
        <h3>"Links"</h3>
        {move || Some(made.get()).filter(|url| !url.is_empty()).map(|url| view! { <Made url/> })}
        <details class="link-form">
            <summary><Icon name="link"/>"Make a link"</summary>
            <PostForm action="/api/links/create" answer=made>
                <input type="hidden" name="document" value=id/>
                <p class="muted">"Whoever has the link can open the document, without an account too."</p>
                <Line label="Password (optional)" name="password" kind="password"/>
                <Line label="Until (optional)" name="until" kind="date"/>
                <Line label="Downloads at most (optional)" name="limit" kind="number"/>
                <label class="check"><input type="checkbox" name="login" value="yes"/>"Only for people with an account here"</label>
                <button class="button" type="submit">"Make the link"</button>
            </PostForm>
        </details>
        <ul class="shares" aria-label="Links">{links.into_iter().map(|row| view! { <Link id=of.clone() row/> }).collect_view()}</ul>
    }
}

/// The new link's address. Nobody can tell it again: the server keeps a hash.
#[component]
fn Made(url: String) -> impl IntoView {
    let toasts = toasts();
    let field = NodeRef::<html::Input>::new();
    let select = move || {
        if let Some(field) = field.get() {
            field.select();
        }
    };
    effect(select);
    let address = url.clone();
    let copy = move |_| {
        let address = address.clone();
        spawn_local(async move {
            let copied = clipboard::write(&address).await;
            toasts.show(
                if copied { "Link copied." } else { "The browser did not let the link be copied. Select it and copy it yourself." }
                    .to_owned(),
            );
        });
    };
    view! {
        <div class="made-link" role="status">
            <p>"The link is made. Copy it now: it is shown only this once."</p>
            <span class="field field-line">
                <input node_ref=field readonly autofocus value=url aria-label="The new link" on:focus=move |_| select()/>
                <button class="button needs-scripts" type="button" on:click=copy><Icon name="copy"/>"Copy"</button>
            </span>
        </div>
    }
}

#[component]
fn Link(id: String, row: LinkRow) -> impl IntoView {
    let (look, state) = match row.state {
        LinkState::Open => ("badge badge-ok", "Open"),
        LinkState::Expired => ("badge badge-danger", "Ended"),
        LinkState::UsedUp => ("badge badge-danger", "Used up"),
    };
    let mut count = row.downloads.to_string();
    if let Some(limit) = row.download_limit {
        count = [&count, " of ", &limit.to_string()].concat();
    }
    let count = [count.as_str(), if row.downloads == 1 && row.download_limit.is_none() { " download" } else { " downloads" }].concat();
    view! {
        <li class="share">
            <Icon name="link"/>
            <div class="share-name">
                <span class=look>{state}</span> <AccessUntil end=row.expires_at/>
                {row.has_password.then(|| view! { <span class="badge">"Password"</span> })}
                {row.login_required.then(|| view! { <span class="badge">"Log-in"</span> })}
                <p class="muted">{count}" · "<bdi>{row.created_by}</bdi>" · "<Time at=row.created_at/></p>
            </div>
            <PostButton action="/api/links/revoke" fields=vec![("document", id), ("link", row.id.to_string())] label="Revoke this link".to_owned() icon="x"/>
        </li>
    }
}
