//! The download button.

use leptos::prelude::*;

use super::Icon;

/// A form that is answered by a redirect to a short-lived URL of the store: the same with and without JavaScript.
#[component]
pub fn Fetch(
    /// The document.
    id: String,
    /// What a screen reader calls it.
    name: String,
    /// An older version; by default the current one.
    #[prop(optional, into)]
    version: Option<u32>,
    /// Whether the button says what it does.
    #[prop(optional)]
    text: bool,
) -> impl IntoView {
    let class = if text { "button button-small" } else { "button-icon" };
    view! {
        <form method="post" action="/api/documents/download">
            <input type="hidden" name="document" value=id/>
            {version.map(|version| view! { <input type="hidden" name="version" value=version.to_string()/> })}
            <input type="hidden" name="disposition" value="attachment"/>
            <button class=class type="submit" aria-label=["Download ", &name].concat() title="Download">
                <Icon name="download"/>
                {text.then_some("Download")}
            </button>
        </form>
    }
}
