//! CORS as S3 answers it: by the bucket's rules, on errors too.

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use s3s::Body;

use super::{
    bucket_config::{BucketConfig, CorsRule},
    error::S3Failure,
};

const VARY: HeaderValue = HeaderValue::from_static("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");

/// Answers a preflight.
pub(super) fn preflight(config: &BucketConfig, headers: &HeaderMap) -> Response<Body> {
    let Some(origin) = text(headers, &header::ORIGIN) else {
        let message = "Insufficient information. Origin request header needed.";
        return S3Failure::bad_request("BadRequest", message).into_response();
    };
    let method = text(headers, &header::ACCESS_CONTROL_REQUEST_METHOD).unwrap_or_default();
    let wanted: Vec<String> = text(headers, &header::ACCESS_CONTROL_REQUEST_HEADERS)
        .unwrap_or_default()
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    let rule = find(config, origin, method)
        .filter(|rule| wanted.iter().all(|name| rule.headers.iter().any(|pattern| matches(&pattern.to_ascii_lowercase(), name))));
    let Some(rule) = rule else {
        let message = "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / \
                       Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
        return S3Failure::new(StatusCode::FORBIDDEN, "AccessForbidden", message)
            .with("Method", method)
            .with("ResourceType", "BUCKET")
            .into_response();
    };
    let mut response = Response::new(Body::empty());
    allow(response.headers_mut(), rule, origin);
    if !wanted.is_empty() {
        set(response.headers_mut(), header::ACCESS_CONTROL_ALLOW_HEADERS, &wanted.join(", "));
    }
    if let Some(seconds) = rule.max_age_seconds {
        set(response.headers_mut(), header::ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    response
}

/// Adds the headers that let a page of an allowed origin read the answer.
pub(super) fn decorate(config: &BucketConfig, method: &Method, origin: Option<&HeaderValue>, response: &mut HeaderMap) {
    let Some(origin) = origin.and_then(|origin| origin.to_str().ok()) else { return };
    if let Some(rule) = find(config, origin, method.as_str()) {
        allow(response, rule, origin);
    }
}

fn find<'a>(config: &'a BucketConfig, origin: &str, method: &str) -> Option<&'a CorsRule> {
    config
        .cors
        .iter()
        .find(|rule| rule.methods.iter().any(|allowed| allowed == method) && rule.origins.iter().any(|pattern| matches(pattern, origin)))
}

fn allow(headers: &mut HeaderMap, rule: &CorsRule, origin: &str) {
    if rule.origins.iter().any(|pattern| pattern == "*") {
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set(headers, header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, &rule.methods.join(", "));
    if !rule.expose.is_empty() {
        set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &rule.expose.join(", "));
    }
    headers.insert(header::VARY, VARY);
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// A pattern holds at most one `*`.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(matches("https://*.example.com", "https://a.example.com"));
        assert!(!matches("https://*.example.com", "https://example.com"));
        assert!(!matches("http://localhost:3000", "http://localhost:3001"));
        assert!(matches("*", "x"));
    }
}
