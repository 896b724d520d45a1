//! What the edge delivers, over TCP: headers, conditions, ranges, cache, invalidation, closing.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cdn_support;

use std::sync::atomic::Ordering;
use std::time::Duration;

use cdn_support::{Answer, END, Running, WEBP, avatars_policy, sigv4_vectors, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PATH: &str = "/avatars/u/a.webp";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[tokio::test]
async fn delivers_and_caches() {
    let running = start().await;
    let first = running.get(PATH, &[]).await;
    assert_eq!((first.status, first.body.as_slice(), first.header("x-cache")), (200, b"0123456789".as_slice(), "Miss from cloudfront"));
    for (name, value) in [
        ("content-type", "image/webp"),
        ("content-length", "10"),
        ("cache-control", IMMUTABLE),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("last-modified", "Mon, 29 Dec 2025 09:20:00 GMT"),
        ("age", ""),
    ] {
        assert_eq!(first.header(name), value, "{name}");
    }
    assert!(first.header("etag").starts_with('"'));
    running.clock.fetch_add(7, Ordering::SeqCst);
    let second = running.get(PATH, &[]).await;
    assert_eq!((second.status, second.body.as_slice(), second.header("x-cache")), (200, b"0123456789".as_slice(), "Hit from cloudfront"));
    assert_eq!(second.header("age"), "7");
    assert_eq!(running.bucket.opened.load(Ordering::SeqCst), 1);
    running.stop().await.unwrap();
}

/// Being cached opens nothing: the second viewer has no cookies, or they have ended.
#[tokio::test]
async fn cached_objects_are_guarded_all_the_same() {
    let running = start().await;
    assert_eq!(running.get(PATH, &[]).await.status, 200);
    assert_eq!(running.send("GET", PATH, &[], b"").await.refusal(), (403, "Error from cloudfront", "MissingKey"));
    running.clock.store(END, Ordering::SeqCst);
    assert_eq!(running.get(PATH, &[]).await.refusal(), (403, "Error from cloudfront", "AccessDenied"));
    running.stop().await.unwrap();
}

#[tokio::test]
async fn head_tells_without_a_body() {
    let running = start().await;
    let cookies = running.keys.cookies("KRSA", &avatars_policy());
    for _ in 0..2 {
        let head = running.send("HEAD", PATH, &[("Cookie", &cookies)], b"").await;
        assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "10", 0));
        assert_eq!(head.header("x-cache"), "Miss from cloudfront", "asking for the head reads no object");
    }
    let refused = running.send("HEAD", PATH, &[], b"").await;
    assert_eq!((refused.status, refused.body.len()), (403, 0));
    running.stop().await.unwrap();
}

