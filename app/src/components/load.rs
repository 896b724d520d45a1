//! A part of a page that waits for its data.

use leptos::{children::ViewFnOnce, prelude::*};

use crate::erase::Erase as _;

/// Shows `fallback` until the view is there for the first time; when the data load again, the old view stays until then.
#[component]
pub fn Load<F, V>(
    /// Shown at first.
    #[prop(optional, into)]
    fallback: ViewFnOnce,
    /// What awaits the data. Called anew whenever a signal changes that it reads before its first wait.
    view: F,
) -> impl IntoView
where
    F: Fn() -> V + Send + 'static,
    V: Future<Output = AnyView> + Send + 'static,
{
    // Without its type, so that the transition is compiled once.
    let view: Box<dyn Fn() -> Suspend<AnyView> + Send> = Box::new(move || Suspend::new(view()));
    view! { <Transition fallback>{view}</Transition> }.erase()
}
