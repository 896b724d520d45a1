//! Uploads that are too large or break off.

use crate::support::{Answer, Request, Server, ticket};

const KEY: &str = "incoming/documents/large.pdf";
const MIB: usize = 1 << 20;

#[track_caller]
fn is_too_large(answer: &Answer, proposed: usize, max: usize) {
    let message = "Your proposed upload exceeds the maximum allowed size".to_owned();
    assert_eq!(answer.refusal(), (400, "EntityTooLarge".to_owned(), message));
    assert_eq!(["ProposedSize", "MaxSizeAllowed"].map(|name| answer.element(name)), [proposed, max].map(|size| size.to_string()));
}

/// The whole body is sent before anything is read, and the connection lives on: no reset, which a page would see as a network error.
#[tokio::test]
async fn the_refusal_of_30_mb_can_be_read() {
    let server = Server::start().await;
    let form = ticket(server.now(), KEY).range(1, MIB as u64).sign();
    let mut connection = server.connect().await;
    is_too_large(&connection.send(&form.request(&vec![b'a'; 30 * MIB])).await.unwrap(), 30 * MIB, MIB);
    assert_eq!(connection.send(&form.request(b"x")).await.unwrap().status, 201);
    // Refusals that come before the file is looked at are no different.
    let wrong = form.set("key", "elsewhere");
    assert_eq!(connection.send(&wrong.request(&vec![b'a'; 30 * MIB])).await.unwrap().status, 403);
    let not_a_form = Request::new("POST", format!("/{}/", crate::support::BUCKET)).body(vec![b'a'; 30 * MIB]);
    assert_eq!(connection.send(&not_a_form).await.unwrap().status, 412);
    assert_eq!(connection.send(&Request::new("GET", "/")).await.unwrap().status, 403);
}

/// Somebody who is cancelled or loses the network leaves nothing behind.
#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let server = Server::start().await;
    let form = ticket(server.now(), KEY).range(1, MIB as u64).sign();
    let incoming = || std::fs::read_dir(server.folder.path().join("incoming")).unwrap().count();
    let mut connection = server.connect().await;
    let request = form.request(&vec![b'a'; MIB]);
    connection.send_head(&request).await.unwrap();
    connection.write(&request.body[..MIB / 2]).await.unwrap();
    while incoming() == 0 {
        tokio::task::yield_now().await;
    }
    drop(connection);
    while incoming() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.get(KEY).await.status, 404);
}
