//! The front: CORS, POST Object and what presigned URLs claim here, everything else by `s3s`.

use std::{
    convert::Infallible,
    future::Future,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderValue, Method, Request, Response, header};
use hyper::body::Incoming;
use s3s::{
    Body,
    config::{S3Config, StaticConfigProvider},
    region::Region,
    service::{S3Service, S3ServiceBuilder},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{
    Config, cors,
    credentials::{OneKey, SignedOnly},
    error::S3Failure,
    faults::{self, Fault, Faults},
    lifecycle, post, presigned, range,
    service::Bucket,
    store::Store,
};

/// An embedded S3, ready to serve.
pub struct S3 {
    config: Config,
    store: Arc<Store>,
    signed: S3Service,
    faults: Faults,
}

impl S3 {
    /// Puts the protocol over a store.
    pub fn new(config: Config, store: Arc<Store>) -> Arc<Self> {
        let mut builder = S3ServiceBuilder::new(Bucket::new(config.clone(), Arc::clone(&store)));
        builder.set_auth(OneKey { access_key_id: config.access_key_id.clone(), secret_access_key: config.secret_access_key.clone() });
        builder.set_access(SignedOnly);
        let mut rules = S3Config::default();
        rules.expected_region = Region::new(config.region.as_str().into()).ok();
        builder.set_config(Arc::new(StaticConfigProvider::new(Arc::new(rules))));
        Arc::new(Self { signed: builder.build(), config, store, faults: Faults::default() })
    }

    /// What it can be told to do wrong.
    pub fn faults(&self) -> Faults {
        self.faults.clone()
    }

    /// Answers one request.
    async fn handle(&self, mut request: Request<Incoming>) -> Response<Body> {
        let (rules, fault) = (self.store.config(), self.faults.current());
        if let Fault::Slow(pause) = fault {
            tokio::time::sleep(pause).await;
        }
        let (method, origin) = (request.method().clone(), request.headers().get(header::ORIGIN).cloned());
        let mut response = match () {
            () if fault == Fault::Busy => faults::busy().into_response(),
            () if method == Method::OPTIONS => cors::preflight(&rules, request.headers()),
            () if method == Method::POST && post::is_form(&self.config, request.uri(), request.headers()) => {
                post::handle(&self.config, &self.store, request).await
            }
            () => {
                range::forget_unreadable(request.headers_mut());
                match presigned::check(&self.config, request.uri()) {
                    Err(failure) => failure.into_response(),
                    Ok(()) => self.by_s3s(request).await,
                }
            }
        };
        if method != Method::OPTIONS {
            cors::decorate(&rules, &method, origin.as_ref(), response.headers_mut());
        }
        response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // The app compares it with its own clock.
        if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(now(fault))) {
            response.headers_mut().insert(header::DATE, date);
        }
        if let Fault::Cut { after_bytes } = fault {
            response.body_mut().set_limit(Some(after_bytes));
        }
        response
    }

    async fn by_s3s(&self, request: Request<Incoming>) -> Response<Body> {
        match hyper::service::Service::call(&self.signed, request).await {
            Ok(response) => response,
            Err(error) => {
                tracing::error!(?error, "the embedded S3 failed");
                S3Failure::internal().into_response()
            }
        }
    }
}

fn now(fault: Fault) -> SystemTime {
    let ahead = if let Fault::Skewed { seconds } = fault { seconds } else { 0 };
    let by = Duration::from_secs(ahead.unsigned_abs().into());
    if ahead < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
}

/// Serves until `shutdown` ends, then lets running answers finish. Sweeps the lifecycle rules meanwhile.
pub async fn serve(listener: TcpListener, s3: Arc<S3>, shutdown: impl Future<Output = ()>) -> io::Result<()> {
    tracing::info!(address = %listener.local_addr()?, "embedded S3 listening; it is for development and small single-machine use");
    let stop = CancellationToken::new();
    let sweeping = tokio::spawn(lifecycle::keep_sweeping(Arc::clone(&s3.store), Arc::clone(&s3.config.clock), stop.clone()));
    let served = crate::listen::serve(listener, shutdown, move |request, _peer: SocketAddr| {
        let s3 = Arc::clone(&s3);
        async move { Ok::<_, Infallible>(s3.handle(request).await) }
    })
    .await;
    stop.cancel();
    // It works on the store until it has ended. A panic of its own was reported already.
    let _ = sweeping.await;
    served
}
