//! A server on a free port, with a clock that the tests move.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use localcloud::s3::{Config, S3, Store, serve};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::child::STARTING;
use super::{Answer, Connection, Form, Request, Signer, Ticket, amz_date, real_now};

pub(crate) const BUCKET: &str = "gatehouse-test";
pub(crate) const REGION: &str = "ap-southeast-1";

/// With the server's key.
pub(crate) fn signer() -> Signer {
    let (key_id, secret) = ("AKIAIOSFODNN7EXAMPLE".to_owned(), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
    Signer { key_id, secret, region: REGION.to_owned(), token: None }
}

/// A ticket of 1 to 1000 bytes.
pub(crate) fn ticket(now: i64, key: &str) -> Ticket {
    Ticket::new(signer(), BUCKET, now, key)
}

/// A ticket without a limit.
pub(crate) fn bare_ticket(now: i64, key: &str) -> Ticket {
    Ticket::bare(signer(), BUCKET, now, key)
}

pub(crate) fn config(clock: Arc<AtomicI64>) -> Config {
    let Signer { key_id, secret, .. } = signer();
    let clock = Arc::new(move || clock.load(Ordering::SeqCst));
    Config { bucket: BUCKET.to_owned(), region: REGION.to_owned(), access_key_id: key_id, secret_access_key: secret, clock }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) folder: Arc<TempDir>,
    clock: Arc<AtomicI64>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_in(Arc::new(TempDir::new().unwrap()), real_now()).await
    }

    async fn start_in(folder: Arc<TempDir>, now: i64) -> Self {
        let clock = Arc::new(AtomicI64::new(now));
        let starting = STARTING.lock().unwrap();
        let store = Arc::new(Store::open(folder.path()).unwrap());
        drop(starting);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, S3::new(config(Arc::clone(&clock)), store), async {
            let _ = stopped.await;
        }));
        Self { address, folder, clock, stop, task }
    }

    /// Stops, and starts again on the same folder and with the same clock.
    pub(crate) async fn restart(self) -> Self {
        let (folder, now) = (Arc::clone(&self.folder), self.now());
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
        Self::start_in(folder, now).await
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub(crate) fn set_clock(&self, seconds: i64) {
        self.clock.store(seconds, Ordering::SeqCst);
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(&self.host()).await.unwrap()
    }

    pub(crate) async fn send(&self, request: &Request) -> Answer {
        self.connect().await.send(request).await.unwrap()
    }

    pub(crate) async fn post(&self, form: &Form, file: &[u8]) -> Answer {
        self.send(&form.request(file)).await
    }

    /// Signed by its headers, with the right key, now.
    pub(crate) async fn signed(&self, request: Request) -> Answer {
        self.send(&signer().sign(request, &self.host(), &amz_date(real_now()))).await
    }

    /// A whole object, by a signed request.
    pub(crate) async fn get(&self, key: &str) -> Answer {
        self.signed(Request::new("GET", format!("/{BUCKET}/{key}"))).await
    }

    pub(crate) async fn put(&self, key: &str, content_type: &str, bytes: &[u8]) {
        let request = Request::new("PUT", format!("/{BUCKET}/{key}")).header("Content-Type", content_type).body(bytes);
        let answer = self.signed(request).await;
        assert_eq!((answer.status, answer.header("etag")), (200, super::etag(bytes).as_str()));
    }

    /// Gives the bucket its rules: `cors` or `lifecycle`.
    pub(crate) async fn configure(&self, what: &str, xml: &str) {
        let answer = self.signed(Request::new("PUT", format!("/{BUCKET}?{what}")).body(xml)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
