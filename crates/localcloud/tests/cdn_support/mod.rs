//! A running edge with a bucket in memory, keys that can sign, and a plain HTTP/1.1 client.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Cursor};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use localcloud::cdn::{Config, ControlKey, Edge, KeyGroup, Origin, OriginObject, serve};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

pub(crate) const NOW: i64 = 1_767_268_800;
pub(crate) const END: i64 = 1_767_290_400;
pub(crate) const HOST: &str = "cdn.example.com";
pub(crate) const WEBP: &str = "avatars/u/a.webp";

pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/cloudfront.json")).unwrap()
}

pub(crate) fn sigv4_vectors() -> Value {
    serde_json::from_str(include_str!("../vectors/sigv4_cloudfront.json")).unwrap()
}

pub(crate) struct Keys {
    rsa: rsa::KeyPair,
    ec: EcdsaKeyPair,
}

impl Keys {
    pub(crate) fn load() -> Self {
        let vectors = vectors();
        let der = |name: &str| STANDARD.decode(vectors[name].as_str().unwrap()).unwrap();
        Self {
            rsa: rsa::KeyPair::from_der(&der("rsa_2048_pkcs1_der_base64")).unwrap(),
            ec: EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &der("ec_p256_sec1_der_base64")).unwrap(),
        }
    }

    pub(crate) fn group(&self) -> KeyGroup {
        let rsa = pem(self.rsa.public_key().as_der().unwrap().as_ref());
        let ec = pem(self.ec.public_key().as_der().unwrap().as_ref());
        KeyGroup::new([("KRSA", rsa), ("KEC", ec)]).unwrap()
    }

    pub(crate) fn sign(&self, id: &str, policy: &str) -> Vec<u8> {
        let random = SystemRandom::new();
        if id == "KEC" {
            return self.ec.sign(&random, policy.as_bytes()).unwrap().as_ref().to_vec();
        }
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(&RSA_PKCS1_SHA256, &random, policy.as_bytes(), &mut signature).unwrap();
        signature
    }

    /// The `Cookie` header for a policy, signed over SHA-256.
    pub(crate) fn cookies(&self, id: &str, policy: &str) -> String {
        cookies(&encode(policy.as_bytes()), &encode(&self.sign(id, policy)), id)
    }
}

pub(crate) fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
}

pub(crate) fn cookies(policy: &str, signature: &str, id: &str) -> String {
    format!("CloudFront-Policy={policy}; CloudFront-Signature={signature}; CloudFront-Key-Pair-Id={id}; CloudFront-Hash-Algorithm=SHA256")
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes).replace('+', "-").replace('=', "_").replace('/', "~")
}

pub(crate) fn policy(resource: &str) -> String {
    format!(r#"{{"Statement":[{{"Resource":"{resource}","Condition":{{"DateLessThan":{{"AWS:EpochTime":{END}}}}}}}]}}"#)
}

pub(crate) fn avatars_policy() -> String {
    policy("https://cdn.example.com/avatars/*")
}

#[derive(Clone)]
struct Stored {
    bytes: Vec<u8>,
    etag: String,
    cache_control: &'static str,
}

#[derive(Default)]
pub(crate) struct Bucket {
    objects: Mutex<HashMap<String, Stored>>,
    pub(crate) opened: AtomicUsize,
}

impl Bucket {
    pub(crate) fn put(&self, key: &str, bytes: &[u8], cache_control: &'static str) {
        let etag = format!("\"{}-{}\"", key.len(), bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>());
        self.objects.lock().unwrap().insert(key.to_owned(), Stored { bytes: bytes.to_vec(), etag, cache_control });
    }
}

#[async_trait]
impl Origin for Bucket {
    async fn open(&self, key: &str) -> io::Result<Option<OriginObject>> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        if key.ends_with("/broken") {
            return Err(io::Error::other("the disk is on fire"));
        }
        Ok(self.objects.lock().unwrap().get(key).cloned().map(|object| OriginObject {
            size_bytes: object.bytes.len() as u64,
            etag: object.etag,
            content_type: Some("image/webp".to_owned()),
            cache_control: Some(object.cache_control.to_owned()),
            last_modified: SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_000_000_500),
            body: Box::new(Cursor::new(object.bytes)),
        }))
    }
}

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) bucket: Arc<Bucket>,
    pub(crate) clock: Arc<AtomicI64>,
    pub(crate) keys: Keys,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<io::Result<()>>,
}

/// An edge with a cache of 64 KiB; objects over 16 KiB are streamed.
pub(crate) async fn start() -> Running {
    let keys = Keys::load();
    let bucket = Arc::new(Bucket::default());
    for key in [WEBP, "images/u/i.webp", "documents/u/d.pdf", "incoming/avatars/u/a.webp"] {
        bucket.put(key, b"0123456789", "public, max-age=31536000, immutable");
    }
    let clock = Arc::new(AtomicI64::new(NOW));
    let sigv4 = sigv4_vectors();
    let config = Config {
        public_origin: format!("https://{HOST}"),
        key_group: keys.group(),
        distribution_id: "EGATEHOUSE".to_owned(),
        control_key: ControlKey {
            access_key_id: sigv4["access_key_id"].as_str().unwrap().to_owned(),
            secret_access_key: sigv4["secret_access_key"].as_str().unwrap().to_owned(),
        },
        cache_bytes: 64 * 1024,
        clock: {
            let clock = Arc::clone(&clock);
            Arc::new(move || clock.load(Ordering::SeqCst))
        },
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let edge = Edge::new(config, Arc::clone(&bucket) as Arc<dyn Origin>);
    let task = tokio::spawn(serve(listener, edge, async {
        let _ = stopped.await;
    }));
    Running { address, bucket, clock, keys, stop: Some(stop), task }
}

impl Running {
    /// A GET with good cookies for `/avatars/*`, and more headers.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let cookies = self.keys.cookies("KRSA", &avatars_policy());
        let mut all = vec![("Cookie", cookies.as_str())];
        all.extend_from_slice(headers);
        self.send("GET", path, &all, b"").await
    }

    pub(crate) async fn with_cookies(&self, path: &str, cookies: &str) -> Answer {
        self.send("GET", path, &[("Cookie", cookies)], b"").await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let host =
            if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) { String::new() } else { format!("Host: {HOST}\r\n") };
        let mut request = format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        Answer::parse(&answer)
    }

    /// Stops the edge and waits for it.
    pub(crate) async fn stop(mut self) -> io::Result<()> {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.await.unwrap()
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The status, `X-Cache` and the error's code.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        let code = self.text().split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code);
        (self.status, self.header("x-cache"), code)
    }
}
