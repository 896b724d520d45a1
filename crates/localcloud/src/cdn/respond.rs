//! Answers: headers, conditions (RFC 9110 13) and ranges (RFC 9110 14).

use std::io::{self, SeekFrom};
use std::time::SystemTime;

use bytes::Bytes;
use futures::TryStreamExt as _;
use http::header::{
    ACCEPT_RANGES, AGE, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    LAST_MODIFIED, RANGE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::origin::{OriginBody, OriginObject};

/// A response's body.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// `X-Cache` as CloudFront writes it.
pub(super) const HIT: &str = "Hit from cloudfront";
/// Fetched from the origin.
pub(super) const MISS: &str = "Miss from cloudfront";
/// Every refusal and failure.
pub(super) const ERROR: &str = "Error from cloudfront";

/// What the edge knows of an object.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) size_bytes: u64,
    pub(super) etag: String,
    pub(super) content_type: Option<String>,
    pub(super) cache_control: Option<String>,
    pub(super) last_modified: SystemTime,
}

impl Head {
    pub(super) fn of(object: &OriginObject) -> Self {
        Self {
            size_bytes: object.size_bytes,
            etag: object.etag.clone(),
            content_type: object.content_type.clone(),
            cache_control: object.cache_control.clone(),
            last_modified: object.last_modified,
        }
    }
}

/// Where a body's bytes come from.
pub(super) enum Source {
    /// Memory.
    Bytes(Bytes),
    /// The origin; streamed.
    Origin(Box<dyn OriginBody>),
}

/// Text as a body.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(|never| match never {}).boxed_unsync()
}

/// What every answer of the edge carries.
pub(super) fn finish(response: &mut Response<Body>, x_cache: &'static str) {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-cache"), HeaderValue::from_static(x_cache));
    headers.insert(http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages of the app embed these images, also when it isolates itself from other origins.
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
}

/// Answers GET or HEAD for an object; `age_seconds` when it comes from the cache.
pub(super) async fn object(
    method: &Method,
    request: &HeaderMap,
    head: &Head,
    source: Source,
    age_seconds: Option<i64>,
) -> io::Result<Response<Body>> {
    let mut response = Response::new(full(Bytes::new()));
    describe(response.headers_mut(), head);
    if let Some(age) = age_seconds {
        response.headers_mut().insert(AGE, HeaderValue::from(age.max(0)));
    }
    if not_modified(request, head) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(CONTENT_TYPE);
    } else {
        let (start, length) = match requested_range(method, request, head) {
            Wanted::All => (0, head.size_bytes),
            Wanted::Part { first, last } => {
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                insert(response.headers_mut(), CONTENT_RANGE, &format!("bytes {first}-{last}/{}", head.size_bytes));
                (first, last - first + 1)
            }
            Wanted::Unsatisfiable => {
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                insert(response.headers_mut(), CONTENT_RANGE, &format!("bytes */{}", head.size_bytes));
                (0, 0)
            }
        };
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        if method != Method::HEAD {
            *response.body_mut() = part(source, start, length).await?;
        }
    }
    finish(&mut response, if age_seconds.is_some() { HIT } else { MISS });
    Ok(response)
}

fn describe(headers: &mut HeaderMap, head: &Head) {
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    insert(headers, ETAG, &head.etag);
    insert(headers, CONTENT_TYPE, head.content_type.as_deref().unwrap_or("application/octet-stream"));
    if let Some(cache_control) = &head.cache_control {
        insert(headers, CACHE_CONTROL, cache_control);
    }
    insert(headers, LAST_MODIFIED, &httpdate::fmt_http_date(head.last_modified));
}

/// Stored metadata is any text; what no header can hold is left out.
fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

async fn part(source: Source, start: u64, length: u64) -> io::Result<Body> {
    match source {
        Source::Bytes(bytes) => {
            let position = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            Ok(full(bytes.slice(position(start)..position(start + length))))
        }
        Source::Origin(mut body) => {
            if start > 0 {
                body.seek(SeekFrom::Start(start)).await?;
            }
            Ok(StreamBody::new(ReaderStream::with_capacity(body.take(length), 64 * 1024).map_ok(Frame::data)).boxed_unsync())
        }
    }
}

