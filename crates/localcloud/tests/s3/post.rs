//! Forms that are accepted.

use serde_json::json;

use crate::support::{BUCKET, Connection, Form, Request, Server, Signer, Ticket, etag, pattern, sha256_base64};

const KEY: &str = "incoming/documents/0b9f0c1e.pdf";

#[tokio::test]
async fn the_object_is_what_was_sent() {
    let server = Server::start().await;
    let file = b"\r\n--\0not a boundary\r\n------a-form's-boundar\r\n";
    let ticket = Ticket::new(server.now(), KEY)
        .field("Cache-Control", "private, no-store")
        .field("Content-Disposition", "attachment; filename=\"a.pdf\"")
        .field("x-amz-meta-Uuid", "14365123651274");
    let answer = server.post(&ticket.sign(), file).await;
    let location = format!("http://{}/{BUCKET}/incoming%2Fdocuments%2F0b9f0c1e.pdf", server.address);
    assert_eq!((answer.status, answer.header("content-type")), (201, "application/xml"));
    assert_eq!((answer.header("etag"), answer.header("location")), (etag(file).as_str(), location.as_str()));
    let elements = ["Location", "Bucket", "Key", "ETag"].map(|name| answer.element(name));
    assert_eq!(elements, [location, BUCKET.to_owned(), KEY.to_owned(), etag(file)]);

    let stored = server.get(KEY).await;
    assert_eq!((stored.status, stored.body.as_slice()), (200, file.as_slice()));
    assert_eq!(
        ["content-type", "cache-control", "content-disposition", "x-amz-meta-uuid", "x-content-type-options", "etag"]
            .map(|name| stored.header(name)),
        ["application/pdf", "private, no-store", "attachment; filename=\"a.pdf\"", "14365123651274", "nosniff", etag(file).as_str()]
    );
}

#[tokio::test]
async fn the_answer_is_the_one_that_was_asked_for() {
    let server = Server::start().await;
    let status = async |wanted: Option<&str>| {
        let ticket = Ticket::new(server.now(), KEY).without("success_action_status");
        let ticket = if let Some(wanted) = wanted { ticket.field("success_action_status", wanted) } else { ticket };
        let answer = server.post(&ticket.sign(), b"x").await;
        assert_eq!(answer.header("etag"), etag(b"x"));
        assert_eq!(answer.body.is_empty(), answer.status != 201);
        answer.status
    };
    assert_eq!(status(Some("200")).await, 200);
    assert_eq!(status(Some("201")).await, 201);
    assert_eq!(status(Some("204")).await, 204);
    assert_eq!(status(Some("404")).await, 204, "an unknown one");
    assert_eq!(status(None).await, 204);

    for (url, location) in [
        ("http://localhost:3000/uploads/7/return", "http://localhost:3000/uploads/7/return?"),
        ("http://localhost:3000/back?a=b", "http://localhost:3000/back?a=b&"),
    ] {
        let ticket = Ticket::new(server.now(), KEY).field("success_action_redirect", url);
        let answer = server.post(&ticket.sign(), b"x").await;
        let tag = etag(b"x").replace('"', "%22");
        let wanted = format!("{location}bucket={BUCKET}&key=incoming%2Fdocuments%2F0b9f0c1e.pdf&etag={tag}");
        assert_eq!((answer.status, answer.header("location")), (303, wanted.as_str()));
    }
}

#[tokio::test]
async fn names_in_any_case_and_prefixes() {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).sign().rename("key", "KEY").rename("Content-Type", "content-type");
    let form = form.rename("policy", "Policy").rename("x-amz-signature", "X-Amz-Signature");
    assert_eq!(server.post(&form, b"x").await.status, 201);

    let ticket = Ticket::new(server.now(), KEY).without("key").without("Content-Type");
    let ticket = ticket.condition(json!(["starts-with", "$key", "incoming/"])).condition(json!(["starts-with", "$Content-Type", "image/"]));
    let ticket = ticket.uncovered("key", KEY).uncovered("Content-Type", "image/png,image/webp").uncovered("x-ignore-me", "anything");
    let form = ticket.sign();
    assert_eq!(server.post(&form, b"x").await.status, 201);
    let other = server.post(&form.clone().set("Content-Type", "image/png,text/html"), b"x").await;
    assert_eq!((other.status, other.element("Code").as_str()), (403, "AccessDenied"));
    let other = server.post(&form.set("key", "documents/x"), b"x").await;
    assert_eq!((other.status, other.element("Code").as_str()), (403, "AccessDenied"));
}

