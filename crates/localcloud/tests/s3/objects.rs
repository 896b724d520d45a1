//! The signed operations.

use crate::support::{Answer, BUCKET, Request, Server, Signer, amz_date, etag, real_now, sha256_base64, signer};

fn request(method: &str, key: &str) -> Request {
    Request::new(method, format!("/{BUCKET}/{key}"))
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.element("Code"))
}

fn copy(source: &str, key: &str) -> Request {
    request("PUT", key).header("x-amz-copy-source", format!("{BUCKET}/{source}"))
}

#[tokio::test]
async fn conditions_on_reading() {
    let server = Server::start().await;
    server.put("a", "text/plain", b"bytes").await;
    let (same, other) = (etag(b"bytes"), etag(b"other"));
    let get = async |name: &str, tag: &str| server.signed(request("GET", "a").header(name, tag)).await;
    assert_eq!(get("If-Match", &same).await.body, b"bytes");
    assert_eq!(refusal(&get("If-Match", &other).await), (412, "PreconditionFailed".to_owned()));
    assert_eq!(get("If-None-Match", &same).await.status, 304);
    assert_eq!(get("If-None-Match", &other).await.status, 200);
    let head = async |tag: &str| server.signed(request("HEAD", "a").header("If-Match", tag)).await.status;
    assert_eq!((head(&same).await, head(&other).await), (200, 412));
}

#[tokio::test]
async fn a_copy_outlives_its_source() {
    let server = Server::start().await;
    server.put("incoming/a", "text/html", b"checked").await;
    assert_eq!(server.signed(copy("incoming/a", "documents/a")).await.status, 200);
    server.put("incoming/a", "text/html", b"exchanged").await;
    assert_eq!(server.get("documents/a").await.body, b"checked");
    assert_eq!(server.signed(request("DELETE", "incoming/a")).await.status, 204);
    assert_eq!(server.get("documents/a").await.body, b"checked");
}

