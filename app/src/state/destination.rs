//! Where files go that are brought to the open page.

use domain::{purpose::Purpose, upload::Target};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::read_query;

/// What files are for that are dropped, pasted or chosen here, and what they belong to; untracked.
pub(crate) fn destination() -> impl Fn() -> (Purpose, Target) + Copy + Send + Sync + 'static {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    move || match path.get_untracked().as_str() {
        "/images" => (Purpose::Image, Target::Top),
        "/documents" => (Purpose::Document, search.with_untracked(|query| read_query(query).0.folder).map_or(Target::Top, Target::Folder)),
        _ => (Purpose::Document, Target::Top),
    }
}
