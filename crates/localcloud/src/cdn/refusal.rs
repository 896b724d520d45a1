//! CloudFront's refusals, and the ones that S3 sends through it.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

use super::respond::{self, Body};

/// Why a request gets nothing. All of them are 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No `Key-Pair-Id`: the viewer has no cookies.
    MissingKey,
    /// The key is not in the group.
    InvalidKey,
    /// The signature is not base64, or not there.
    MalformedSignature,
    /// The policy is not there, or not one.
    MalformedPolicy,
    /// A wrong signature, an ended policy, or one for something else.
    AccessDenied,
    /// The origin access policy does not cover the object, or it is not there: S3 tells CloudFront no difference.
    OriginDenied,
    /// The distribution serves GET and HEAD.
    Method,
}

impl Refusal {
    /// The answer, as CloudFront words it.
    pub(super) fn response(self) -> Response<Body> {
        let (content_type, body) = match self {
            Self::MissingKey => viewer_error("MissingKey", "Missing Key-Pair-Id query parameter or cookie value"),
            Self::InvalidKey => viewer_error("InvalidKey", "Unknown Key"),
            Self::MalformedSignature => viewer_error("MalformedSignature", "Could not unencode Signature"),
            Self::MalformedPolicy => viewer_error("MalformedPolicy", "Malformed Policy"),
            Self::AccessDenied => viewer_error("AccessDenied", "Access denied"),
            Self::OriginDenied => {
                let request_id = uuid::Uuid::new_v4().simple();
                let error = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>\
                     <RequestId>{request_id}</RequestId></Error>"
                );
                ("application/xml", error)
            }
            Self::Method => ("text/plain", "This distribution allows GET and HEAD only.\n".to_owned()),
        };
        let mut response = Response::new(respond::full(body));
        *response.status_mut() = StatusCode::FORBIDDEN;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        respond::finish(&mut response, respond::ERROR);
        response
    }
}

fn viewer_error(code: &str, message: &str) -> (&'static str, String) {
    let error = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    ("text/xml", error)
}