#[tokio::test]
async fn copies_keep_what_is_told_unless_replaced() {
    let server = Server::start().await;
    let put = request("PUT", "a").header("Content-Type", "image/png").header("Cache-Control", "max-age=60").header("x-amz-meta-a", "1");
    assert_eq!(server.signed(put.body(b"x".as_slice())).await.status, 200);
    for directive in ["COPY", "REPLACE"] {
        let answer = server.signed(copy("a", directive).header("x-amz-metadata-directive", directive)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let told = async |key: &str| {
        let answer = server.signed(request("HEAD", key)).await;
        ["content-type", "cache-control", "x-amz-meta-a"].map(|name| answer.header(name).to_owned())
    };
    assert_eq!(told("COPY").await, ["image/png", "max-age=60", "1"]);
    assert_eq!(told("REPLACE").await[1..], ["", ""]);
    let onto_itself = copy("a", "a").header("x-amz-metadata-directive", "REPLACE").header("Content-Type", "image/webp");
    assert_eq!(server.signed(onto_itself).await.status, 200);
    assert_eq!((told("a").await[0].as_str(), server.get("a").await.body.as_slice()), ("image/webp", b"x".as_slice()));

    assert_eq!(refusal(&server.signed(copy("missing", "b")).await), (404, "NoSuchKey".to_owned()));
    let from_elsewhere = request("PUT", "b").header("x-amz-copy-source", "another-bucket/a");
    assert_eq!(refusal(&server.signed(from_elsewhere).await), (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn what_is_not_there() {
    let server = Server::start().await;
    let answer = server.get("missing").await;
    assert_eq!(answer.refusal(), (404, "NoSuchKey".to_owned(), "The specified key does not exist.".to_owned()));
    assert_eq!(server.signed(request("HEAD", "missing")).await.status, 404);
    assert_eq!(server.signed(request("DELETE", "missing")).await.status, 204);
    assert_eq!(refusal(&server.signed(Request::new("GET", "/another-bucket/a")).await), (404, "NoSuchBucket".to_owned()));
    let head = server.signed(Request::new("HEAD", format!("/{BUCKET}"))).await;
    assert_eq!((head.status, head.header("x-amz-bucket-region")), (200, crate::support::REGION));
    assert_eq!(server.signed(Request::new("HEAD", "/another-bucket")).await.status, 404);
    let create = server.signed(Request::new("PUT", format!("/{BUCKET}"))).await;
    assert_eq!(refusal(&create), (409, "BucketAlreadyOwnedByYou".to_owned()));
}

#[tokio::test]
async fn lists_in_pages_and_deletes_many() {
    let server = Server::start().await;
    for key in ["b/1", "b/2", "b/3", "a", "c"] {
        server.put(key, "text/plain", b"x").await;
    }
    let list = async |query: &str| {
        let answer = server.signed(Request::new("GET", format!("/{BUCKET}?{query}"))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let keys = answer.text().split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
        (keys.collect::<Vec<_>>(), answer.element("NextContinuationToken"), answer.element("IsTruncated"))
    };
    let (keys, _, truncated) = list("list-type=2").await;
    assert_eq!((keys.join(" "), truncated.as_str()), ("a b/1 b/2 b/3 c".to_owned(), "false"));
    let (keys, token, truncated) = list("list-type=2&max-keys=2&prefix=b%2F").await;
    assert_eq!((keys.join(" "), truncated.as_str()), ("b/1 b/2".to_owned(), "true"));
    let token = token.replace('=', "%3D").replace('/', "%2F").replace('+', "%2B");
    let (keys, _, truncated) = list(&format!("continuation-token={token}&list-type=2&prefix=b%2F")).await;
    assert_eq!((keys.join(" "), truncated.as_str()), ("b/3".to_owned(), "false"));
    assert_eq!(list("list-type=2&start-after=b%2F2").await.0, ["b/3", "c"]);

    let xml = "<Delete><Object><Key>b/1</Key></Object><Object><Key>missing</Key></Object><Object><Key>c</Key></Object></Delete>";
    let delete = Request::new("POST", format!("/{BUCKET}?delete")).header("x-amz-checksum-sha256", sha256_base64(xml.as_bytes()));
    let answer = server.signed(delete.body(xml)).await;
    assert_eq!((answer.status, answer.text().matches("<Deleted>").count()), (200, 3), "{}", answer.text());
    assert_eq!(list("list-type=2").await.0, ["a", "b/2", "b/3"]);
}

#[tokio::test]
async fn checksums_and_signatures_of_bodies() {
    let server = Server::start().await;
    let put = |declared: &[u8]| request("PUT", "a").header("x-amz-checksum-sha256", sha256_base64(declared)).body(b"bytes".as_slice());
    assert_eq!(refusal(&server.signed(put(b"other")).await), (400, "BadDigest".to_owned()));
    assert_eq!(server.get("a").await.status, 404);
    assert_eq!(server.signed(put(b"bytes")).await.status, 200);
    assert_eq!(server.signed(request("HEAD", "a")).await.header("x-amz-checksum-sha256"), "");
    let told = server.signed(request("HEAD", "a").header("x-amz-checksum-mode", "ENABLED")).await;
    assert_eq!(told.header("x-amz-checksum-sha256"), sha256_base64(b"bytes"));

    let mut altered = signer().sign(put(b"bytes"), &server.host(), &amz_date(real_now()));
    altered.body = b"BYTES".to_vec();
    assert!(server.send(&altered).await.status >= 400);
    assert_eq!(server.get("a").await.body, b"bytes");
}

#[tokio::test]
async fn only_signed_now_by_the_key_for_the_region() {
    let server = Server::start().await;
    let sent = async |change: &dyn Fn(&mut Signer), ago: i64| {
        let mut signer = signer();
        change(&mut signer);
        refusal(&server.send(&signer.sign(request("GET", "a"), &server.host(), &amz_date(real_now() - ago))).await)
    };
    assert_eq!(sent(&|_| {}, 800).await, (404, "NoSuchKey".to_owned()));
    assert_eq!(sent(&|_| {}, 1000).await, (403, "RequestTimeTooSkewed".to_owned()));
    assert_eq!(sent(&|signer| signer.secret.push('x'), 0).await, (403, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(sent(&|signer| signer.key_id.push('x'), 0).await, (403, "InvalidAccessKeyId".to_owned()));
    assert_eq!(sent(&|signer| signer.region = "eu-west-1".to_owned(), 0).await, (400, "AuthorizationHeaderMalformed".to_owned()));
    for (method, target) in
        [("GET", ""), ("PUT", "/a"), ("DELETE", "/a"), ("GET", "?list-type=2"), ("PUT", "?lifecycle"), ("POST", "?delete")]
    {
        let answer = server.send(&Request::new(method, format!("/{BUCKET}{target}"))).await;
        assert_eq!(refusal(&answer), (403, "AccessDenied".to_owned()), "{method} {target}");
    }
}

/// A key is a name and never a path.
#[tokio::test]
async fn keys_with_dots_and_slashes() {
    let server = Server::start().await;
    let outside = server.folder.path().parent().unwrap().join("gatehouse-test-outside");
    let keys = ["..%2F..%2Fgatehouse-test-outside", "a%2F..%2Fb", "%00", "a%2F%2Fb", "lock", "%E2%80%AE", "a%2B%20%3F%26%3D"];
    for key in keys {
        let put = request("PUT", &key.replace("%2F", "/")).body(key);
        let answer = server.signed(put).await;
        assert!([200, 400].contains(&answer.status), "{key}: {}", answer.text());
        if answer.status == 200 {
            assert_eq!(server.get(&key.replace("%2F", "/")).await.body, key.as_bytes(), "{key}");
        }
    }
    assert!(!outside.exists());
    let server = server.restart().await;
    assert_eq!(server.get("a//b").await.body, b"a%2F%2Fb");
}
