//! The edge itself: from a request to an answer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use tokio::io::AsyncReadExt as _;

use super::authorise::authorise;
use super::cache::{Cache, Cached};
use super::keys::KeyGroup;
use super::origin::{Origin, OriginObject};
use super::origin_access::readable_key;
use super::refusal::Refusal;
use super::request_url::RequestUrl;
use super::respond::{self, Body, Head, Source};
use super::{Clock, Config, control, cookies, signed_url};

/// The access key for the invalidation API. `Debug` shows no secret.
#[derive(Clone)]
pub struct ControlKey {
    /// Its id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

impl std::fmt::Debug for ControlKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ControlKey").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// One edge: keys, cache and origin.
pub struct Edge {
    scheme: &'static str,
    keys: KeyGroup,
    distribution_id: String,
    control_key: ControlKey,
    clock: Clock,
    cache: Cache,
    origin: Arc<dyn Origin>,
}

impl Edge {
    /// An edge in front of `origin`.
    pub fn new(config: Config, origin: Arc<dyn Origin>) -> Arc<Self> {
        Arc::new(Self {
            scheme: if config.public_origin.starts_with("https://") { "https" } else { "http" },
            keys: config.key_group,
            distribution_id: config.distribution_id,
            control_key: config.control_key,
            clock: config.clock,
            cache: Cache::new(config.cache_bytes),
            origin,
        })
    }

    /// Answers one request of the client at `peer`.
    pub(super) async fn handle<B>(&self, request: Request<B>, peer: SocketAddr) -> Response<Body>
    where
        B: hyper::body::Body<Data = Bytes> + Send,
        B::Error: std::error::Error + Send + Sync + 'static,
    {
        if control::is_for(&request) {
            return control::answer(self, request).await;
        }
        let path = request.uri().path().to_owned();
        match self.view(&request, peer).await {
            Ok(Ok(response)) => response,
            Ok(Err(refusal)) => {
                // The path only: a query may hold a signature.
                tracing::debug!(path, ?refusal, "refused");
                refusal.response()
            }
            Err(error) => {
                tracing::error!(path, %error, "the origin failed");
                plain(StatusCode::BAD_GATEWAY, "The origin failed.\n")
            }
        }
    }

    async fn view<B>(&self, request: &Request<B>, peer: SocketAddr) -> io::Result<Result<Response<Body>, Refusal>> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Ok(Err(Refusal::Method));
        }
        let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
        let Some(url) = RequestUrl::new(self.scheme, host, request.uri()) else {
            return Ok(Ok(plain(StatusCode::BAD_REQUEST, "The request names no host.\n")));
        };
        if let Err(refusal) = self.authorise(request, url, peer) {
            return Ok(Err(refusal));
        }
        let Some(key) = readable_key(request.uri().path()) else { return Ok(Err(Refusal::OriginDenied)) };
        Ok(self.serve(request, &key).await?.ok_or(Refusal::OriginDenied))
    }

    fn authorise<B>(&self, request: &Request<B>, url: RequestUrl, peer: SocketAddr) -> Result<(), Refusal> {
        let now = self.now();
        match request.uri().query().and_then(signed_url::credentials) {
            Some((shown, query)) => authorise(&self.keys, &shown, &RequestUrl { query, ..url }, now, peer.ip()),
            None => authorise(&self.keys, &cookies::credentials(request.headers()), &url, now, peer.ip()),
        }
    }

    /// The object from the cache or the origin; `None` when it is not there.
    async fn serve<B>(&self, request: &Request<B>, key: &str) -> io::Result<Option<Response<Body>>> {
        let (method, headers) = (request.method(), request.headers());
        if let Some((object, age)) = self.cache.get(key, self.now()) {
            let source = Source::Bytes(object.bytes.clone());
            return respond::object(method, headers, &object.head, source, Some(age)).await.map(Some);
        }
        let generation = self.cache.generation();
        let Some(object) = self.origin.open(key).await? else { return Ok(None) };
        let head = Head::of(&object);
        let source = if *method == Method::HEAD || head.size_bytes > self.cache.largest_object_bytes() {
            Source::Origin(object.body)
        } else {
            let bytes = read_whole(object).await?;
            self.cache.insert(key, Arc::new(Cached { head: head.clone(), bytes: bytes.clone() }), self.now(), generation);
            Source::Bytes(bytes)
        };
        respond::object(method, headers, &head, source, None).await.map(Some)
    }

    /// Drops cached objects whose URL path one of `paths` names; a trailing `*` names everything that begins so. Returns how many.
    pub(super) fn invalidate(&self, paths: &[String]) -> usize {
        let patterns: Vec<(String, bool)> = paths.iter().map(|path| key_pattern(path)).collect();
        self.cache.invalidate(|key| patterns.iter().any(|(text, prefix)| if *prefix { key.starts_with(text) } else { key == text }))
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(super) fn distribution_id(&self) -> &str {
        &self.distribution_id
    }

    pub(super) fn control_key(&self) -> &ControlKey {
        &self.control_key
    }
}

fn key_pattern(path: &str) -> (String, bool) {
    let (path, prefix) = path.strip_suffix('*').map_or((path, false), |path| (path, true));
    let key = path.strip_prefix('/').unwrap_or(path);
    (percent_encoding::percent_decode_str(key).decode_utf8_lossy().into_owned(), prefix)
}

async fn read_whole(object: OriginObject) -> io::Result<Bytes> {
    let mut bytes = Vec::with_capacity(usize::try_from(object.size_bytes).unwrap_or(0));
    object.body.take(object.size_bytes).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 == object.size_bytes { Ok(bytes.into()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(respond::full(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    respond::finish(&mut response, respond::ERROR);
    response
}
