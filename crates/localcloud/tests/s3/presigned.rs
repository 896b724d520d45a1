//! Presigned URLs: their last second, and writing by one.

use crate::support::{BUCKET, Request, Server, amz_date, real_now, signer};

#[tokio::test]
async fn they_end() {
    let server = Server::start().await;
    server.put("a", "text/plain", b"a").await;
    let signed_at = real_now();
    let signed = signer().presign("GET", &server.host(), &format!("/{BUCKET}/a"), &amz_date(signed_at), 300, &[]);
    server.set_clock(signed_at + 299);
    assert_eq!(server.send(&Request::new("GET", signed.clone())).await.status, 200);
    server.set_clock(signed_at + 300);
    let answer = server.send(&Request::new("GET", signed)).await;
    assert_eq!(answer.refusal(), (403, "AccessDenied".to_owned(), "Request has expired".to_owned()));
    assert_eq!(answer.element("ServerTime"), answer.element("Expires"));
}

#[tokio::test]
async fn a_url_to_write() {
    let server = Server::start().await;
    let path = format!("/{BUCKET}/documents/a.pdf");
    let url = |method: &str| signer().presign(method, &server.host(), &path, &amz_date(real_now()), 300, &[]);
    assert_eq!(server.send(&Request::new("PUT", url("PUT")).body(b"new".as_slice())).await.status, 200);
    let answer = server.send(&Request::new("GET", url("GET"))).await;
    assert_eq!((answer.text(), answer.header("x-content-type-options")), ("new", "nosniff"));
    assert!(httpdate::parse_http_date(answer.header("last-modified")).is_ok());
}
