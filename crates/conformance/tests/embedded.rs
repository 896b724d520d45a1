//! The embedded S3 answers as S3 does, to the letter.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{future::pending, sync::Arc};

use conformance::{Deviations, Form, Target, amz_date, groups, now, run};
use localcloud::s3::{Config, S3, Store, serve};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;

mod support;

/// An embedded S3 with the vectors' key.
async fn start(folder: &TempDir) -> Target {
    let signer = support::signer(&support::vectors()["post"][1]);
    let config = Config {
        bucket: "gatehouse-conformance".to_owned(),
        region: signer.region.clone(),
        access_key_id: signer.key_id.clone(),
        secret_access_key: signer.secret.clone(),
        clock: Arc::new(now),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target { host: listener.local_addr().unwrap().to_string(), bucket: config.bucket.clone(), signer, messages: true };
    tokio::spawn(serve(listener, S3::new(config, Arc::new(Store::open(folder.path()).unwrap())), pending()));
    target
}

#[tokio::test]
async fn every_case_without_exception() {
    let folder = TempDir::new().unwrap();
    let report = run(&start(&folder).await, &groups()).await.unwrap();
    println!("{report}");
    let surprises = report.surprises(&Deviations::default());
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// A vector's signature is right; its policy is over.
#[tokio::test]
async fn a_signature_computed_by_others() {
    let folder = TempDir::new().unwrap();
    let target = start(&folder).await;
    let vector: &Value = &support::vectors()["post"][1];
    let text = |name: &str| vector[name].as_str().unwrap();
    let form = Form::new(&target.bucket)
        .add("key", "avatars/user-123/0b9f0c1e-5d4a-4a58-9b0a-8f2d6a3f7b11.png")
        .add("x-amz-algorithm", "AWS4-HMAC-SHA256")
        .add("x-amz-credential", &target.signer.credential(text("date")))
        .add("x-amz-date", &amz_date(1_778_666_400))
        .add("policy", text("policy_base64"))
        .add("x-amz-signature", text("signature"));
    let answer = target.send(&form.request(b"x")).await.unwrap();
    assert_eq!(answer.element("Message"), "Invalid according to Policy: Policy expired.");
}
