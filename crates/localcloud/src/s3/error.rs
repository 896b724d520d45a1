//! S3's error documents.

use http::{HeaderValue, Response, StatusCode, header};
use quick_xml::escape::escape;
use s3s::Body;
use uuid::Uuid;

/// A refusal with S3's status, code, message and further elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct S3Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) elements: Vec<(&'static str, String)>,
}

impl S3Failure {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), elements: Vec::new() }
    }

    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "We encountered an internal error. Please try again.")
    }

    pub(crate) fn with(mut self, element: &'static str, value: impl Into<String>) -> Self {
        self.elements.push((element, value.into()));
        self
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let request_id = Uuid::new_v4().simple().to_string().to_uppercase();
        let elements = self.elements.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escape(value.as_str())));
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>{}\
             <RequestId>{request_id}</RequestId><HostId>embedded</HostId></Error>",
            self.code,
            escape(self.message.as_str()),
            elements.collect::<String>()
        );
        let mut response = Response::new(Body::from(xml));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        if let Ok(id) = HeaderValue::from_str(&request_id) {
            response.headers_mut().insert("x-amz-request-id", id);
        }
        response
    }
}