#[tokio::test]
async fn answers_ranges_from_origin_and_cache() {
    let running = start().await;
    let large: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
    running.bucket.put("avatars/u/large", &large, IMMUTABLE);
    for round in 0..2 {
        let part = running.get(PATH, &[("Range", "bytes=2-4")]).await;
        assert_eq!((part.status, part.header("content-range"), part.body.as_slice()), (206, "bytes 2-4/10", b"234".as_slice()), "{round}");
        let part = running.get("/avatars/u/large", &[("Range", "bytes=399990-")]).await;
        assert_eq!((part.status, part.header("content-range")), (206, "bytes 399990-399999/400000"));
        assert_eq!(part.body, large[399_990..]);
        assert_eq!(part.header("x-cache"), "Miss from cloudfront", "too large to be kept");
    }
    let suffix = running.get(PATH, &[("Range", "bytes=-3")]).await;
    assert_eq!((suffix.status, suffix.body.as_slice(), suffix.header("x-cache")), (206, b"789".as_slice(), "Hit from cloudfront"));
    let beyond = running.get(PATH, &[("Range", "bytes=10-")]).await;
    assert_eq!((beyond.status, beyond.header("content-range"), beyond.body.len()), (416, "bytes */10", 0));
    let several = running.get(PATH, &[("Range", "bytes=0-1,3-4")]).await;
    assert_eq!((several.status, several.body.len()), (200, 10));
    assert_eq!(running.get("/avatars/u/large", &[]).await.body, large);
    let etag = suffix.header("etag");
    assert_eq!(running.get(PATH, &[("Range", "bytes=0-1"), ("If-Range", etag)]).await.status, 206);
    assert_eq!(running.get(PATH, &[("Range", "bytes=0-1"), ("If-Range", "\"other\"")]).await.status, 200);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn unchanged_objects_are_not_sent_again() {
    let running = start().await;
    let etag = running.get(PATH, &[]).await.header("etag").to_owned();
    let weak = format!("\"x\", W/{etag}");
    for tags in [etag.as_str(), weak.as_str(), "*"] {
        let answer = running.get(PATH, &[("If-None-Match", tags)]).await;
        assert_eq!((answer.status, answer.body.len(), answer.header("etag")), (304, 0, etag.as_str()), "{tags}");
        assert_eq!(answer.header("cache-control"), IMMUTABLE);
    }
    assert_eq!(running.get(PATH, &[("If-None-Match", "\"x\"")]).await.status, 200);
    let since = [("If-Modified-Since", "Mon, 29 Dec 2025 09:20:00 GMT")];
    assert_eq!(running.get(PATH, &since).await.status, 304);
    assert_eq!(running.get(PATH, &[("If-Modified-Since", "Mon, 29 Dec 2025 09:19:59 GMT")]).await.status, 200);
    assert_eq!(running.get(PATH, &[since[0], ("If-None-Match", "\"x\"")]).await.status, 200);
    // A condition comes before a range (RFC 9110 13.2.2).
    assert_eq!(running.get(PATH, &[("If-None-Match", &etag), ("Range", "bytes=0-1")]).await.status, 304);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn other_methods_and_failures() {
    let running = start().await;
    let cookies = running.keys.cookies("KRSA", &avatars_policy());
    for method in ["PUT", "DELETE", "OPTIONS", "POST"] {
        assert_eq!(running.send(method, PATH, &[("Cookie", &cookies)], b"").await.status, 403, "{method}");
    }
    let broken = running.get("/avatars/broken", &[]).await;
    assert_eq!((broken.status, broken.header("x-cache")), (502, "Error from cloudfront"));
    assert!(!broken.text().contains("fire"), "the cause is for the log");
    running.stop().await.unwrap();
}

async fn invalidate(running: &Running, name: &str, change: impl FnOnce(&mut Vec<(String, String)>, &mut String)) -> Answer {
    let vectors = sigv4_vectors();
    let request = vectors["requests"].as_array().unwrap().iter().find(|request| request["name"] == name).unwrap();
    let mut headers: Vec<(String, String)> = vec![("Host".to_owned(), vectors["host"].as_str().unwrap().to_owned())];
    headers.extend(request["headers"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())));
    let mut body = vectors["body"].as_str().unwrap().to_owned();
    change(&mut headers, &mut body);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    running.send("POST", request["path"].as_str().unwrap(), &headers, body.as_bytes()).await
}

#[tokio::test]
async fn an_invalidation_brings_fresh_content() {
    let running = start().await;
    let cookies = running.keys.cookies("KRSA", &cdn_support::policy("https://cdn.example.com/*"));
    let keys = ["avatars/u/old.webp", "avatars/u/old.webp2", "images/u/1", "images/u/2", "images/v/1"];
    for key in keys {
        running.bucket.put(key, b"before", IMMUTABLE);
        assert_eq!(running.with_cookies(&format!("/{key}"), &cookies).await.body, b"before");
        running.bucket.put(key, b"after", IMMUTABLE);
    }
    let vector_time = sigv4_vectors()["epoch_seconds"].as_i64().unwrap();
    running.clock.store(vector_time, Ordering::SeqCst);
    let done = invalidate(&running, "plain", |_, _| ()).await;
    assert_eq!(done.status, 201, "{}", done.text());
    assert!(done.header("location").starts_with("/2020-05-31/distribution/EGATEHOUSE/invalidation/I"));
    for part in [
        "<Status>Completed</Status>",
        "<CreateTime>2026-01-01T12:00:00Z</CreateTime>",
        "<Path>/images/u/*</Path>",
        "<CallerReference>job-1<",
    ] {
        assert!(done.text().contains(part), "{part}");
    }
    let mut bodies = Vec::new();
    for key in keys {
        bodies.push(String::from_utf8(running.with_cookies(&format!("/{key}"), &cookies).await.body).unwrap());
    }
    assert_eq!(bodies, ["after", "before", "after", "after", "before"]);
    let again = invalidate(&running, "plain", |_, _| ()).await;
    assert_eq!(again.header("location"), done.header("location"), "the same batch is the same invalidation");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn only_the_key_may_invalidate() {
    let running = start().await;
    let vector_time = sigv4_vectors()["epoch_seconds"].as_i64().unwrap();
    running.clock.store(vector_time, Ordering::SeqCst);
    let set = |headers: &mut Vec<(String, String)>, name: &str, from: &str, to: &str| {
        let header = headers.iter_mut().find(|(header, _)| header == name).unwrap();
        assert!(header.1.contains(from));
        header.1 = header.1.replace(from, to);
    };
    assert_eq!(invalidate(&running, "query", |_, _| ()).await.status, 201);
    assert_eq!(invalidate(&running, "other distribution", |_, _| ()).await.refusal().2, "NoSuchDistribution");

    let tampered = invalidate(&running, "plain", |_, body| *body = body.replace("old", "new")).await;
    assert_eq!((tampered.status, tampered.refusal().2), (403, "SignatureDoesNotMatch"));
    let host = invalidate(&running, "plain", |headers, _| set(headers, "Host", "9100", "9101")).await;
    assert_eq!(host.refusal().2, "SignatureDoesNotMatch");
    let header = invalidate(&running, "plain", |headers, _| headers.push(("X-Amz-Extra".to_owned(), "1".to_owned()))).await;
    assert_eq!(header.refusal().2, "SignatureDoesNotMatch");
    let payload =
        invalidate(&running, "plain", |headers, _| headers.push(("X-Amz-Content-Sha256".to_owned(), "UNSIGNED-PAYLOAD".to_owned()))).await;
    assert_eq!(payload.refusal().2, "SignatureDoesNotMatch");
    let date = invalidate(&running, "plain", |headers, _| set(headers, "X-Amz-Date", "T120000Z", "T120001Z")).await;
    assert_eq!(date.refusal().2, "SignatureDoesNotMatch");
    let service = invalidate(&running, "plain", |headers, _| set(headers, "Authorization", "/cloudfront/", "/s3/")).await;
    assert_eq!((service.status, service.refusal().2), (400, "IncompleteSignature"));
    let region = invalidate(&running, "plain", |headers, _| set(headers, "Authorization", "us-east-1", "eu-west-1")).await;
    assert_eq!(region.refusal().2, "SignatureDoesNotMatch");
    let stranger = invalidate(&running, "plain", |headers, _| set(headers, "Authorization", "AKIDEXAMPLE", "AKIDOTHER")).await;
    assert_eq!((stranger.status, stranger.refusal().2), (403, "InvalidClientTokenId"));
    let anonymous = invalidate(&running, "plain", |headers, _| headers.retain(|(name, _)| name != "Authorization")).await;
    assert_eq!((anonymous.status, anonymous.refusal().2), (403, "MissingAuthenticationToken"));
    let garbage = invalidate(&running, "plain", |headers, _| set(headers, "Authorization", "Signature=", "Signature=zz")).await;
    assert_eq!((garbage.status, garbage.refusal().2), (400, "IncompleteSignature"));

    for skew in [-901, 901] {
        running.clock.store(vector_time + skew, Ordering::SeqCst);
        assert_eq!(invalidate(&running, "plain", |_, _| ()).await.refusal().2, "RequestExpired");
    }
    running.clock.store(vector_time + 900, Ordering::SeqCst);
    assert_eq!(invalidate(&running, "plain", |_, _| ()).await.status, 201);
    running.stop().await.unwrap();
}

/// A connection that has been answered and kept open must not hold up closing; a new one finds nobody.
#[tokio::test]
async fn closes_gracefully() {
    let running = start().await;
    let address = running.address;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(format!("GET /{WEBP} HTTP/1.1\r\nHost: cdn.example.com\r\n\r\n").as_bytes()).await.unwrap();
    let mut begin = [0; 12];
    idle.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 403");
    let closed = tokio::time::timeout(Duration::from_secs(5), running.stop()).await;
    closed.expect("sooner than running answers get").unwrap();
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
