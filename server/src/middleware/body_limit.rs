//! No request to the app is large: files go to S3. The body is read here, up to the limit, so that the answer to more is a clear 413.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use domain::{
    problem::{Problem, ProblemKind},
    size::human_size,
};
use http::{StatusCode, header::CONTENT_LENGTH};

use crate::refusal::refuse;

/// The largest body of a request to the app, in bytes.
pub const BODY_LIMIT_BYTES: usize = 64 * 1024;

/// Answers 413 to a larger body, whether it is announced or arrives in pieces.
pub async fn body_limit(request: Request, next: Next) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let limit = BODY_LIMIT_BYTES as u64;
    if announced.is_some_and(|bytes| bytes > limit) {
        return too_large(&request);
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, BODY_LIMIT_BYTES).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        // Too much of it, or the connection broke: then nobody reads the answer.
        Err(_) => too_large(&Request::from_parts(parts, Body::empty())),
    }
}

fn too_large(request: &Request) -> Response {
    let limit = human_size(BODY_LIMIT_BYTES as u64);
    let message = format!("The request is too large; the app takes {limit} at most. Files are uploaded to the file store, not to the app.");
    refuse(request, StatusCode::PAYLOAD_TOO_LARGE, &Problem::new(ProblemKind::TooLarge, message))
}
