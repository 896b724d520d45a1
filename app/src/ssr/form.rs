//! Answers to plain form posts: always 303, to the next page or back to the form with what was wrong.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::Actor,
    cursor::PAGE_SIZE,
    id::{DocumentId, FolderId},
    local_path::local_path,
    problem::Problem,
    share::{ShareRole, end_of_day},
};
use http::{
    HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, LOCATION, SET_COOKIE},
    request::Parts,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use services::shares::Terms;

use super::{append_header, cookies, report, visitor};
use crate::api::{ApiError, Flash};

/// Where people begin.
const HOME: &str = "/documents";
/// How long a refused form waits for its page, in seconds.
const FLASH_SECONDS: u32 = 60;
/// More documents than a page shows are not selected at once.
const SELECTION_LIMIT: usize = PAGE_SIZE as usize;
/// What is typed into a field is kept up to so many characters: a cookie has 4 KiB.
const VALUE_LIMIT: usize = 300;

/// Whether a browser posted a form by itself; a script of ours asks for JSON.
fn is_plain() -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let header = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    header(CONTENT_TYPE).starts_with("application/x-www-form-urlencoded") && !header(ACCEPT).contains("application/json")
}

/// Sends a plain form's browser to `target`: a path of ours, or a URL that we signed. Answers the same text, for scripts.
pub(crate) fn go_to(target: &str) -> String {
    if let (true, Some(response), Ok(location)) = (is_plain(), use_context::<ResponseOptions>(), HeaderValue::from_str(target)) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(LOCATION, location);
    }
    target.to_owned()
}

/// Sends the browser where the person wanted to go, if that is a page of ours.
pub(crate) fn go_on(next: &str) -> String {
    go_to(page(next))
}

/// Who is logged in; where nobody is, as [`refuse`] does.
pub(crate) fn actor(page: &str, typed: &[(&str, &str)]) -> Result<Actor, ApiError> {
    visitor().actor.ok_or_else(|| refuse(Problem::unauthenticated().into(), page, typed))
}

/// Reports an error; a plain form's browser is sent back to `page`, which shows it with what was typed.
pub(crate) fn refuse(error: services::Error, page: &str, typed: &[(&str, &str)]) -> ApiError {
    let error = report(error);
    answer(page, Some(&error.0), typed);
    error
}

/// Sends a plain form's browser to `page`, which tells what was done.
pub(crate) fn succeed(page: &str, done: &[(&str, &str)]) {
    answer(page, None, done);
}

/// Answers what people read; a plain form's browser goes to `page`, which says it.
pub(crate) fn tell(told: Result<String, services::Error>, page: &str) -> Result<String, ApiError> {
    let told = told.map_err(|error| refuse(error, page, &[]))?;
    succeed(page, &[("told", &told)]);
    Ok(told)
}

/// The page that a form came from.
pub(crate) fn page(back: &str) -> &str {
    local_path(back).unwrap_or(HOME)
}

/// The folder of a form's choice; the empty text is the top.
pub(crate) fn folder(text: &str) -> Result<Option<FolderId>, Problem> {
    let wrong = |_| Problem::invalid("folder", "Choose one of the folders in the list.");
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(wrong) }
}

/// The documents that a form's boxes name.
pub(crate) fn ids(text: &str) -> Result<Vec<DocumentId>, Problem> {
    let mut ids = text.split(',').map(str::parse).collect::<Result<Vec<_>, _>>().unwrap_or_default();
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => Err(Problem::invalid("documents", "Nothing is selected. Tick the box before each document that you mean.")),
        1..=SELECTION_LIMIT => Ok(ids),
        _ => Err(Problem::invalid("documents", format!("Select at most {SELECTION_LIMIT} documents at once."))),
    }
}

/// What a form shares for, and until when.
pub(crate) fn terms(role: Option<ShareRole>, until: &str) -> Result<Terms, Problem> {
    Ok(Terms { role: role.unwrap_or(ShareRole::View), expires_at: end_of_day(until)? })
}

/// How many documents something happened to.
pub(crate) fn count(documents: usize, one: &str, many: &str) -> String {
    if documents == 1 { ["1 document", one].concat() } else { format!("{documents} documents{many}") }
}

fn answer(page: &str, problem: Option<&Problem>, values: &[(&str, &str)]) {
    if !is_plain() {
        return;
    }
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.chars().take(VALUE_LIMIT).collect())).collect();
    let path = page.split('?').next().unwrap_or_default();
    let flash = Flash { page: path.to_owned(), problem: problem.cloned(), values };
    if let Ok(json) = serde_json::to_vec(&flash) {
        append_header(SET_COOKIE, cookies::flash(&URL_SAFE_NO_PAD.encode(json), FLASH_SECONDS));
    }
    go_to(page);
}

/// The flash of `page`, cleared with this answer.
pub(crate) fn take_flash(page: &str) -> Flash {
    let none = Flash { page: page.to_owned(), ..Flash::default() };
    let cookie = use_context::<Parts>().and_then(|parts| cookies::read(&parts.headers, cookies::FLASH));
    let decoded = cookie.and_then(|value| serde_json::from_slice::<Flash>(&URL_SAFE_NO_PAD.decode(value).ok()?).ok());
    match decoded.filter(|flash| flash.page == page) {
        Some(flash) => {
            append_header(SET_COOKIE, cookies::flash("", 0));
            flash
        }
        None => none,
    }
}
