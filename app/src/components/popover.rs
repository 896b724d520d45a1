//! A small dialog that opens without scripts.

use leptos::prelude::*;

/// Opened by a button whose `popovertarget` is the id; Escape or a click outside closes it.
#[component]
pub fn Popover<V: IntoView + 'static>(id: String, label: &'static str, children: TypedChildren<V>) -> impl IntoView {
    view! { <div class="dialog question" id=id popover="auto" role="dialog" aria-label=label>{children.into_inner()()}</div> }
}
