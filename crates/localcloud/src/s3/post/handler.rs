//! One form, from its first byte to the object: multipart, fields, signature, policy, then the file.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use percent_encoding::AsciiSet;
use quick_xml::escape::escape;
use s3s::Body;
use tokio::time::{Duration, timeout};

use super::{
    form::Form,
    multipart::{Event, Malformed, Parser},
    policy::Policy,
    signature,
};
use crate::s3::{
    Config,
    error::S3Failure,
    index::Object,
    store::{Store, Written},
};

/// All fields before the file, in bytes.
const FIELDS_LIMIT: usize = 20_480;
/// A key in UTF-8, in bytes.
const KEY_LIMIT: usize = 1024;
/// After a refusal, so much of the body is still read, so that the browser gets to read the answer instead of a reset connection.
const DRAIN_LIMIT: u64 = 256 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_mins(1);
/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// A client that sends nothing for so long is given up.
const IDLE: Duration = Duration::from_mins(1);

/// The body as it arrives.
struct Arriving {
    body: Incoming,
    parser: Parser,
    ended: bool,
}

impl Arriving {
    /// The next event; waits for bytes where it must.
    async fn next(&mut self) -> Result<Event, S3Failure> {
        loop {
            match self.parser.next_event().map_err(|Malformed| malformed())? {
                Event::NeedMore if self.ended => return Err(malformed()),
                Event::NeedMore => match self.chunk().await? {
                    Some(bytes) => self.parser.push(&bytes),
                    None => self.ended = true,
                },
                event => return Ok(event),
            }
        }
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, S3Failure> {
        loop {
            let frame = timeout(IDLE, self.body.frame()).await.map_err(|_| {
                let message = "Your socket connection to the server was not read from or written to within the timeout period.";
                S3Failure::bad_request("RequestTimeout", message)
            })?;
            match frame {
                None => return Ok(None),
                Some(Err(_)) => return Err(incomplete()),
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }

    /// Reads on without looking, within bounds.
    async fn drain(&mut self) {
        let mut drained: u64 = 0;
        let reading = async {
            while drained < DRAIN_LIMIT {
                match self.chunk().await {
                    Ok(Some(bytes)) => drained += bytes.len() as u64,
                    _ => break,
                }
            }
        };
        // Whoever sends for longer gets the answer all the same.
        let _ = timeout(DRAIN_TIME, reading).await;
    }
}

fn malformed() -> S3Failure {
    S3Failure::bad_request("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.")
}

/// A body that is no form, or one that does not say where its parts end.
fn unreadable(content_type: &str) -> S3Failure {
    if content_type.to_ascii_lowercase().starts_with("multipart/form-data") {
        return malformed();
    }
    let message = "At least one of the pre-conditions you specified did not hold";
    S3Failure::new(StatusCode::PRECONDITION_FAILED, "PreconditionFailed", message)
        .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data")
}

fn incomplete() -> S3Failure {
    S3Failure::bad_request("IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header.")
}

/// Whether a post is a form, or is sent to where forms are posted: `/bucket` or `/bucket/`, without a query.
pub(in crate::s3) fn is_form(config: &Config, uri: &Uri, headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).map(|value| value.as_bytes().to_ascii_lowercase());
    content_type.is_some_and(|value| value.starts_with(b"multipart/form-data")) || check_target(config, uri).is_ok()
}

fn check_target(config: &Config, uri: &Uri) -> Result<(), S3Failure> {
    let path = uri.path();
    let bucket = path.strip_prefix('/').map(|path| path.strip_suffix('/').unwrap_or(path)).unwrap_or_default();
    if bucket.is_empty() || bucket.contains('/') || uri.query().is_some() {
        let message = "The specified method is not allowed against this resource.";
        return Err(S3Failure::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message).with("Method", "POST"));
    }
    if bucket != config.bucket {
        let message = "The specified bucket does not exist";
        return Err(S3Failure::new(StatusCode::NOT_FOUND, "NoSuchBucket", message).with("BucketName", bucket));
    }
    Ok(())
}

/// Answers a form post.
pub(in crate::s3) async fn handle(config: &Config, store: &Store, request: Request<Incoming>) -> Response<Body> {
    let target = check_target(config, request.uri());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (parser, readable) = match Parser::for_content_type(content_type) {
        Some(parser) => (parser, Ok(())),
        None => (Parser::new(""), Err(unreadable(content_type))),
    };
    let mut arriving = Arriving { body: request.into_body(), parser, ended: false };
    let stored = match target.and(readable) {
        Err(failure) => Err(failure),
        Ok(()) => receive(config, store, &mut arriving).await,
    };
    arriving.drain().await;
    match stored {
        Ok((object, form)) => success(config, &host, &object, &form),
        Err(failure) => failure.into_response(),
    }
}

async fn receive(config: &Config, store: &Store, arriving: &mut Arriving) -> Result<(std::sync::Arc<Object>, Form), S3Failure> {
    let form = read_fields(arriving).await?;
    let key = form.required("key")?.to_owned();
    if !signature::is_signed(&form) {
        return Err(S3Failure::denied("Access Denied"));
    }
    signature::check(config, &form)?;
    let policy = STANDARD
        .decode(form.required("policy")?)
        .map_err(|_| S3Failure::bad_request("InvalidPolicyDocument", "Invalid Policy: Invalid Base64 encoding."))?;
    let policy = Policy::parse(&policy)?;
    policy.check(&form, &config.bucket, (config.clock)())?;
    check_key(&key)?;
    check_tagging(&form)?;
    let checksum = declared_checksum(&form)?;
    let written = read_file(store, arriving, policy.length_range()).await?;
    if checksum.is_some_and(|declared| declared != written.checksum_sha256) {
        return Err(S3Failure::bad_request("BadDigest", "The SHA256 you specified did not match the calculated checksum."));
    }
    let object = store.commit(written, &key, form.headers(), (config.clock)()).await.map_err(disk)?;
    Ok((object, form))
}

/// The fields, up to the file.
async fn read_fields(arriving: &mut Arriving) -> Result<Form, S3Failure> {
    let mut form = Form::default();
    let mut size = 0;
    loop {
        let headers = match arriving.next().await? {
            Event::Part(headers) => headers,
            Event::End => {
                let message = "POST requires exactly one file upload per request.";
                return Err(S3Failure::bad_request("InvalidArgument", message).with("ArgumentName", "file").with("ArgumentValue", "0"));
            }
            Event::Data(_) | Event::EndOfPart | Event::NeedMore => return Err(malformed()),
        };
        if headers.name.eq_ignore_ascii_case("file") {
            if let Some(name) = headers.file_name {
                form.name_file(&name);
            }
            return Ok(form);
        }
        let mut value = Vec::new();
        // Names count too, or a form of nothing but names would have no end.
        size += headers.name.len();
        check_fields_size(size)?;
        while let Event::Data(bytes) = arriving.next().await? {
            size += bytes.len();
            check_fields_size(size)?;
            value.extend_from_slice(&bytes);
        }
        form.insert(&headers.name, String::from_utf8(value).map_err(|_| malformed())?)?;
    }
}

fn check_fields_size(bytes: usize) -> Result<(), S3Failure> {
    if bytes <= FIELDS_LIMIT {
        return Ok(());
    }
    let message = "Your POST request fields preceding the upload file were too large.";
    Err(S3Failure::bad_request("MaxPostPreDataLengthExceeded", message).with("MaxPostPreDataLength", FIELDS_LIMIT.to_string()))
}

/// The file, inclusive at both ends of the range. One that is too large is still read, to know its size.
async fn read_file(store: &Store, arriving: &mut Arriving, (min, max): (u64, u64)) -> Result<Written, S3Failure> {
    let mut writing = store.write().await.map_err(disk)?;
    while let Event::Data(bytes) = arriving.next().await? {
        if writing.size_bytes() + bytes.len() as u64 > max {
            let seen = writing.size_bytes() + bytes.len() as u64;
            drop(writing);
            return Err(too_large(arriving, seen, max).await);
        }
        writing.push(&bytes).await.map_err(disk)?;
    }
    let size = writing.size_bytes();
    if size < min {
        let message = "Your proposed upload is smaller than the minimum allowed size";
        return Err(S3Failure::bad_request("EntityTooSmall", message)
            .with("ProposedSize", size.to_string())
            .with("MinSizeAllowed", min.to_string()));
    }
    writing.finish().await.map_err(disk)
}

async fn too_large(arriving: &mut Arriving, mut seen: u64, max: u64) -> S3Failure {
    while seen < DRAIN_LIMIT {
        match arriving.next().await {
            Ok(Event::Data(bytes)) => seen += bytes.len() as u64,
            _ => break,
        }
    }
    let message = "Your proposed upload exceeds the maximum allowed size";
    S3Failure::bad_request("EntityTooLarge", message).with("ProposedSize", seen.to_string()).with("MaxSizeAllowed", max.to_string())
}

fn check_key(key: &str) -> Result<(), S3Failure> {
    if key.is_empty() {
        let message = "User key must have a length greater than 0.";
        return Err(S3Failure::bad_request("InvalidArgument", message).with("ArgumentName", "key").with("ArgumentValue", ""));
    }
    if key.len() > KEY_LIMIT {
        let failure = S3Failure::bad_request("KeyTooLongError", "Your key is too long");
        return Err(failure.with("Size", key.len().to_string()).with("MaxSizeAllowed", KEY_LIMIT.to_string()));
    }
    Ok(())
}

/// The SHA-256 that the form pins, in base64.
fn declared_checksum(form: &Form) -> Result<Option<&str>, S3Failure> {
    let Some(declared) = form.get("x-amz-checksum-sha256") else { return Ok(None) };
    if STANDARD.decode(declared).is_ok_and(|bytes| bytes.len() == 32) {
        return Ok(Some(declared));
    }
    Err(S3Failure::bad_request("InvalidRequest", "Value for x-amz-checksum-sha256 header is invalid."))
}

/// Tags are not kept, but must be XML.
fn check_tagging(form: &Form) -> Result<(), S3Failure> {
    let Some(tagging) = form.get("tagging") else { return Ok(()) };
    let mut reader = quick_xml::Reader::from_str(tagging);
    let (mut depth, mut elements) = (0, 0);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) if elements > 0 && depth == 0 => return Ok(()),
            Ok(quick_xml::events::Event::Start(_)) => (depth, elements) = (depth + 1, elements + 1),
            Ok(quick_xml::events::Event::End(_)) => depth -= 1,
            Ok(quick_xml::events::Event::Eof) | Err(_) => {
                let message = "The XML you provided was not well-formed or did not validate against our published schema";
                return Err(S3Failure::bad_request("MalformedXML", message));
            }
            Ok(_) => {}
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn disk(error: std::io::Error) -> S3Failure {
    tracing::error!(%error, "the embedded S3's disk failed");
    S3Failure::internal()
}

/// Whether a redirect can go there; one that cannot is as good as none.
fn is_address(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) && HeaderValue::from_str(url).is_ok()
}

