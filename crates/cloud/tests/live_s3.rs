//! The whole flow against an S3 over plain HTTP: the embedded one, or the one that `GATEHOUSE_TEST_S3_ENDPOINT`, `…_ACCESS_KEY` and
//! `…_SECRET_KEY` name, as `make test-ceph` and `make test-localstack` do. Its bucket `gatehouse-live` is made when missing.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::env::var;
use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_s3::config::{BehaviorVersion, Builder, Region};
use aws_sdk_s3::types::LifecycleExpiration;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::bucket::S3Bucket;
use cloud::settings::{CredentialSource, S3Settings};
use domain::content_type::ContentType;
use domain::document::Disposition;
use domain::timestamp::Timestamp;
use localcloud::s3::{S3, Store, serve};
use services::ports::{Bucket as _, GetRequest, PostRequest, PostSuccess, Promoted, Promotion, SignedPost};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const PDF: &[u8] = b"%PDF-1.7 live";

/// The store, and how it is reached. The embedded one lives as long as its folder.
struct Live {
    settings: S3Settings,
    folder: Option<TempDir>,
}

impl Live {
    async fn start() -> Self {
        if let Ok(endpoint) = var("GATEHOUSE_TEST_S3_ENDPOINT") {
            let key = ["ACCESS_KEY", "SECRET_KEY"].map(|name| var(format!("GATEHOUSE_TEST_S3_{name}")).unwrap());
            return Self { settings: settings(endpoint, key), folder: None };
        }
        let (folder, listener) = (TempDir::new().unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let settings = settings(endpoint, ["embedded", "embedded-secret"].map(str::to_owned));
        let config = localcloud::s3::Config {
            bucket: settings.bucket.clone(),
            region: settings.region.clone(),
            access_key_id: "embedded".to_owned(),
            secret_access_key: "embedded-secret".to_owned(),
            clock: Arc::new(|| now().0 / 1_000_000),
        };
        let store = Arc::new(Store::open(folder.path()).unwrap());
        tokio::spawn(serve(listener, S3::new(config, store), pending()));
        Self { settings, folder: Some(folder) }
    }

    fn is_embedded(&self) -> bool {
        self.folder.is_some()
    }

    /// The SDK's own client: makes the bucket, reads configurations back.
    fn client(&self) -> aws_sdk_s3::Client {
        let CredentialSource::Static { access_key_id, secret_access_key } = &self.settings.credentials else { unreachable!() };
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.settings.region.clone()))
            .endpoint_url(self.settings.endpoint.clone().unwrap())
            .force_path_style(true)
            .credentials_provider(Credentials::from_keys(access_key_id, secret_access_key, None));
        aws_sdk_s3::Client::from_conf(config.build())
    }

    async fn bucket(&self) -> S3Bucket {
        let client = self.client();
        if client.head_bucket().bucket(&self.settings.bucket).send().await.is_err() {
            client.create_bucket().bucket(&self.settings.bucket).send().await.unwrap();
        }
        S3Bucket::new(&self.settings).await.unwrap()
    }
}

fn settings(endpoint: String, [access_key_id, secret_access_key]: [String; 2]) -> S3Settings {
    S3Settings {
        bucket: "gatehouse-live".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(endpoint),
        public_endpoint: None,
        path_style: true,
        pins_checksums: false,
        credentials: CredentialSource::Static { access_key_id, secret_access_key },
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_micros()).unwrap())
}

fn after(now: Timestamp, wait: Duration) -> Timestamp {
    Timestamp(now.0 + i64::try_from(wait.as_micros()).unwrap())
}

/// A key of its own for each test, so that runs do not meet.
fn key(name: &str) -> String {
    format!("documents/live-{}/{name}.pdf", now().0)
}

fn post(key: &str, checksum_sha256: Option<&str>) -> PostRequest {
    let size = PDF.len() as u64;
    PostRequest {
        key: key.to_owned(),
        content_type: ContentType::parse("application/pdf").unwrap(),
        min_bytes: size,
        max_bytes: size,
        checksum_sha256: checksum_sha256.map(str::to_owned),
        success: PostSuccess::Created,
        expires_at: after(now(), Duration::from_mins(5)),
    }
}

