//! Large bodies never get into the app.

use bytes::Bytes;
use http::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::TestApp;

const HEADERS: [(&str, &str); 2] = [("sec-fetch-site", "same-origin"), ("content-type", "application/json")];

#[tokio::test]
async fn more_than_64_kib_is_413_with_a_reason() {
    let app = TestApp::start().await;
    let body = Bytes::from(vec![b' '; 64 * 1024 + 1]);
    let answer = app.anon().send(Method::POST, "/api/auth/login", &HEADERS, body.clone()).await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("64 KB"), "{}", answer.text());
    let fits = app.anon().send(Method::POST, "/api/auth/login", &HEADERS, body.slice(1..)).await;
    assert_ne!(fits.status, 413);
}

#[tokio::test]
async fn a_body_that_does_not_say_its_length_is_cut_off_too() {
    let app = TestApp::start().await;
    let address = app.origin.strip_prefix("http://").unwrap().to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
    for _ in 0..5 {
        stream.write_all(piece.as_bytes()).await.unwrap();
    }
    let mut answer = vec![0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
}
