//! An icon of the sprite.

use leptos::prelude::*;

/// A picture beside words, in their colour and size; screen readers do not see it. `name` is a symbol of `/icons.svg`.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    let href = ["/icons.svg#", name].concat();
    view! { <svg class="icon" aria-hidden="true"><use_ href=href></use_></svg> }
}
