//! What server functions share: who asks, the use cases, and how errors leave.

use std::{str::FromStr, sync::Arc};

use domain::{
    account::Actor,
    audit::AuditFilter,
    cursor::Cursor,
    problem::{Problem, ProblemKind},
};
use http::{HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use services::RequestInfo;

use crate::api::ApiError;

pub mod cookies;
mod csp;
pub(crate) mod form;
pub(crate) mod session;

pub use csp::content_security_policy;

/// Who asks, put into the request by the server's middleware.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// Who, where somebody is logged in.
    pub actor: Option<Actor>,
    /// Where the request came from, for the audit log.
    pub info: RequestInfo,
}

/// The use cases' parts.
///
/// # Panics
/// Where the server did not provide them: every route of the app has them.
pub(crate) fn services() -> Arc<services::App> {
    expect_context()
}

/// Who asks.
pub(crate) fn visitor() -> Visitor {
    use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned()).unwrap_or_default()
}

/// Where the request came from.
pub(crate) fn info() -> RequestInfo {
    visitor().info
}

/// Who opens a link.
pub(crate) fn guest() -> services::links::Guest {
    let Visitor { actor, info } = visitor();
    let pass = use_context::<Parts>().and_then(|parts| cookies::read(&parts.headers, cookies::LINK));
    services::links::Guest { actor, info, pass }
}

/// Who is logged in, or the error that nobody is.
pub(crate) fn actor() -> Result<Actor, ApiError> {
    visitor().actor.ok_or_else(|| report(Problem::unauthenticated().into()))
}

/// Where a page of a list begins.
pub(crate) fn cursor<C: FromStr<Err = Problem>>(after: Option<String>) -> Result<Option<C>, ApiError> {
    after.map(|text| text.parse()).transpose().map_err(|problem: Problem| report(problem.into()))
}

/// What a query of the audit log's page asks for, and where the page begins.
pub(crate) fn audit_query(query: &str) -> Result<(AuditFilter, Option<Cursor>), ApiError> {
    let get = |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let filter = AuditFilter::from_query(get).map_err(|problem| report(problem.into()))?;
    Ok((filter, cursor(get("after"))?))
}

/// Turns a use case's error into what people may see, and logs its cause once.
pub(crate) fn report(error: services::Error) -> ApiError {
    let (problem, cause) = error.into_problem();
    if let Some(cause) = cause {
        tracing::error!(cause, "a use case failed");
    }
    set_status(&problem);
    ApiError(problem)
}

/// Gives the response the status of a problem's kind. Pages for anonymous people ask who is logged in too: that is no error there.
pub(crate) fn set_status(problem: &Problem) {
    if problem.kind == ProblemKind::Unauthenticated && !is_call() {
        return;
    }
    let Some(response) = use_context::<ResponseOptions>() else { return };
    response.set_status(StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if let Some(seconds) = problem.retry_after_seconds {
        response.insert_header(RETRY_AFTER, seconds.into());
    }
}

/// Whether this is a server function's own request, not the rendering of a page that needs its answer.
fn is_call() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.uri.path().starts_with("/api/"))
}

/// Adds a header to the response, beside others of the same name.
pub(crate) fn append_header(name: HeaderName, value: HeaderValue) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(name, value);
    }
}
