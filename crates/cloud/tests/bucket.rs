//! The bucket's adapter: what the real SDK sends, and how answers are read.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::bucket::S3Bucket;
use cloud::settings::{CredentialSource, S3Settings};
use domain::content_type::ContentType;
use domain::document::Disposition;
use domain::timestamp::Timestamp;
use md5::{Digest as _, Md5};
use services::ports::{Bucket as _, GetRequest, ObjectHead, PortError, PostRequest, PostSuccess, Promoted, Promotion};
use support::Scripted;

const NOW: Timestamp = Timestamp(1_778_666_400_500_000); // 2026-05-13T10:00:00.5Z
const KEY: &str = "incoming/documents/u/1.pdf";

fn settings(endpoint: &str) -> S3Settings {
    S3Settings {
        bucket: "box".to_owned(),
        region: "eu-west-1".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        public_endpoint: Some("https://files.example.com:9000".to_owned()),
        path_style: true,
        pins_checksums: true,
        credentials: CredentialSource::Static { access_key_id: "AKIATEST".to_owned(), secret_access_key: "the-secret".to_owned() },
    }
}

async fn bucket(store: &Scripted) -> S3Bucket {
    S3Bucket::new(&settings(&store.url)).await.unwrap()
}

fn pdf() -> ContentType {
    ContentType::parse("application/pdf").unwrap()
}

