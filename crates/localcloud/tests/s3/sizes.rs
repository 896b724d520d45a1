//! Limits are inclusive, and who is over them gets to read why.

use crate::support::{Answer, Connection, Request, Server, Ticket};

const KEY: &str = "incoming/documents/large.pdf";
const MIB: usize = 1 << 20;

#[track_caller]
fn is_too_large(answer: &Answer, proposed: usize, max: usize) {
    let message = "Your proposed upload exceeds the maximum allowed size".to_owned();
    assert_eq!(answer.refusal(), (400, "EntityTooLarge".to_owned(), message));
    assert_eq!(["ProposedSize", "MaxSizeAllowed"].map(|name| answer.element(name)), [proposed, max].map(|size| size.to_string()));
}

#[tokio::test]
async fn limits_are_inclusive() {
    let server = Server::start().await;
    let ticket = Ticket::new(server.now(), KEY).range(10, 100_000).sign();
    let post = async |size: usize| server.post(&ticket, &vec![b'a'; size]).await;
    for size in [10, 11, 99_999, 100_000] {
        assert_eq!(post(size).await.status, 201, "{size}");
        assert_eq!(server.get(KEY).await.body.len(), size);
    }
    for size in [0, 1, 9] {
        let answer = post(size).await;
        let message = "Your proposed upload is smaller than the minimum allowed size".to_owned();
        assert_eq!(answer.refusal(), (400, "EntityTooSmall".to_owned(), message));
        assert_eq!(["ProposedSize", "MinSizeAllowed"].map(|name| answer.element(name)), [size, 10].map(|size| size.to_string()));
    }
    is_too_large(&post(100_001).await, 100_001, 100_000);
    is_too_large(&post(100_002).await, 100_002, 100_000);
    assert_eq!(server.get(KEY).await.body.len(), 100_000, "the last one that was right");
}

#[tokio::test]
async fn an_empty_file_where_it_may_be() {
    let server = Server::start().await;
    assert_eq!(server.post(&Ticket::new(server.now(), KEY).range(0, 0).sign(), b"").await.status, 201);
    assert_eq!(server.get(KEY).await.header("content-length"), "0");
    assert_eq!(server.post(&Ticket::bare(server.now(), KEY).sign(), &vec![b'a'; 3 * MIB]).await.status, 201, "no range, no limit");
}

/// The whole body is sent before anything is read, and the connection lives on: no reset, which a page would see as a network error.
#[tokio::test]
async fn the_refusal_of_30_mb_can_be_read() {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).range(1, MIB as u64).sign();
    let mut connection = Connection::open(server.address).await;
    is_too_large(&connection.send(&form.request(&vec![b'a'; 30 * MIB])).await, 30 * MIB, MIB);
    assert_eq!(connection.send(&form.request(b"x")).await.status, 201);
    // Refusals that come before the file is looked at are no different.
    let wrong = form.set("key", "elsewhere");
    assert_eq!(connection.send(&wrong.request(&vec![b'a'; 30 * MIB])).await.status, 403);
    let not_a_form = Request::new("POST", format!("/{}/", crate::support::BUCKET)).body(vec![b'a'; 30 * MIB]);
    assert_eq!(connection.send(&not_a_form).await.status, 412);
    assert_eq!(connection.send(&Request::new("GET", "/")).await.status, 403);
}

/// Somebody who is cancelled or loses the network leaves nothing behind.
#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start().await;
    let form = Ticket::new(server.now(), KEY).range(1, MIB as u64).sign();
    let incoming = || std::fs::read_dir(server.folder.path().join("incoming")).unwrap().count();
    let mut connection = Connection::open(server.address).await;
    let request = form.request(&vec![b'a'; MIB]);
    connection.send_head(&request).await;
    connection.write(&request.body[..MIB / 2]).await;
    while incoming() == 0 {
        tokio::task::yield_now().await;
    }
    drop(connection);
    while incoming() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.get(KEY).await.status, 404);
}
