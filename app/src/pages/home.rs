//! What this is, for people who do not know yet.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

use crate::{
    components::{Icon, Load},
    erase::Erase as _,
    state::session,
};

/// The first page. Whoever is logged in goes on to their documents.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let session = session();
    view! {
        <Title text=""/>
        <Load view=move || async move { session.me.await.is_ok().then(|| view! { <Redirect path="/documents"/> }).erase() }/>
        <section class="hero">
            <h1>"Contracts in, contracts out. Nothing in between."</h1>
            <p class="lead">
                "Gatehouse keeps your contracts and invoices. It decides who may send or fetch a file, and writes it down; the file itself travels straight between your browser and the store."
            </p>
            <div class="hero-actions">
                <a class="button button-primary" href="/register">"Create account"</a>
                <a class="button" href="/login">"Log in"</a>
            </div>
            <ul class="reasons">
                <Reason icon="upload" title="Straight to the store" text="Uploads of up to 50 MB with progress, and nothing waits in a queue on our side."/>
                <Reason icon="lock" title="Private by itself" text="A document opens for its owner, by a link that lives for minutes."/>
                <Reason icon="shield-check" title="Everything on record" text="Every upload and every download is in the audit log before it happens."/>
            </ul>
        </section>
    }
    .erase()
}

#[component]
fn Reason(icon: &'static str, title: &'static str, text: &'static str) -> impl IntoView {
    view! { <li class="reason"><Icon name=icon/><h2>{title}</h2><p>{text}</p></li> }
}
