//! `CreateInvalidation` of CloudFront's API, so that the app's adapter needs no other way here than in production.
//!
//! It is done when it is answered. The same batch asked for again gets the same id.
//!
//! Source: <https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html>

use aws_lc_rs::digest;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use quick_xml::escape::escape;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::edge::Edge;
use super::respond::{self, Body};
use super::sigv4::{self, Unsigned};

const API: &str = "/2020-05-31/distribution/";
const NAMESPACE: &str = "http://cloudfront.amazonaws.com/doc/2020-05-31/";
/// CloudFront takes 3000 paths of 4 KB at once; this is plenty for one machine.
const MAX_BODY_BYTES: usize = 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InvalidationBatch {
    paths: Paths,
    caller_reference: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Paths {
    quantity: usize,
    items: Items,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Items {
    #[serde(default)]
    path: Vec<String>,
}

/// Whether a request is for the API and not for an object.
pub(super) fn is_for<B>(request: &Request<B>) -> bool {
    request.method() == Method::POST && request.uri().path().starts_with(API)
}

/// Answers a request for the API.
pub(super) async fn answer<B>(edge: &Edge, request: Request<B>) -> Response<Body>
where
    B: hyper::body::Body<Data = Bytes> + Send,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return error(StatusCode::BAD_REQUEST, "InvalidArgument", "The body is too large or was cut off."),
    };
    if let Err(unsigned) = sigv4::verify(edge.control_key(), &parts, &body, edge.now()) {
        tracing::warn!(?unsigned, "refused an invalidation");
        let (status, message) = match unsigned {
            Unsigned::MissingAuthenticationToken => (StatusCode::FORBIDDEN, "Request is missing Authentication Token"),
            Unsigned::IncompleteSignature => (StatusCode::BAD_REQUEST, "The request signature does not conform to AWS standards."),
            Unsigned::InvalidClientTokenId => (StatusCode::FORBIDDEN, "The security token included in the request is invalid."),
            Unsigned::SignatureDoesNotMatch => {
                (StatusCode::FORBIDDEN, "The request signature we calculated does not match the signature you provided.")
            }
            Unsigned::RequestExpired => (StatusCode::FORBIDDEN, "Signature expired, or not yet valid."),
        };
        return error(status, &format!("{unsigned:?}"), message);
    }
    let distribution = parts.uri.path().strip_prefix(API).and_then(|rest| rest.strip_suffix("/invalidation"));
    if distribution != Some(edge.distribution_id()) {
        return error(StatusCode::NOT_FOUND, "NoSuchDistribution", "The specified distribution does not exist.");
    }
    let Some(batch) = std::str::from_utf8(&body).ok().and_then(|xml| quick_xml::de::from_str::<InvalidationBatch>(xml).ok()) else {
        return error(StatusCode::BAD_REQUEST, "InvalidArgument", "The body is no InvalidationBatch.");
    };
    let paths = &batch.paths.items.path;
    if batch.paths.quantity != paths.len() || paths.is_empty() {
        return error(StatusCode::BAD_REQUEST, "InconsistentQuantities", "The value of Quantity and the number of paths differ.");
    }
    let dropped = edge.invalidate(paths);
    tracing::info!(paths = paths.len(), dropped, "invalidated");
    created(edge, &batch)
}

fn created(edge: &Edge, batch: &InvalidationBatch) -> Response<Body> {
    let paths = &batch.paths.items.path;
    let id = invalidation_id(batch);
    let time = OffsetDateTime::from_unix_timestamp(edge.now()).ok().and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default();
    let items: Vec<String> = paths.iter().map(|path| format!("<Path>{}</Path>", escape(path.as_str()))).collect();
    let items = items.concat();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Invalidation xmlns=\"{NAMESPACE}\"><Id>{id}</Id><Status>Completed</Status>\
         <CreateTime>{time}</CreateTime><InvalidationBatch><Paths><Quantity>{}</Quantity><Items>{items}</Items></Paths>\
         <CallerReference>{}</CallerReference></InvalidationBatch></Invalidation>",
        paths.len(),
        escape(batch.caller_reference.as_str()),
    );
    let mut response = xml(StatusCode::CREATED, body);
    if let Ok(location) = HeaderValue::from_str(&format!("{API}{}/invalidation/{id}", edge.distribution_id())) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn invalidation_id(batch: &InvalidationBatch) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in std::iter::once(&batch.caller_reference).chain(&batch.paths.items.path) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let digest = context.finish();
    let letters = digest.as_ref().iter().take(13).map(|byte| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[usize::from(byte % 32)]));
    std::iter::once('I').chain(letters).collect()
}

fn error(status: StatusCode, code: &str, message: &str) -> Response<Body> {
    let request_id = uuid::Uuid::new_v4();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    );
    xml(status, body)
}

fn xml(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(respond::full(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    response
}
