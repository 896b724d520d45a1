//! What a link opens: one document, for people who have no account here too.

use domain::{
    link::{LinkView, LinkedDocument},
    problem::{Problem, ProblemKind},
    share::last_day,
    size::human_size,
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use crate::{
    api::{self, Flash},
    components::{Failure, Field, FileIcon, Icon, Load, Notice, Skeleton},
    erase::Erase as _,
    state::Data,
};

/// The document of the link that the address names, or what the link asks for first.
#[component]
pub(crate) fn Link() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get("token").unwrap_or_default();
    let flash = Flash::take(&["/s/", &token()].concat());
    let problem = flash.problem;
    let view = Data::new(move || (Some(token()), 0), |token| api::links::open(token.unwrap_or_default()));
    view! {
        <Title text="A document for you"/>
        <Meta name="robots" content="noindex"/>
        <Load fallback=Skeleton view=move || {
            let (token, problem) = (token(), problem.clone());
            async move {
                match view.await {
                    Ok(LinkView::Open(document)) => view! { <Open token document problem/> }.erase(),
                    Ok(LinkView::Password) => view! { <Password token problem/> }.erase(),
                    Ok(LinkView::Login) => view! { <LogIn token/> }.erase(),
                    Err(error) if error.0.kind == ProblemKind::NotFound => view! { <Gone text=error.0.message/> }.erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

#[component]
fn Open(token: String, document: LinkedDocument, problem: Option<Problem>) -> impl IntoView {
    let has_preview = document.has_preview();
    let size = [human_size(document.size_bytes), " (".to_owned(), document.size_bytes.to_string(), " bytes)".to_owned()].concat();
    let mut facts = vec![("Type", document.content_type.label().to_owned()), ("Size", size)];
    if let Some(sha256) = document.sha256 {
        let whose = if document.sha256_verified {
            "Fingerprint: SHA-256, checked by the store"
        } else {
            "Fingerprint: SHA-256, as the uploader's browser computed it"
        };
        facts.push((whose, sha256));
    }
    if let Some(end) = document.expires_at {
        facts.push(("This link works until", last_day(end)));
    }
    if let Some(left) = document.downloads_left {
        facts.push(("Can be downloaded", if left == 1 { "Once more".to_owned() } else { [&left.to_string(), " more times"].concat() }));
    }
    let asks = token.clone();
    view! {
        <section class="card card-narrow link-page">
            <h1 class="document-title"><FileIcon content_type=document.content_type/><bdi>{document.name}</bdi></h1>
            <Notice problem/>
            <dl class="facts">
                {facts.into_iter().map(|(what, value)| view! { <div><dt>{what}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
            <div class="actions">
                <form method="post" action="/api/links/download">
                    <input type="hidden" name="token" value=token/>
                    <button class="button button-primary" type="submit" name="disposition" value="attachment"><Icon name="download"/>"Download"</button>
                </form>
                {has_preview.then(|| view! {
                    <form method="post" action="/api/links/download" target="_blank">
                        <input type="hidden" name="token" value=asks/>
                        <button class="button" type="submit" name="disposition" value="inline"><Icon name="eye"/>"Preview"</button>
                    </form>
                })}
            </div>
        </section>
    }
}

#[component]
fn Password(token: String, problem: Option<Problem>) -> impl IntoView {
    let above = problem.clone().filter(|problem| problem.field.is_none());
    view! {
        <section class="card card-narrow">
            <h1>"This document has a password"</h1>
            <p class="muted">"Whoever sent you the link knows it."</p>
            <Notice problem=above/>
            <form method="post" action="/api/links/unlock">
                <input type="hidden" name="token" value=token/>
                <Field name="password" label="Password" kind="password" problem first=true/>
                <button class="button button-primary button-wide" type="submit">"Open"</button>
            </form>
        </section>
    }
}

#[component]
fn LogIn(token: String) -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <h1>"Log in to see this document"</h1>
            <p class="muted">"Whoever made this link opens it to people with an account here."</p>
            <a class="button button-primary button-wide" href=["/login?next=/s/", &token].concat()>"Log in"</a>
        </section>
    }
}

#[component]
fn Gone(text: String) -> impl IntoView {
    view! {
        <div class="state" role="alert">
            <span class="state-icon"><Icon name="link"/></span>
            <h1 class="state-title">"Nothing here"</h1>
            <p class="state-text">{text}</p>
        </div>
    }
}
