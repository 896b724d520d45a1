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

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        middleware::from_fn,
        routing::get,
    };
    use domain::problem::{Problem, ProblemKind};
    use http::Request;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn a_panic_is_a_500_that_says_nothing_of_itself() {
        async fn fails() {
            panic!("secret detail");
        }
        let router = Router::new().route("/api/x", get(fails)).layer(from_fn(super::panic));
        let answer = router.oneshot(Request::get("/api/x").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 500);
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.kind, ProblemKind::Internal);
        assert!(!problem.message.contains("secret"));
    }
}
