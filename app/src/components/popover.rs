//! A small dialog that opens without scripts.

use leptos::prelude::*;

use crate::erase::Erase as _;

/// Opened by a button whose `popovertarget` is the id; Escape or a click outside closes it.
#[component]
pub fn Popover<V: IntoView + 'static>(id: String, label: &'static str, children: TypedChildren<V>) -> impl IntoView {
    dialog(id, label, children.into_inner()().erase())
}

/// Of which the content is made anew when the list has loaded again: another row's in this place gets forms of its own.
#[component]
pub fn FreshPopover(id: String, label: &'static str, content: Box<dyn Fn() -> AnyView + Send>) -> impl IntoView {
    dialog(id, label, content.erase())
}

fn dialog(id: String, label: &'static str, content: AnyView) -> AnyView {
    view! { <div class="dialog question" id=id popover="auto" role="dialog" aria-label=label>{content}</div> }.erase()
}
