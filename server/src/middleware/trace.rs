//! One log line a request. Never a query string (they hold signatures), never a link's token, never a cookie.

use std::time::Instant;

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A link's address opens its document to whoever reads it.
fn loggable(path: &str) -> &str {
    if path.starts_with("/s/") { "/s/…" } else { path }
}

/// Names the request, logs how it went, and gives the name to the client for questions.
pub async fn trace(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let span = tracing::info_span!("request", id, method = %request.method(), path = loggable(request.uri().path()));
    let quiet = request.uri().path().starts_with("/health/");
    async move {
        let start = Instant::now();
        let mut response = next.run(request).await;
        let (status, elapsed_ms) = (response.status().as_u16(), start.elapsed().as_millis());
        if response.status().is_server_error() {
            tracing::warn!(status, elapsed_ms, "request failed");
        } else if !quiet {
            tracing::info!(status, elapsed_ms, "request served");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
    .instrument(span)
    .await
}
