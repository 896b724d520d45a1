//! The routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{effect::effect, frame::Frame, pages, state};

/// Whether a page needs no log-in.
pub fn is_public(path: &str) -> bool {
    matches!(path, "/" | "/login" | "/register") || path.starts_with("/s/")
}

/// The whole interface. Pages are rendered when their data are there, so that they work without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    state::provide();
    effect(|| {
        if let Some(root) = document().document_element() {
            // Tests wait for it.
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Gatehouse".to_owned() } else { title + " · Gatehouse" }/>
        <Router>
            <Frame>
                <FlatRoutes fallback=pages::NotFound>
                    <Route path=path!("/") view=pages::Home ssr=SsrMode::Async/>
                    <Route path=path!("/login") view=pages::Login ssr=SsrMode::Async/>
                    <Route path=path!("/register") view=pages::Register ssr=SsrMode::Async/>
                    <Route path=path!("/documents") view=pages::Documents ssr=SsrMode::Async/>
                    <Route path=path!("/shared") view=pages::Shared ssr=SsrMode::Async/>
                    <Route path=path!("/s/:token") view=pages::Link ssr=SsrMode::Async/>
                    <Route path=path!("/documents/:id") view=pages::Document ssr=SsrMode::Async/>
                    <Route path=path!("/upload") view=pages::Upload ssr=SsrMode::Async/>
                    <Route path=path!("/uploads/:id") view=pages::UploadTicket ssr=SsrMode::Async/>
                    <Route path=path!("/trash") view=pages::Trash ssr=SsrMode::Async/>
                    <Route path=path!("/images") view=pages::Images ssr=SsrMode::Async/>
                    <Route path=path!("/people") view=pages::People ssr=SsrMode::Async/>
                    <Route path=path!("/account") view=pages::Account ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view=pages::Audit ssr=SsrMode::Async/>
                </FlatRoutes>
            </Frame>
        </Router>
    }
}
