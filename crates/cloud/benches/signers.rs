//! What each signature costs. Targets: POST ≤ 5 µs with the day's key kept, a kept cookie set ≤ 1 µs.

#![expect(clippy::unwrap_used, reason = "benches")]

use std::hint::black_box;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_s3::config::{BehaviorVersion, Builder, Region};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::cdn_key::{CdnHash, CdnKey};
use cloud::content_disposition::content_disposition;
use cloud::cookie_policy::{CookiePolicy, Resource};
use cloud::cookies::{CookieSigner, KeptCookies};
use cloud::post_policy::{OnSuccess, PostPolicy, PostSigner};
use cloud::presigned_get::{GetSigner, PresignedGet};
use cloud::signing_key::SigningKey;
use criterion::{Criterion, criterion_group, criterion_main};
use domain::document::Disposition;
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-05-13 10:00 UTC);
const END: OffsetDateTime = datetime!(2026-05-13 10:05 UTC);

fn credentials() -> Credentials {
    Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None, None, "bench")
}

fn post(c: &mut Criterion) {
    let credentials = credentials();
    let signer = PostSigner::new("my-bucket", "ap-southeast-1");
    let policy = PostPolicy {
        key: "incoming/documents/0198c0de-5d4a-7a58-9b0a-8f2d6a3f7b11/0b9f0c1e-5d4a-4a58-9b0a-8f2d6a3f7b11.pdf",
        content_type: "application/pdf",
        content_length: 1..=52_428_800,
        checksum_sha256: Some("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        on_success: OnSuccess::Created,
        expires_at: END,
    };
    c.bench_function("post, day's key kept", |b| b.iter(|| signer.sign(black_box(&policy), &credentials, NOW).unwrap()));
    c.bench_function("the day's key, derived", |b| {
        b.iter(|| SigningKey::derive(black_box(credentials.secret_access_key()), NOW, "ap-southeast-1"));
    });
}

fn get(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let public = Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new("ap-southeast-1"));
    let signer = GetSigner::new(public, credentials());
    let disposition = content_disposition(Disposition::Attachment, "Hợp đồng.pdf");
    let request = PresignedGet {
        bucket: "my-bucket",
        key: "documents/0198c0de-5d4a-7a58-9b0a-8f2d6a3f7b11/0b9f0c1e-5d4a-4a58-9b0a-8f2d6a3f7b11.pdf",
        content_disposition: Some(&disposition),
        content_type: Some("application/pdf"),
        checksum: true,
        lifetime: Duration::from_mins(5),
    };
    c.bench_function("get, by the SDK", |b| b.iter(|| runtime.block_on(signer.sign(black_box(&request), NOW)).unwrap()));
    c.bench_function("content disposition", |b| b.iter(|| content_disposition(Disposition::Attachment, black_box("Hợp đồng.pdf"))));
}

fn cookies(c: &mut Criterion) {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../tests/vectors/cloudfront.json")).unwrap();
    let key = |name: &str, hash| {
        let der = STANDARD.decode(vectors[name].as_str().unwrap()).unwrap();
        CookieSigner::new("K2JCJMDEHXQW5F", CdnKey::load(&der, hash).unwrap())
    };
    let resource = Resource::new("https://cdn.example.com/avatars/*").unwrap();
    let policy = CookiePolicy::until(resource.clone(), END);
    for (name, signer) in [
        ("cookies, RSA SHA-256", key("rsa_2048_pkcs1_der_base64", CdnHash::Sha256)),
        ("cookies, RSA SHA-1", key("rsa_2048_pkcs1_der_base64", CdnHash::Sha1)),
        ("cookies, P-256 SHA-256", key("ec_p256_sec1_der_base64", CdnHash::Sha256)),
    ] {
        c.bench_function(name, |b| b.iter(|| signer.custom(black_box(&policy)).unwrap()));
    }
    let kept = KeptCookies::new(key("rsa_2048_pkcs1_der_base64", CdnHash::Sha256), Duration::from_hours(1));
    c.bench_function("cookies, kept", |b| b.iter(|| kept.get(black_box(&resource), NOW).unwrap()));
}

criterion_group!(signers, post, get, cookies);
criterion_main!(signers);
