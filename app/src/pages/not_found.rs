//! An address that leads nowhere. The server gives it its status.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{components::Icon, erase::Erase as _};

/// The page for unknown addresses.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <Title text="Page not found"/>
        <div class="state">
            <span class="state-icon"><Icon name="search"/></span>
            <h1>"Page not found"</h1>
            <p class="state-text">"Nothing is at this address. Perhaps the link is old, or a letter is missing."</p>
            <a class="button" href="/">"Back to the start"</a>
        </div>
    }
    .erase()
}