/// Sends one request over plain HTTP and reads the answer to its end.
async fn http(url: &str, head: &str, body: &[u8]) -> (u16, String) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let (method, headers) = head.split_once('\n').unwrap_or((head, ""));
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request =
        format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    stream.write_all(&[request.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

async fn upload(form: &SignedPost, file: &[u8]) -> (u16, String) {
    const BOUNDARY: &str = "----gatehouse-live";
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    let part = "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";
    body.extend(format!("--{BOUNDARY}\r\n{part}").into_bytes());
    body.extend_from_slice(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    http(&form.url, &format!("POST\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"), &body).await
}

#[tokio::test]
async fn a_document_goes_in_is_verified_promoted_and_read() {
    let live = Live::start().await;
    let bucket = live.bucket().await;
    let to = key("flow");
    let from = format!("incoming/{to}");
    let form = bucket.presign_post(&post(&from, None), now()).await.unwrap();
    let (status, answer) = upload(&form, PDF).await;
    assert_eq!(status, 201, "{answer}");

    let head = bucket.head(&from).await.unwrap().unwrap();
    assert_eq!((head.size_bytes, head.content_type.as_deref()), (PDF.len() as u64, Some("application/pdf")));
    assert_eq!(bucket.range(&from, &head.etag, 0, 4).await.unwrap(), Some(b"%PDF".to_vec()));
    assert_eq!(bucket.range(&from, &head.etag, 9, 64).await.unwrap(), Some(b"live".to_vec()));
    assert_eq!(bucket.range(&from, "\"0\"", 0, 4).await.unwrap(), None, "another object's ETag");

    let promotion = Promotion {
        from: from.clone(),
        to: to.clone(),
        etag: head.etag.clone(),
        content_type: ContentType::parse("application/pdf").unwrap(),
        cache_control: "private, no-store",
    };
    let other = Promotion { etag: "\"0\"".to_owned(), ..promotion.clone() };
    assert_eq!(bucket.promote(&other).await.unwrap(), Promoted::Changed);
    assert_eq!(bucket.promote(&promotion).await.unwrap(), Promoted::Done { checksum_sha256: None });
    bucket.delete(&from).await.unwrap();
    assert_eq!(bucket.head(&from).await.unwrap(), None);
    assert_eq!(bucket.promote(&promotion).await.unwrap(), Promoted::Missing);

    // The ticket used again brings nothing to the final key.
    let (status, _) = upload(&form, b"%PDF-1.7 evil").await;
    assert_eq!(status, 201);
    assert_eq!(bucket.range(&to, &head.etag, 0, 64).await.unwrap(), Some(PDF.to_vec()));

    let request = GetRequest {
        key: to.clone(),
        file_name: "Hợp đồng.pdf".to_owned(),
        content_type: ContentType::parse("application/pdf").unwrap(),
        disposition: Disposition::Attachment,
        expires_in_seconds: 60,
    };
    let url = bucket.presign_get(&request, now()).await.unwrap();
    let (status, answer) = http(&url, "GET", b"").await;
    assert_eq!(status, 200, "{answer}");
    let header = "attachment; filename=\"Hop dong.pdf\"; filename*=UTF-8''H%E1%BB%A3p%20%C4%91%E1%BB%93ng.pdf";
    assert!(answer.contains(header) && answer.ends_with("%PDF-1.7 live"), "{answer}");
    assert_eq!(http(&url.replace("flow.pdf", "fl0w.pdf"), "GET", b"").await.0, 403);
    let hour_ago = after(now(), Duration::ZERO).0 - 3_600_000_000;
    let ended = bucket.presign_get(&request, Timestamp(hour_ago)).await.unwrap();
    assert_eq!(http(&ended, "GET", b"").await.0, 403);
    bucket.delete(&to).await.unwrap();
    bucket.delete(&to).await.unwrap();
    bucket.delete(&from).await.unwrap();
}

/// As for a store that knows checksums. Others ignore what they are asked, and must not refuse it.
#[tokio::test]
async fn the_checksum_goes_from_the_form_to_the_download() {
    let mut live = Live::start().await;
    live.settings.pins_checksums = true;
    let bucket = live.bucket().await;
    let checksum = STANDARD.encode(digest(&SHA256, PDF));
    for declared in [Some(checksum.as_str()), None] {
        let to = key(if declared.is_some() { "declared" } else { "computed" });
        let from = format!("incoming/{to}");
        let (status, answer) = upload(&bucket.presign_post(&post(&from, declared), now()).await.unwrap(), PDF).await;
        assert_eq!(status, 201, "{answer}");
        let etag = bucket.head(&from).await.unwrap().unwrap().etag;
        let content_type = ContentType::parse("application/pdf").unwrap();
        let promotion = Promotion { from: from.clone(), to: to.clone(), etag, content_type, cache_control: "private, no-store" };
        let promoted = bucket.promote(&promotion).await.unwrap();

        let (file_name, disposition) = ("a.pdf".to_owned(), Disposition::Attachment);
        let request = GetRequest { key: to.clone(), file_name, content_type, disposition, expires_in_seconds: 60 };
        let url = bucket.presign_get(&request, now()).await.unwrap();
        let (status, answer) = http(&url, "GET", b"").await;
        assert!(status == 200 && answer.ends_with("%PDF-1.7 live"), "{answer}");
        if live.is_embedded() {
            assert_eq!(promoted, Promoted::Done { checksum_sha256: Some(checksum.clone()) });
            assert!(answer.contains(&format!("x-amz-checksum-sha256: {checksum}\r\n")), "{answer}");
        }
        let (status, answer) = http(&url.replace("=ENABLED", "=DISABLED"), "GET", b"").await;
        assert_eq!(status, 403, "{answer}");
        bucket.delete(&from).await.unwrap();
        bucket.delete(&to).await.unwrap();
    }
}

#[tokio::test]
async fn what_the_policy_does_not_say_is_refused() {
    let live = Live::start().await;
    let bucket = live.bucket().await;
    let key = format!("incoming/{}", key("refused"));
    let form = bucket.presign_post(&post(&key, None), now()).await.unwrap();

    let (status, answer) = upload(&form, b"%PDF-1.7 live and more").await;
    assert!(status == 400 && answer.contains("<Code>EntityTooLarge</Code>"), "{answer}");
    let (status, answer) = upload(&form, b"%PDF").await;
    assert!(status == 400 && answer.contains("<Code>EntityTooSmall</Code>"), "{answer}");

    for (name, value) in
        [("key", "documents/other.pdf"), ("Content-Type", "text/html"), ("success_action_status", "200"), ("x-amz-signature", "00")]
    {
        let mut altered = form.clone();
        altered.fields.iter_mut().find(|(field, _)| field == name).unwrap().1 = value.to_owned();
        let (status, answer) = upload(&altered, PDF).await;
        assert_eq!(status, 403, "{name}: {answer}");
    }
    let mut extra = form.clone();
    extra.fields.insert(0, ("acl".to_owned(), "public-read".to_owned()));
    assert_eq!(upload(&extra, PDF).await.0, 403);

    let hour_ago = Timestamp(now().0 - 3_600_000_000);
    let short = PostRequest { expires_at: after(hour_ago, Duration::from_mins(5)), ..post(&key, None) };
    let ended = bucket.presign_post(&short, hour_ago).await.unwrap();
    assert_eq!(upload(&ended, PDF).await.0, 403);
    assert_eq!(bucket.head(&key).await.unwrap(), None);
}

#[tokio::test]
async fn provisioning_is_kept_by_the_store() {
    let live = Live::start().await;
    let (bucket, client, settings) = (live.bucket().await, live.client(), &live.settings);
    bucket.apply_cors(&["https://app.example.com".to_owned()]).await.unwrap();
    bucket.apply_lifecycle().await.unwrap();

    let cors = client.get_bucket_cors().bucket(&settings.bucket).send().await.unwrap();
    assert_eq!(cors.cors_rules()[0].allowed_origins(), ["https://app.example.com"]);
    let lifecycle = client.get_bucket_lifecycle_configuration().bucket(&settings.bucket).send().await.unwrap();
    let rule = &lifecycle.rules()[0];
    assert_eq!(rule.filter().and_then(|filter| filter.prefix()), Some("incoming/"));
    assert_eq!(rule.expiration().and_then(LifecycleExpiration::days), Some(1));

    let preflight = "OPTIONS\nOrigin: https://app.example.com\r\nAccess-Control-Request-Method: POST\r\n";
    let url = format!("{}/{}/", settings.endpoint.as_deref().unwrap(), settings.bucket);
    let (status, answer) = http(&url, preflight, b"").await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer.to_ascii_lowercase().contains("access-control-allow-origin: https://app.example.com"), "{answer}");
}
