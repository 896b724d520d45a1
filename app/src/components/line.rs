//! One line of a small form.

use leptos::prelude::*;

use crate::erase::Erase as _;

/// A labelled input; several forms of a page may have one of the same name.
#[component]
pub fn Line(
    /// What people read.
    label: &'static str,
    /// The field's name in the form.
    name: &'static str,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What it holds.
    #[prop(optional)]
    value: String,
    /// The id of a list that is offered.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    // A new password is nobody's to fill in.
    let autocomplete = if kind == "password" { "new-password" } else { "off" };
    view! {
        <label class="field">
            <span>{label}</span>
            <input type=kind name=name value=value list=list autocomplete=autocomplete/>
        </label>
    }
    .erase()
}
