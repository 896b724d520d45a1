//! An empty list.

use leptos::prelude::*;

use super::Icon;

/// Says what belongs here; its children offer the first step.
#[component]
pub fn Empty(icon: &'static str, title: &'static str, text: &'static str, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="state">
            <span class="state-icon"><Icon name=icon/></span>
            <p class="state-title">{title}</p>
            <p class="state-text">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
