//! One line of a form.

use domain::problem::Problem;
use leptos::prelude::*;

use crate::erase::Erase as _;

/// A labelled input with its hint and, beside it, what is wrong with it.
#[component]
pub fn Field(
    /// The field's name in the form.
    name: &'static str,
    /// What people read.
    label: &'static str,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// For password managers.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What it holds.
    #[prop(optional)]
    value: String,
    /// A sentence below it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The form's problem; shown here if it is about this field, which is then focused.
    problem: Option<Problem>,
    /// Whether it is focused when nothing is wrong.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let wrong = problem.filter(|problem| problem.field.as_deref() == Some(name)).map(|problem| problem.message);
    let (hint_id, error_id) = ([name, "-hint"].concat(), [name, "-error"].concat());
    let described = match (wrong.is_some(), hint.is_some()) {
        (true, _) => Some(error_id.clone()),
        (false, true) => Some(hint_id.clone()),
        (false, false) => None,
    };
    let invalid = wrong.is_some().then_some("true");
    let focus = first || wrong.is_some();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                autofocus=focus
                required
                aria-invalid=invalid
                aria-describedby=described
            />
            {match wrong {
                Some(message) => view! { <p class="field-error" id=error_id role="alert">{message}</p> }.erase(),
                None => hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> }).erase(),
            }}
        </div>
    }
}