fn not_modified(request: &HeaderMap, head: &Head) -> bool {
    if request.contains_key(IF_NONE_MATCH) {
        let etag = opaque(&head.etag);
        return text(request, &IF_NONE_MATCH)
            .is_some_and(|list| list.trim() == "*" || list.split(',').any(|tag| opaque(tag.trim()) == etag));
    }
    // HTTP dates count in seconds, so the object's own time must be cut to seconds too.
    text(request, &IF_MODIFIED_SINCE)
        .and_then(|since| httpdate::parse_http_date(since).ok())
        .is_some_and(|since| seconds(head.last_modified) <= seconds(since))
}

/// The weak comparison looks at what is between the quotes.
fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part { first: u64, last: u64 },
    Unsatisfiable,
}

/// Several ranges at once, and anything that is no range, get the whole object, as RFC 9110 14.2 allows.
fn requested_range(method: &Method, request: &HeaderMap, head: &Head) -> Wanted {
    if method != Method::GET || !if_range_holds(request, head) {
        return Wanted::All;
    }
    text(request, &RANGE).map_or(Wanted::All, |range| parse_range(range, head.size_bytes))
}

fn parse_range(range: &str, size: u64) -> Wanted {
    let digits =
        |text: &str| (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().unwrap_or(u64::MAX));
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|spec| spec.trim().split_once('-')) else { return Wanted::All };
    match (digits(first), digits(last)) {
        (Some(first), Some(last)) if first > last => Wanted::All,
        (Some(first), _) if first >= size && (last.is_empty() || digits(last).is_some()) => Wanted::Unsatisfiable,
        (Some(first), Some(last)) => Wanted::Part { first, last: last.min(size - 1) },
        (Some(first), None) if last.is_empty() => Wanted::Part { first, last: size - 1 },
        (None, Some(0)) if first.is_empty() => Wanted::Unsatisfiable,
        (None, Some(_)) if first.is_empty() && size == 0 => Wanted::Unsatisfiable,
        (None, Some(suffix)) if first.is_empty() => Wanted::Part { first: size.saturating_sub(suffix), last: size - 1 },
        _ => Wanted::All,
    }
}

fn if_range_holds(request: &HeaderMap, head: &Head) -> bool {
    if !request.contains_key(IF_RANGE) {
        return true;
    }
    text(request, &IF_RANGE).is_some_and(|condition| {
        condition == head.etag || httpdate::parse_http_date(condition).is_ok_and(|date| seconds(date) == seconds(head.last_modified))
    })
}

#[cfg(test)]
mod tests {
    use super::{Wanted, parse_range};

    #[test]
    fn ranges() {
        let part = |first, last| Wanted::Part { first, last };
        let cases = [
            ("bytes=0-3", 10, part(0, 3)),
            ("bytes=4-", 10, part(4, 9)),
            ("bytes=-3", 10, part(7, 9)),
            ("bytes=-30", 10, part(0, 9)),
            ("bytes=9-99999999999999999999999", 10, part(9, 9)),
            ("bytes=10-", 10, Wanted::Unsatisfiable),
            ("bytes=10-12", 10, Wanted::Unsatisfiable),
            ("bytes=-0", 10, Wanted::Unsatisfiable),
            ("bytes=0-", 0, Wanted::Unsatisfiable),
            ("bytes=-1", 0, Wanted::Unsatisfiable),
            ("bytes=3-2", 10, Wanted::All),
            ("bytes=0-1,3-4", 10, Wanted::All),
            ("bytes=a-1", 10, Wanted::All),
            ("bytes=+1-2", 10, Wanted::All),
            ("bytes=-", 10, Wanted::All),
            ("lines=0-1", 10, Wanted::All),
            ("bytes=11-x", 10, Wanted::All),
        ];
        for (range, size, expected) in cases {
            assert_eq!(parse_range(range, size), expected, "{range} of {size}");
        }
    }
}