/// 201 with a document, 303 to the wanted page, 200 or 204.
fn success(config: &Config, host: &str, object: &Object, form: &Form) -> Response<Body> {
    let encoded = |text: &str| percent_encoding::utf8_percent_encode(text, RESERVED).to_string();
    // S3 encodes the key's slashes too.
    let location = format!("http://{host}/{}/{}", config.bucket, encoded(&object.key));
    let redirect = form.get("success_action_redirect").or_else(|| form.get("redirect")).filter(|url| is_address(url));
    let (status, body) = match (redirect, form.get("success_action_status")) {
        (Some(_), _) => (StatusCode::SEE_OTHER, String::new()),
        (None, Some("200")) => (StatusCode::OK, String::new()),
        (None, Some("201")) => (
            StatusCode::CREATED,
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}</Location><Bucket>{}</Bucket><Key>{}</Key>\
                 <ETag>&quot;{}&quot;</ETag></PostResponse>",
                escape(location.as_str()),
                escape(config.bucket.as_str()),
                escape(object.key.as_str()),
                object.etag
            ),
        ),
        _ => (StatusCode::NO_CONTENT, String::new()),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status == StatusCode::CREATED {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    }
    let location = match redirect {
        Some(url) => {
            let separator = if url.contains('?') { '&' } else { '?' };
            let etag = encoded(&format!("\"{}\"", object.etag));
            format!("{url}{separator}bucket={}&key={}&etag={etag}", encoded(&config.bucket), encoded(&object.key))
        }
        None => location,
    };
    for (name, value) in [(header::LOCATION, location), (header::ETAG, format!("\"{}\"", object.etag))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
