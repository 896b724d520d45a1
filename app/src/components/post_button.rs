//! A form that is one button.

use leptos::prelude::*;

use super::{Icon, PostForm};
use crate::erase::Erase as _;

/// Posts its fields when the button is pressed; the button is an icon, or says what it does.
#[component]
pub fn PostButton(
    /// The server function's path.
    action: &'static str,
    /// What is posted, by the fields' names.
    fields: Vec<(&'static str, String)>,
    /// What it does, for screen readers and in a tooltip.
    label: String,
    /// What it looks like.
    icon: &'static str,
) -> impl IntoView {
    let fields = fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <PostForm action>
            {fields}
            <button class="button-icon" type="submit" aria-label=label.clone() title=label><Icon name=icon/></button>
        </PostForm>
    }
    .erase()
}
