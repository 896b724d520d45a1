//! An empty list.

use leptos::prelude::*;

use super::Icon;

/// Says what belongs here.
#[component]
pub fn Empty(icon: &'static str, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div class="state">
            <span class="state-icon"><Icon name=icon/></span>
            <p class="state-title">{title}</p>
            <p class="state-text">{text}</p>
        </div>
    }
}
