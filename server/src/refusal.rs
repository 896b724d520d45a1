//! Answers of the middleware itself: a problem as JSON for programs, as a small page for people.

use axum::{
    Json,
    extract::Request,
    response::{Html, IntoResponse as _, Response},
};
use domain::problem::Problem;
use http::{
    StatusCode,
    header::{ACCEPT, RETRY_AFTER},
};

/// What an answer should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    /// For a script of ours.
    Json,
    /// For a person: a page or a form post.
    Page,
}

impl Wants {
    /// Judges by the path, and by `Accept` where a form posts to a server function.
    pub(crate) fn of(request: &Request) -> Self {
        let html = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"));
        if request.uri().path().starts_with("/api/") && !html { Self::Json } else { Self::Page }
    }
}

/// Answers `request` with a problem.
pub(crate) fn refuse(request: &Request, status: StatusCode, problem: &Problem) -> Response {
    refuse_as(Wants::of(request), status, problem)
}

/// Answers with a problem.
pub(crate) fn refuse_as(wants: Wants, status: StatusCode, problem: &Problem) -> Response {
    let mut response = match wants {
        Wants::Json => (status, Json(problem)).into_response(),
        Wants::Page => (status, Html(page(status, &problem.message))).into_response(),
    };
    if let Some(seconds) = problem.retry_after_seconds {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// Logs an error of a use case once, and answers with what people may see of it.
pub(crate) fn report(wants: Wants, error: services::Error) -> Response {
    let (problem, cause) = error.into_problem();
    if let Some(cause) = cause {
        tracing::error!(cause, "a use case failed");
    }
    let status = StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    refuse_as(wants, status, &problem)
}

/// Messages are ours, but may name a file: escaped all the same.
fn page(status: StatusCode, message: &str) -> String {
    let escaped = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let title = status.canonical_reason().unwrap_or("Error");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · Gatehouse</title><link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><main><h1>{title}</h1><p>{escaped}</p><p><a href=\"/\">Back to Gatehouse</a></p></main></body></html>"
    )
}
