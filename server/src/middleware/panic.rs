//! A panic answers 500 like any other failure; the panic hook has logged it.

use std::panic::AssertUnwindSafe;

use axum::{extract::Request, middleware::Next, response::Response};
use domain::problem::Problem;
use futures::FutureExt as _;
use http::StatusCode;

use crate::refusal::{Wants, refuse_as};

/// Turns a panic into a 500.
pub async fn panic(request: Request, next: Next) -> Response {
    let wants = Wants::of(&request);
    // The request is gone with the panic and shared state is behind locks that poison: nothing half-changed is looked at again.
    AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| refuse_as(wants, StatusCode::INTERNAL_SERVER_ERROR, &Problem::internal()))
}
