//! Keeps the pictures' cookies fresh.

use leptos::prelude::*;

use crate::{browser::cdn_images, effect::effect};

/// Shows nothing. Where somebody is logged in, it asks for new cookies before the old ones end.
#[component]
pub fn CdnRefresh() -> impl IntoView {
    effect(cdn_images::keep_fresh);
}
