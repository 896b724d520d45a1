//! A hidden file input that hands over what is chosen.

use leptos::{html, prelude::*};
use web_sys::{File, HtmlInputElement};

use crate::{browser::tree::files, effect::effect};

/// The input; whoever shows it clicks it through `node`.
#[component]
pub(super) fn FileInput(
    /// The element.
    node: NodeRef<html::Input>,
    /// Gets the chosen files.
    on_files: Callback<Vec<File>>,
    /// Whether several can be chosen at once.
    #[prop(optional)]
    multiple: bool,
    /// Whether a whole folder is chosen instead.
    #[prop(optional)]
    folder: bool,
    /// The types that the picker offers; all by default.
    #[prop(optional)]
    accept: Option<&'static str>,
    /// What tests call it.
    #[prop(optional)]
    test_id: Option<&'static str>,
) -> impl IntoView {
    let take = move |input: HtmlInputElement| {
        let chosen = input.files().map(|list| files(&list)).unwrap_or_default();
        // So that the same file can be chosen again.
        input.set_value("");
        if !chosen.is_empty() {
            on_files.run(chosen);
        }
    };
    // Chosen before the page came alive.
    effect(move || {
        if let Some(input) = node.get() {
            input.set_webkitdirectory(folder);
            take(input);
        }
    });
    let changed = move |_| {
        if let Some(input) = node.get() {
            take(input);
        }
    };
    view! {
        <input
            node_ref=node class="visually-hidden" type="file" multiple=multiple accept=accept
            tabindex="-1" aria-hidden="true" data-testid=test_id on:change=changed
        />
    }
}
