//! Presigned GET against vectors.
//!
//! The SDK adds `x-id=GetObject` to the query, which the vectors (botocore, the AWS documentation) lack, and the signature covers
//! it. So the signer under test is given an SDK configuration with one interceptor that takes `x-id` off before signing: then
//! every URL must equal its vector byte for byte, signature included. That the URLs with `x-id` are signed as well is checked by a
//! canonical recomputation, itself checked on the vectors first.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_lc_rs::{digest, hmac};
use aws_sdk_s3::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_s3::config::{BehaviorVersion, Builder, ConfigBag, Intercept, Region, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use cloud::presigned_get::{GetSigner, PresignedGet, PresignedGetError};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;

const X_ID: &str = "x-id=GetObject";

#[derive(Debug)]
struct WithoutXId;

impl Intercept for WithoutXId {
    fn name(&self) -> &'static str {
        "WithoutXId"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let (path, query) = request.uri().split_once('?').ok_or("the SDK no longer adds x-id")?;
        let kept: Vec<_> = query.split('&').filter(|pair| *pair != X_ID).collect();
        let uri = if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) };
        request.set_uri(uri)?;
        Ok(())
    }
}

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/s3.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn endpoint(vector: &Value) -> Builder {
    let builder = Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new(text(vector, "region").to_owned()));
    // The documentation's example is older than regional host names for us-east-1.
    if text(vector, "name") == "aws-documented" { builder.endpoint_url("https://s3.amazonaws.com") } else { builder }
}

fn secret(vectors: &Value) -> String {
    text(&vectors["credentials"], "secret_access_key").to_owned()
}

async fn sign(builder: Builder, vectors: &Value, vector: &Value) -> String {
    let credentials = Credentials::from_keys(
        text(&vectors["credentials"], "access_key_id"),
        secret(vectors),
        vector["session_token"].as_str().map(str::to_owned),
    );
    let request = PresignedGet {
        bucket: text(vector, "bucket"),
        key: text(vector, "key"),
        content_disposition: vector["response_content_disposition"].as_str(),
        content_type: vector["response_content_type"].as_str(),
        checksum: false,
        lifetime: Duration::from_secs(vector["expires_in_seconds"].as_u64().unwrap()),
    };
    let at = OffsetDateTime::parse(text(vector, "at"), &Rfc3339).unwrap();
    GetSigner::new(builder, credentials).sign(&request, at).await.unwrap().url
}

/// The URL with its query sorted: S3 reads it as a set, the order is no part of the signature.
fn sorted(url: &str) -> (String, Vec<String>) {
    let (base, query) = url.split_once('?').unwrap();
    let mut pairs: Vec<_> = query.split('&').map(str::to_owned).collect();
    pairs.sort();
    (base.to_owned(), pairs)
}

#[tokio::test]
async fn every_vector_is_signed_byte_for_byte() {
    let vectors = vectors();
    let all = vectors["get"].as_array().unwrap();
    assert_eq!(all.len(), 3);
    for vector in all {
        let url = sign(endpoint(vector).interceptor(WithoutXId), &vectors, vector).await;
        assert_eq!(sorted(&url), sorted(text(vector, "url")), "{}", text(vector, "name"));
    }
}

/// What S3 computes from a presigned URL: SigV4 with a signed `host` and an unsigned payload.
fn recomputed(url: &str, secret: &str, region: &str) -> String {
    let (base, query) = url.split_once('?').unwrap();
    let (host, path) = base.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let pairs: BTreeMap<&str, &str> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
    let canonical: Vec<_> =
        pairs.iter().filter(|(name, _)| **name != "X-Amz-Signature").map(|(name, value)| format!("{name}={value}")).collect();
    let request = format!("GET\n/{path}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", canonical.join("&"));
    let date = pairs["X-Amz-Date"];
    let day = &date[..8];
    let hash = hex(digest::digest(&digest::SHA256, request.as_bytes()).as_ref());
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{day}/{region}/s3/aws4_request\n{hash}");
    let key = [day, region, "s3", "aws4_request", &to_sign]
        .iter()
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part.as_bytes()));
    hex(&key)
}

fn mac(key: &[u8], data: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), data).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn signature(url: &str) -> &str {
    url.split(['?', '&']).find_map(|pair| pair.strip_prefix("X-Amz-Signature=")).unwrap()
}

