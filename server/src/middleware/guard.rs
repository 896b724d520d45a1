//! Guarded pages answer before they render. For comfort only: services decide who may do what.

use app::ssr::Visitor;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::local_path::local_path;
use http::Uri;

/// Where people begin.
const HOME: &str = "/documents";
/// Pages that make no sense to somebody who is logged in.
const DOORS: [&str; 2] = ["/login", "/register"];

/// Sends anonymous people from guarded pages to the log-in, and logged-in ones from there to where they were going.
pub async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let known = request.extensions().get::<Visitor>().is_some_and(|visitor| visitor.actor.is_some());
    if path.starts_with("/api/") {
        next.run(request).await
    } else if known && DOORS.contains(&path) {
        Redirect::to(wanted(request.uri()).as_deref().unwrap_or(HOME)).into_response()
    } else if !known && !app::is_public(path) {
        Redirect::to(&login(request.uri())).into_response()
    } else {
        next.run(request).await
    }
}

/// The `next` of a log-in page's address, if it is a page of ours.
fn wanted(uri: &Uri) -> Option<String> {
    let value = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("next="))?;
    let decoded = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
    local_path(&decoded).map(str::to_owned)
}

fn login(uri: &Uri) -> String {
    let next = uri.path_and_query().and_then(|page| local_path(page.as_str()));
    next.map_or_else(
        || "/login".to_owned(),
        |next| format!("/login?next={}", percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC)),
    )
}
