//! One file for each page.

mod account;
mod audit;
mod document;
mod document_list;
mod documents;
mod home;
mod images;
mod link;
mod login;
mod not_found;
mod people;
mod register;
mod shared;
mod trash;
mod upload;
mod upload_ticket;

pub(crate) use account::Account;
pub(crate) use audit::Audit;
pub(crate) use document::Document;
pub(crate) use documents::Documents;
pub(crate) use home::Home;
pub(crate) use images::Images;
pub(crate) use link::Link;
pub(crate) use login::Login;
pub(crate) use not_found::NotFound;
pub(crate) use people::People;
pub(crate) use register::Register;
pub(crate) use shared::Shared;
pub(crate) use trash::Trash;
pub(crate) use upload::Upload;
pub(crate) use upload_ticket::UploadTicket;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A value of the address's query, tracked.
fn query(name: &'static str) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    let query = use_query_map();
    move || query.read().get(name)
}
