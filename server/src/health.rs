//! For the machinery around the app: is it alive, may it get requests.

use axum::{Json, Router, extract::State, routing::get};
use http::StatusCode;
use serde::Serialize;

use crate::site::Site;

/// What `/health/ready` answers: 200 while requests may come, else 503.
#[derive(Debug, Serialize)]
struct Readiness {
    /// `ready`, `stopping`, or `unavailable` where the database does not answer.
    status: &'static str,
    /// How far the store's clock is ahead of ours, in seconds, where it is too far: uploads and downloads suffer, the rest works.
    #[serde(skip_serializing_if = "Option::is_none")]
    store_clock_skew_seconds: Option<i64>,
}

/// `/health/live` and `/health/ready`.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/health/live", get(|| async { "alive" })).route("/health/ready", get(ready))
}

async fn ready(State(site): State<Site>) -> (StatusCode, Json<Readiness>) {
    let (code, status) = if site.app.is_stopping() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if let Err(error) = services::health::check(&site.app).await {
        tracing::warn!(%error, "not ready");
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    } else {
        (StatusCode::OK, "ready")
    };
    (code, Json(Readiness { status, store_clock_skew_seconds: services::health::store_clock_skew(&site.app) }))
}
