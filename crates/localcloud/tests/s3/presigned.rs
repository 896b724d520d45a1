//! Presigned URLs: what they open, for how long, and nothing else.

use crate::support::{Answer, BUCKET, Request, Server, Signer, amz_date, etag, real_now};

const PATH: &str = "/gatehouse-test/documents/Hợp đồng (1)+.pdf";
const BYTES: &[u8] = b"0123456789";

async fn server() -> Server {
    let server = Server::start().await;
    server.put("documents/H%E1%BB%A3p%20%C4%91%E1%BB%93ng%20%281%29%2B.pdf", "application/pdf", BYTES).await;
    server
}

fn url_of(signer: &Signer, server: &Server, method: &str, age: i64, expires: u32, more: &[(&str, &str)]) -> String {
    signer.presign(method, &server.host(), PATH, &amz_date(real_now() - age), expires, more)
}

fn url(server: &Server, more: &[(&str, &str)]) -> String {
    url_of(&Signer::right(), server, "GET", 0, 300, more)
}

async fn get(server: &Server, url: String) -> Answer {
    server.send(&Request::new("GET", url)).await
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.element("Code"))
}

#[tokio::test]
async fn an_object_and_its_ranges() {
    let server = server().await;
    let answer = get(&server, url(&server, &[("x-id", "GetObject")])).await;
    assert_eq!((answer.status, answer.body.as_slice(), answer.header("content-type")), (200, BYTES, "application/pdf"));
    assert_eq!([answer.header("accept-ranges"), answer.header("etag")], ["bytes", &etag(BYTES)]);
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(httpdate::parse_http_date(answer.header("last-modified")).is_ok());

    for (range, content_range, body) in [
        ("bytes=0-3", "bytes 0-3/10", "0123"),
        ("bytes=4-", "bytes 4-9/10", "456789"),
        ("bytes=-3", "bytes 7-9/10", "789"),
        ("bytes=8-100", "bytes 8-9/10", "89"),
        ("bytes=9-9", "bytes 9-9/10", "9"),
    ] {
        let answer = server.send(&Request::new("GET", url(&server, &[])).header("Range", range)).await;
        assert_eq!((answer.status, answer.header("content-range"), answer.text()), (206, content_range, body), "{range}");
        assert_eq!(answer.header("content-length"), body.len().to_string());
    }
    let answer = server.send(&Request::new("GET", url(&server, &[])).header("Range", "bytes=10-")).await;
    assert_eq!(refusal(&answer), (416, "InvalidRange".to_owned()));
}

#[tokio::test]
async fn the_answers_headers_can_be_chosen_by_who_signs() {
    let server = server().await;
    let disposition = "attachment; filename=\"Hop dong.pdf\"; filename*=UTF-8''H%E1%BB%A3p%20%C4%91%E1%BB%93ng.pdf";
    let more = [
        ("response-content-disposition", disposition),
        ("response-content-type", "application/octet-stream"),
        ("response-cache-control", "private, no-store"),
    ];
    let signed = url(&server, &more);
    let answer = get(&server, signed.clone()).await;
    let headers = ["content-disposition", "content-type", "cache-control"].map(|name| answer.header(name));
    assert_eq!((answer.status, headers), (200, [disposition, "application/octet-stream", "private, no-store"]));
    let altered = signed.replace("octet-stream", "xhtml");
    assert_ne!(altered, signed);
    assert_eq!(refusal(&get(&server, altered).await), (403, "SignatureDoesNotMatch".to_owned()));
}

#[tokio::test]
async fn they_end() {
    let server = server().await;
    let signed_at = real_now();
    let signed = Signer::right().presign("GET", &server.host(), PATH, &amz_date(signed_at), 300, &[]);
    server.set_clock(signed_at + 299);
    assert_eq!(get(&server, signed.clone()).await.status, 200);
    server.set_clock(signed_at + 300);
    let answer = get(&server, signed).await;
    assert_eq!(answer.refusal(), (403, "AccessDenied".to_owned(), "Request has expired".to_owned()));
    let iso = |seconds: i64| {
        let date = amz_date(seconds);
        format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..8], &date[9..11], &date[11..13], &date[13..15])
    };
    let elements = ["X-Amz-Expires", "Expires", "ServerTime"].map(|name| answer.element(name));
    assert_eq!(elements, ["300".to_owned(), iso(signed_at + 300), iso(signed_at + 300)]);
}

#[tokio::test]
async fn up_to_seven_days() {
    let server = server().await;
    let right = Signer::right();
    let answer = get(&server, url_of(&right, &server, "GET", 6 * 86_400, 604_800, &[])).await;
    assert_eq!(answer.status, 200);
    let answer = get(&server, url_of(&right, &server, "GET", 0, 604_801, &[])).await;
    assert_eq!(refusal(&answer), (400, "AuthorizationQueryParametersError".to_owned()));
    // From the future, as a clock that is wrong would sign.
    let answer = get(&server, url_of(&right, &server, "GET", -7_200, 300, &[])).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn they_open_one_thing_only() {
    let server = server().await;
    server.put("documents/other.pdf", "application/pdf", b"secret").await;
    let signed = url(&server, &[]);
    let mismatch = (403, "SignatureDoesNotMatch".to_owned());
    let (_, query) = signed.split_once('?').unwrap();
    assert_eq!(refusal(&get(&server, format!("/{BUCKET}/documents/other.pdf?{query}")).await), mismatch);
    assert_eq!(refusal(&get(&server, format!("/{BUCKET}?{query}")).await), mismatch);
    assert_eq!(refusal(&get(&server, signed.replace("Expires=300", "Expires=301")).await), mismatch);
    assert_eq!(refusal(&get(&server, format!("{signed}&response-content-type=text%2Fhtml")).await), mismatch);
    for method in ["PUT", "DELETE"] {
        assert_eq!(refusal(&server.send(&Request::new(method, signed.clone())).await), mismatch, "{method}");
    }
    assert_eq!(server.send(&Request::new("HEAD", signed.clone())).await.status, 403);
    // Nor can an upload be made a copy of something else by a header that nobody signed.
    let put = url_of(&Signer::right(), &server, "PUT", 0, 300, &[]);
    let copy = Request::new("PUT", put.clone()).header("x-amz-copy-source", format!("/{BUCKET}/documents/other.pdf"));
    assert_eq!(refusal(&server.send(&copy).await), (403, "AccessDenied".to_owned()));
    assert_eq!(get(&server, signed.clone()).await.body, BYTES);
    assert_eq!(server.send(&Request::new("PUT", put).body(b"new".as_slice())).await.status, 200);
    assert_eq!(get(&server, signed).await.body, b"new");
}

#[tokio::test]
async fn signed_by_the_right_key_for_the_right_region() {
    let server = server().await;
    let answer = get(&server, format!("/{BUCKET}/documents/x")).await;
    assert_eq!(answer.refusal(), (403, "AccessDenied".to_owned(), "Access Denied".to_owned()));

    let signed_by = async |change: &dyn Fn(&mut Signer)| {
        let mut signer = Signer::right();
        change(&mut signer);
        refusal(&get(&server, url_of(&signer, &server, "GET", 0, 300, &[])).await)
    };
    assert_eq!(signed_by(&|signer| signer.secret.push('x')).await, (403, "SignatureDoesNotMatch".to_owned()));
    assert_eq!(signed_by(&|signer| signer.key_id.push('x')).await, (403, "InvalidAccessKeyId".to_owned()));
    assert_eq!(signed_by(&|signer| signer.region = "eu-west-1".to_owned()).await, (400, "AuthorizationHeaderMalformed".to_owned()));
}
