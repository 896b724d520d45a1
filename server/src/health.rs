//! For the machinery around the app: is it alive, may it get requests.

use axum::{Router, extract::State, routing::get};
use http::StatusCode;

use crate::site::Site;

/// `/health/live` and `/health/ready`.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/health/live", get(|| async { "alive" })).route("/health/ready", get(ready))
}

async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    if site.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match services::health::check(&site.app).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}