#[tokio::test]
async fn the_urls_that_people_get_are_signed_as_s3_recomputes_them() {
    let vectors = vectors();
    let secret = secret(&vectors);
    for vector in vectors["get"].as_array().unwrap() {
        let (known, region) = (text(vector, "url"), text(vector, "region"));
        assert_eq!(recomputed(known, &secret, region), signature(known));

        let url = sign(endpoint(vector), &vectors, vector).await;
        assert_eq!(recomputed(&url, &secret, region), signature(&url));

        let (base, mut pairs) = sorted(&url);
        let (known_base, mut known_pairs) = sorted(known);
        let unsigned = |pair: &String| !pair.starts_with("X-Amz-Signature=");
        known_pairs.retain(unsigned);
        pairs.retain(unsigned);
        known_pairs.push(X_ID.to_owned());
        assert_eq!((base, pairs), (known_base, known_pairs), "{}", text(vector, "name"));
    }
}

const NOW: OffsetDateTime = datetime!(2026-05-13 10:00:00.9 UTC);
const REQUEST: PresignedGet<'static> = PresignedGet {
    bucket: "b",
    key: "documents/u/1.pdf",
    content_disposition: None,
    content_type: None,
    checksum: false,
    lifetime: Duration::from_mins(5),
};

fn signer(credentials: Credentials) -> GetSigner {
    let public = Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new("eu-west-1"));
    GetSigner::new(public.endpoint_url("http://localhost:9000").force_path_style(true), credentials)
}

fn sts(end: SystemTime) -> Credentials {
    Credentials::new("ASIA", "the-secret", Some("the-token".to_owned()), Some(end), "test")
}

#[tokio::test]
async fn the_checksum_is_asked_for_in_the_signed_query_and_by_no_header() {
    let public = || Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new("eu-west-1"));
    let credentials = Credentials::from_keys("AKIA", "the-secret", None);
    for builder in [public(), public().interceptor(WithoutXId)] {
        let signer = GetSigner::new(builder, credentials.clone());
        let [plain, asking] = [false, true].map(|checksum| PresignedGet { checksum, content_type: Some("text/plain"), ..REQUEST });
        let (plain, asking) = (signer.sign(&plain, NOW).await.unwrap().url, signer.sign(&asking, NOW).await.unwrap().url);
        assert_eq!(recomputed(&asking, "the-secret", "eu-west-1"), signature(&asking));
        assert_ne!(signature(&plain), signature(&asking));
        let (mut expected, found) = (sorted(&plain).1, sorted(&asking).1);
        expected.push("x-amz-checksum-mode=ENABLED".to_owned());
        expected.sort();
        let unsigned = |pairs: Vec<String>| pairs.into_iter().filter(|pair| !pair.starts_with("X-Amz-Signature=")).collect::<Vec<_>>();
        assert_eq!(unsigned(found), unsigned(expected));
        assert!(asking.contains("X-Amz-SignedHeaders=host&"), "{asking}");
    }
}

#[tokio::test]
async fn a_url_never_outlives_its_credentials() {
    let end = datetime!(2026-05-13 10:02:00.5 UTC);
    let signed = signer(sts(end.into())).sign(&REQUEST, NOW).await.unwrap();
    assert!(signed.url.starts_with("http://localhost:9000/b/documents/u/1.pdf?"), "{}", signed.url);
    assert!(signed.url.contains("X-Amz-Date=20260513T100000Z") && signed.url.contains("X-Amz-Expires=120&"), "{}", signed.url);
    assert_eq!(signed.expires_at, datetime!(2026-05-13 10:02:00 UTC));

    let late = signer(sts(end.into())).sign(&REQUEST, end).await;
    assert!(matches!(late, Err(PresignedGetError::CredentialsEnded(_))), "{late:?}");

    let behind_the_calendar = SystemTime::from(datetime!(9999-12-31 23:59:59 UTC)) + Duration::from_secs(1);
    let signed = signer(sts(behind_the_calendar)).sign(&REQUEST, NOW).await.unwrap();
    assert_eq!(signed.expires_at, datetime!(2026-05-13 10:05:00 UTC));
}

#[tokio::test]
async fn eight_days_are_refused_and_debug_shows_nothing() {
    let credentials = sts(SystemTime::from(NOW) + Duration::from_secs(10_000_000));
    let signer = signer(credentials);
    let too_long = PresignedGet { lifetime: Duration::from_hours(8 * 24), ..REQUEST };
    assert!(matches!(signer.sign(&too_long, NOW).await, Err(PresignedGetError::Sdk(_))));

    let shown = format!("{:?} {signer:?}", signer.sign(&REQUEST, NOW).await.unwrap());
    for secret in ["the-secret", "the-token", "Signature"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