fn post() -> PostRequest {
    PostRequest {
        key: KEY.to_owned(),
        content_type: pdf(),
        min_bytes: 7,
        max_bytes: 7,
        checksum_sha256: Some("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned()),
        success: PostSuccess::Created,
        expires_at: Timestamp(NOW.0 + 300_000_000),
    }
}

#[tokio::test]
async fn a_form_is_signed_for_the_public_origin_without_asking_the_store() {
    let store = Scripted::start(&[]).await;
    let bucket = bucket(&store).await;
    let signed = bucket.presign_post(&post(), NOW).await.unwrap();
    assert_eq!(signed.url, "https://files.example.com:9000/box/");
    assert_eq!(bucket.public_origin(), "https://files.example.com:9000");
    assert_eq!(signed.expires_at, Timestamp(1_778_666_700_000_000));
    let names: Vec<_> = signed.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names[..3], ["key", "Content-Type", "success_action_status"]);
    assert_eq!(signed.fields[0].1, KEY);
    assert!(names.contains(&"x-amz-checksum-sha256"));
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn a_store_that_checks_no_checksum_is_sent_none() {
    let settings = S3Settings { pins_checksums: false, ..settings("http://127.0.0.1:1") };
    let signed = S3Bucket::new(&settings).await.unwrap().presign_post(&post(), NOW).await.unwrap();
    assert!(!signed.fields.iter().any(|(name, _)| name.contains("checksum")), "{signed:?}");
}

#[tokio::test]
async fn on_aws_the_bucket_is_in_the_host_name() {
    let settings = S3Settings { endpoint: None, public_endpoint: None, path_style: false, ..settings("") };
    let bucket = S3Bucket::new(&settings).await.unwrap();
    assert_eq!(bucket.presign_post(&post(), NOW).await.unwrap().url, "https://box.s3.eu-west-1.amazonaws.com/");
    assert_eq!(bucket.public_origin(), "https://box.s3.eu-west-1.amazonaws.com");
}

#[tokio::test]
async fn a_download_carries_its_name_and_type() {
    let store = Scripted::start(&[]).await;
    let request = GetRequest {
        key: "documents/u/1.pdf".to_owned(),
        file_name: "Hợp đồng.pdf".to_owned(),
        content_type: pdf(),
        disposition: Disposition::Attachment,
        expires_in_seconds: 120,
    };
    let url = bucket(&store).await.presign_get(&request, NOW).await.unwrap();
    assert!(url.starts_with("https://files.example.com:9000/box/documents/u/1.pdf?"), "{url}");
    for part in [
        "response-content-type=application%2Fpdf",
        "response-content-disposition=attachment%3B%20filename%3D%22Hop%20dong.pdf%22%3B%20filename%2A%3DUTF-8%27%27H%25E1%25BB%25A3p%2520%25C4%2591%25E1%25BB%2593ng.pdf",
        "X-Amz-Expires=120",
        "X-Amz-Date=20260513T100000Z",
        "x-amz-checksum-mode=ENABLED",
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
    assert!(store.asked().is_empty());
    let unpinned = S3Settings { pins_checksums: false, ..settings(&store.url) };
    let url = S3Bucket::new(&unpinned).await.unwrap().presign_get(&request, NOW).await.unwrap();
    assert!(!url.contains("checksum"), "{url}");
}

#[tokio::test]
async fn head_reads_what_is_there_and_takes_404_and_403_as_absent() {
    let store = Scripted::start(&[
        (
            200,
            &[
                ("Content-Length", "7"),
                ("Content-Type", "application/pdf"),
                ("ETag", "\"abc\""),
                ("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            ],
            "",
        ),
        (404, &[], ""),
        (403, &[], ""),
    ])
    .await;
    let bucket = bucket(&store).await;
    let expected = ObjectHead {
        size_bytes: 7,
        content_type: Some("application/pdf".to_owned()),
        etag: "\"abc\"".to_owned(),
        checksum_sha256: post().checksum_sha256,
    };
    assert_eq!(bucket.head(KEY).await.unwrap(), Some(expected));
    assert_eq!(bucket.head(KEY).await.unwrap(), None);
    assert_eq!(bucket.head(KEY).await.unwrap(), None);
    assert_eq!(store.asked()[0].line, "HEAD /box/incoming/documents/u/1.pdf HTTP/1.1");
    assert_eq!(store.asked()[0].header("x-amz-checksum-mode"), Some("ENABLED"));
}

#[tokio::test]
async fn a_store_that_is_away_is_tried_three_times_and_unavailable() {
    let store = Scripted::start(&[(503, &[], ""), (500, &[], ""), (503, &[], "")]).await;
    let answer = bucket(&store).await.head(KEY).await;
    assert!(matches!(answer, Err(PortError::Unavailable { .. })), "{answer:?}");
    assert_eq!(store.asked().len(), 3);

    let nobody = S3Bucket::new(&settings("http://127.0.0.1:1")).await.unwrap();
    let answer = nobody.delete(KEY).await;
    assert!(matches!(answer, Err(PortError::Unavailable { .. })), "{answer:?}");
}

#[tokio::test]
async fn parts_are_those_of_the_object_that_was_looked_at() {
    let no_range = "<Error><Code>InvalidRange</Code></Error>";
    let changed = "<Error><Code>PreconditionFailed</Code></Error>";
    let store = Scripted::start(&[
        (206, &[("Content-Range", "bytes 0-4/9")], "%PDF-"),
        (200, &[], "%PDF-1.7 and all the rest, from a store that ignores Range"),
        (412, &[], changed),
        (404, &[], ""),
        (416, &[], no_range),
        (206, &[("Content-Range", "bytes 4-8/9")], "-1.7\n"),
        (200, &[], "%PDF-1.7\n"),
    ])
    .await;
    let bucket = bucket(&store).await;
    let read = async || bucket.range(KEY, "\"abc\"", 0, 5).await.unwrap();
    assert_eq!(read().await, Some(b"%PDF-".to_vec()));
    assert_eq!(read().await, Some(b"%PDF-".to_vec()));
    assert_eq!(read().await, None);
    assert_eq!(read().await, None);
    assert_eq!(read().await, Some(Vec::new()));
    assert_eq!(bucket.range(KEY, "\"abc\"", 4, 5).await.unwrap(), Some(b"-1.7\n".to_vec()));
    let whole = bucket.range(KEY, "\"abc\"", 4, 5).await;
    assert!(matches!(whole, Err(PortError::Failed { .. })), "{whole:?}");
    assert_eq!(store.asked()[0].header("Range"), Some("bytes=0-4"));
    assert_eq!(store.asked()[5].header("Range"), Some("bytes=4-8"));
    assert_eq!(store.asked()[0].header("If-Match"), Some("\"abc\""));
}

#[tokio::test]
async fn promotion_copies_exactly_the_verified_object() {
    let copied = "<CopyObjectResult><ETag>\"abc\"</ETag><ChecksumSHA256>c2hh</ChecksumSHA256></CopyObjectResult>";
    let store = Scripted::start(&[
        (200, &[], copied),
        (412, &[], "<Error><Code>PreconditionFailed</Code></Error>"),
        (404, &[], "<Error><Code>NoSuchKey</Code></Error>"),
        (403, &[], "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"),
    ])
    .await;
    let bucket = bucket(&store).await;
    let promotion = Promotion {
        from: "incoming/documents/u/a b.pdf".to_owned(),
        to: "documents/u/1.pdf".to_owned(),
        etag: "\"abc\"".to_owned(),
        content_type: pdf(),
        cache_control: "private, no-store",
    };
    assert_eq!(bucket.promote(&promotion).await.unwrap(), Promoted::Done { checksum_sha256: Some("c2hh".to_owned()) });
    assert_eq!(bucket.promote(&promotion).await.unwrap(), Promoted::Changed);
    assert_eq!(bucket.promote(&promotion).await.unwrap(), Promoted::Missing);
    let refused = bucket.promote(&promotion).await.unwrap_err();
    assert_eq!(refused.to_string(), "The file store failed: 403 AccessDenied: Access Denied");

    let asked = &store.asked()[0];
    assert!(asked.line.starts_with("PUT /box/documents/u/1.pdf"), "{}", asked.line);
    for (name, value) in [
        ("x-amz-copy-source", "box/incoming/documents/u/a%20b.pdf"),
        ("x-amz-copy-source-if-match", "\"abc\""),
        ("x-amz-copy-if-match", "\"abc\""),
        ("x-amz-metadata-directive", "REPLACE"),
        ("x-amz-checksum-algorithm", "SHA256"),
        ("Content-Type", "application/pdf"),
        ("Cache-Control", "private, no-store"),
    ] {
        assert_eq!(asked.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_store_that_knows_no_checksums_is_asked_to_copy_without() {
    let store = Scripted::start(&[(200, &[], "<CopyObjectResult><ETag>\"abc\"</ETag></CopyObjectResult>")]).await;
    let unpinned = S3Settings { pins_checksums: false, ..settings(&store.url) };
    let promotion = Promotion {
        from: KEY.to_owned(),
        to: "documents/u/1.pdf".to_owned(),
        etag: "\"abc\"".to_owned(),
        content_type: pdf(),
        cache_control: "private, no-store",
    };
    let promoted = S3Bucket::new(&unpinned).await.unwrap().promote(&promotion).await.unwrap();
    assert_eq!(promoted, Promoted::Done { checksum_sha256: None });
    assert_eq!(store.asked()[0].header("x-amz-checksum-algorithm"), None);
}

#[tokio::test]
async fn deleting_what_is_gone_is_done() {
    let store = Scripted::start(&[(204, &[], ""), (404, &[], "<Error><Code>NoSuchKey</Code></Error>"), (403, &[], "")]).await;
    let bucket = bucket(&store).await;
    bucket.delete(KEY).await.unwrap();
    bucket.delete(KEY).await.unwrap();
    let refused = bucket.delete(KEY).await;
    assert!(matches!(refused, Err(PortError::Failed { .. })), "{refused:?}");
}

#[tokio::test]
async fn provisioning_says_what_the_bucket_must_know() {
    let store = Scripted::start(&[(200, &[], ""), (200, &[], "")]).await;
    let bucket = bucket(&store).await;
    bucket.apply_cors(&["https://app.example.com".to_owned(), "http://localhost:3000".to_owned()]).await.unwrap();
    bucket.apply_lifecycle().await.unwrap();

    let [cors, lifecycle]: [_; 2] = store.asked().try_into().unwrap();
    assert_eq!(cors.line, "PUT /box/?cors HTTP/1.1");
    assert_eq!(lifecycle.line, "PUT /box/?lifecycle HTTP/1.1");
    for part in [
        "<AllowedOrigin>https://app.example.com</AllowedOrigin><AllowedOrigin>http://localhost:3000</AllowedOrigin>",
        "<AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>",
        "<ExposeHeader>ETag</ExposeHeader>",
        "<ExposeHeader>x-amz-checksum-sha256</ExposeHeader>",
    ] {
        assert!(cors.body.contains(part), "{part} in {}", cors.body);
    }
    for part in [
        "<Filter><Prefix>incoming/</Prefix></Filter>",
        "<Expiration><Days>1</Days></Expiration>",
        "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>",
        "<Status>Enabled</Status>",
    ] {
        assert!(lifecycle.body.contains(part), "{part} in {}", lifecycle.body);
    }
    for asked in [cors, lifecycle] {
        assert_eq!(asked.header("Content-MD5"), Some(STANDARD.encode(Md5::digest(&asked.body)).as_str()));
        let signed = asked.header("Authorization").unwrap();
        assert!(signed.contains("content-md5"), "{signed}");
    }
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let settings = settings("http://127.0.0.1:1");
    let bucket = S3Bucket::new(&settings).await.unwrap();
    let shown = format!("{settings:?} {bucket:?}");
    assert!(!shown.contains("the-secret"), "{shown}");
}