#[tokio::test]
async fn the_files_own_name_can_be_part_of_the_key() {
    let server = Server::start().await;
    let ticket = Ticket::new(server.now(), "").without("key").condition(json!(["starts-with", "$key", "incoming/"]));
    let answer = server.post(&ticket.uncovered("key", "incoming/${filename}").sign(), b"x").await;
    assert_eq!((answer.status, answer.element("Key").as_str()), (201, "incoming/Hợp đồng.pdf"));
    assert!(answer.header("location").ends_with("/incoming%2FH%E1%BB%A3p%20%C4%91%E1%BB%93ng.pdf"), "{}", answer.header("location"));
    assert_eq!(server.get("incoming/H%E1%BB%A3p%20%C4%91%E1%BB%93ng.pdf").await.status, 200);
}

#[tokio::test]
async fn credentials_of_a_session_and_policies_of_an_age() {
    let server = Server::start().await;
    let ticket = Ticket::new(server.now(), KEY).field("x-amz-security-token", "FwoGZXIvYXdzEXAMPLE==");
    assert_eq!(server.post(&ticket.sign(), b"x").await.status, 201);

    // Unlike header signatures, forms know no 15 minutes.
    let mut ticket = Ticket::new(server.now(), KEY);
    ticket.signed_at -= 6 * 86_400;
    assert_eq!(server.post(&ticket.sign(), b"x").await.status, 201);
}

#[tokio::test]
async fn checksums() {
    let server = Server::start().await;
    let declared = |bytes: &[u8]| {
        let ticket = Ticket::new(server.now(), KEY).field("x-amz-checksum-algorithm", "SHA256");
        ticket.field("x-amz-checksum-sha256", &sha256_base64(bytes)).sign()
    };
    let refused = server.post(&declared(b"other"), b"bytes").await;
    let message = "The SHA256 you specified did not match the calculated checksum.";
    assert_eq!(refused.refusal(), (400, "BadDigest".to_owned(), message.to_owned()));
    assert_eq!(server.get(KEY).await.status, 404);

    assert_eq!(server.post(&declared(b"bytes"), b"bytes").await.status, 201);
    let head = |mode: bool| {
        let request = Request::new("HEAD", format!("/{BUCKET}/{KEY}"));
        if mode { request.header("x-amz-checksum-mode", "ENABLED") } else { request }
    };
    let head_with = server.signed(head(true)).await;
    assert_eq!(head_with.header("x-amz-checksum-sha256"), sha256_base64(b"bytes"));
    assert_eq!((head_with.header("content-length"), head_with.header("content-type")), ("5", "application/pdf"));
    assert_eq!(server.signed(head(false)).await.header("x-amz-checksum-sha256"), "");
}

/// What browsers, curl and libraries send differently.
#[tokio::test]
async fn other_ways_to_send_the_same() {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).sign();

    let mut request = form.request(b"without a slash");
    request.target = format!("/{BUCKET}");
    assert_eq!(server.send(&request).await.status, 201);

    let mut request = form.request(b"a line break at the end");
    request.body.extend(b"\r\n");
    assert_eq!(server.send(&request).await.status, 201);

    let mut request = form.request(b"what follows is ignored");
    let end = request.body.len() - 2;
    request.body.truncate(end);
    request.body.extend(b"\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nelsewhere");
    request.body.extend(Form::tail());
    assert_eq!(server.send(&request).await.element("Key"), KEY);
    assert_eq!(server.get(KEY).await.body, b"what follows is ignored");

    // In chunks, cut in the middle of the boundaries.
    let request = form.request(b"in chunks");
    let chunked = Request { body: Vec::new(), ..request.clone() }.header("Transfer-Encoding", "chunked");
    let mut connection = Connection::open(server.address).await;
    connection.send_head(&chunked).await;
    for piece in request.body.chunks(13) {
        connection.write(&[format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()).await;
    }
    connection.write(b"0\r\n\r\n").await;
    assert_eq!(connection.answer("POST").await.unwrap().status, 201);
    assert_eq!(server.get(KEY).await.body, b"in chunks");
}

/// No reader sees an error or a mixture, and what is on disk at the end is whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_on_one_key() {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).range(1, 100_000).sign();
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

/// A vector's signature is right; its policy is over, and its bucket another one.
#[tokio::test]
async fn a_signature_computed_by_others_is_accepted() {
    let server = Server::start().await;
    let vectors = crate::support::vectors();
    let post = &vectors["post"][1];
    let text = |name: &str| post[name].as_str().unwrap();
    let form = Form::default()
        .add("key", "avatars/user-123/0b9f0c1e-5d4a-4a58-9b0a-8f2d6a3f7b11.png")
        .add("x-amz-algorithm", "AWS4-HMAC-SHA256")
        .add("x-amz-credential", &Signer::right().credential(text("date")))
        .add("x-amz-date", "20260513T100000Z")
        .add("policy", text("policy_base64"))
        .add("x-amz-signature", text("signature"));
    let answer = server.post(&form, b"x").await;
    assert_eq!(answer.element("Message"), "Invalid according to Policy: Policy expired.");
    server.set_clock(1_778_666_700 - 1);
    let answer = server.post(&form, b"x").await;
    assert_eq!(answer.element("Message"), r#"Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "my-bucket"]"#);
}
