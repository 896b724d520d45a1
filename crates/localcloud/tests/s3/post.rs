//! Forms: what the cases of `conformance` cannot say.

use crate::support::{BUCKET, Request, Server, etag, pattern, ticket};

const KEY: &str = "incoming/documents/0b9f0c1e.pdf";

#[tokio::test]
async fn a_policy_lasts_up_to_its_end() {
    let server = Server::start().await;
    let form = ticket(server.now(), KEY).sign();
    server.set_clock(server.now() + 299);
    assert_eq!(server.post(&form, b"x").await.status, 201);
    server.set_clock(server.now() + 1);
    let answer = server.post(&form, b"x").await;
    assert_eq!((answer.status, answer.element("Message").as_str()), (403, "Invalid according to Policy: Policy expired."));
}

/// There is one way to post a form: everything else that looks like one is refused, and not by other rules.
#[tokio::test]
async fn forms_elsewhere() {
    let server = Server::start().await;
    let form = ticket(server.now(), KEY).sign();
    for target in [&format!("/{BUCKET}/?x=y"), "/"] {
        let answer = server.send(&Request { target: target.to_owned(), ..form.request(b"x") }).await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (405, "MethodNotAllowed"), "{target}");
    }
}

/// Cut in the middle of the boundaries. (S3 itself wants a length.)
#[tokio::test]
async fn in_chunks() {
    let server = Server::start().await;
    let request = ticket(server.now(), KEY).sign().request(b"in chunks");
    let chunked = Request { body: Vec::new(), ..request.clone() }.header("Transfer-Encoding", "chunked");
    let mut connection = server.connect().await;
    connection.send_head(&chunked).await.unwrap();
    for piece in request.body.chunks(13) {
        connection.write(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()).await.unwrap();
    }
    connection.write(b"0\r\n\r\n").await.unwrap();
    assert_eq!(connection.answer("POST").await.unwrap().status, 201);
    assert_eq!(server.get(KEY).await.body, b"in chunks");
}

/// No reader sees an error or a mixture, and what is on disk at the end is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_on_one_key() {
    let server = Server::start().await;
    let form = ticket(server.now(), KEY).range(1, 100_000).sign();
    assert_eq!(server.post(&form, &pattern(0, 50_000)).await.status, 201);
    let writing = async |seed: u8| {
        for round in 0..20 {
            let answer = server.post(&form, &pattern(seed * 20 + round, 50_000)).await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
    };
    let reading = async || {
        for _ in 0..60 {
            let answer = server.get(KEY).await;
            assert_eq!((answer.status, answer.header("etag")), (200, etag(&answer.body).as_str()));
        }
    };
    tokio::join!(writing(1), writing(2), writing(3), writing(4), reading(), reading());
    let last = server.get(KEY).await.body;
    let server = server.restart().await;
    let answer = server.get(KEY).await;
    assert_eq!((answer.status, answer.body == last), (200, true), "{}", answer.element("Message"));
}
