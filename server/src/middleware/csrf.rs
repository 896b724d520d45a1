//! Cross-site requests stop here: server functions check neither `Origin` nor `Content-Type` themselves.
//!
//! Source: <https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site>

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::problem::{Problem, ProblemKind};
use http::{
    HeaderMap, Method, StatusCode,
    header::{CONTENT_TYPE, ORIGIN},
};

use crate::{refusal::refuse, site::Site};

/// What server functions are posted as.
const CONTENT_TYPES: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

/// Lets through safe methods, and unsafe ones of our own pages with a known content type.
pub async fn csrf(State(site): State<Site>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    if !is_own(request.headers(), site.public_url.as_str()) {
        let problem =
            Problem::new(ProblemKind::Forbidden, "This request did not come from a page of Gatehouse, so it was not carried out.");
        return refuse(&request, StatusCode::FORBIDDEN, &problem);
    }
    if !has_known_type(request.headers()) {
        let problem = Problem::new(ProblemKind::UnsupportedType, format!("Send the request as {}.", CONTENT_TYPES.join(" or ")));
        return refuse(&request, StatusCode::UNSUPPORTED_MEDIA_TYPE, &problem);
    }
    next.run(request).await
}

/// Browsers that send `Sec-Fetch-Site` are taken at their word; the others must name our origin.
fn is_own(headers: &HeaderMap, origin: &str) -> bool {
    headers.get("sec-fetch-site").map_or_else(|| headers.get(ORIGIN).is_some_and(|value| value == origin), |site| site == "same-origin")
}

fn has_known_type(headers: &HeaderMap) -> bool {
    let essence = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    match (values.next().map(|value| value.to_str()), values.next()) {
        (Some(Ok(value)), None) => CONTENT_TYPES.contains(&essence(value).as_str()),
        _ => false,
    }
}
