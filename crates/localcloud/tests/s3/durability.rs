//! SIGKILL at any moment leaves either the old object or the new one.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{Answer, BUCKET, Child, Request, amz_date, bare_ticket, etag, pattern, real_now, signer};

const KEY: &str = "avatars/somebody.webp";
const SIZE: usize = 400_000;

fn post(content_type: &str, bytes: &[u8]) -> Request {
    bare_ticket(real_now(), KEY).field("Content-Type", content_type).sign().request(bytes)
}

async fn get(child: &Child) -> Answer {
    let request = Request::new("GET", format!("/{BUCKET}/{KEY}"));
    let request = signer().sign(request, &child.address.to_string(), &amz_date(real_now()));
    child.connect().await.send(&request).await.unwrap()
}

fn files(folder: &Path, name: &str) -> usize {
    std::fs::read_dir(folder.join(name)).unwrap().count()
}

/// How far the second upload got when the process was killed.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Killed {
    HalfWay,
    AllSent { looks: u32 },
    Answered,
}

async fn round(killed: Killed) {
    let folder = TempDir::new().unwrap();
    let child = Child::start(folder.path());
    let (old, new) = (pattern(1, SIZE), pattern(2, SIZE));
    assert_eq!(child.connect().await.send(&post("image/webp", &old)).await.unwrap().status, 201);
    let request = post("image/png", &new);
    let mut connection = child.connect().await;
    connection.send_head(&request).await.unwrap();
    connection.write(&request.body[..SIZE / 2]).await.unwrap();
    if killed != Killed::HalfWay {
        connection.write(&request.body[SIZE / 2..]).await.unwrap();
    }
    match killed {
        Killed::HalfWay => {}
        // A little later from round to round, by work and not by the clock.
        Killed::AllSent { looks } => (0..looks).for_each(|_| assert!(files(folder.path(), "blobs") > 0)),
        Killed::Answered => assert_eq!(connection.answer("POST").await.unwrap().status, 201),
    }
    child.kill();

    let child = Child::start(folder.path());
    let answer = get(&child).await;
    let is_new = answer.body == new;
    let wanted = if is_new { ("image/png", etag(&new)) } else { ("image/webp", etag(&old)) };
    assert!(is_new || answer.body == old, "neither: {} bytes", answer.body.len());
    assert_eq!((answer.status, answer.header("content-type"), answer.header("etag")), (200, wanted.0, wanted.1.as_str()));
    match killed {
        Killed::HalfWay => assert!(!is_new),
        Killed::AllSent { .. } => {}
        Killed::Answered => assert!(is_new),
    }
    assert_eq!(["blobs", "objects", "incoming"].map(|name| files(folder.path(), name)), [1, 1, 0], "{killed:?}");
}

#[tokio::test]
async fn killed_half_way_or_after_the_answer() {
    round(Killed::HalfWay).await;
    round(Killed::Answered).await;
}

#[tokio::test]
async fn killed_while_it_commits() {
    for looks in 0..25 {
        round(Killed::AllSent { looks: looks * 20 }).await;
    }
}

#[tokio::test]
async fn two_processes_never_share_a_folder() {
    let folder = TempDir::new().unwrap();
    let child = Child::start(folder.path());
    let error = localcloud::s3::Store::open(folder.path()).unwrap_err();
    assert!(error.to_string().contains("another process works on the embedded S3"), "{error}");
    child.kill();
    localcloud::s3::Store::open(folder.path()).unwrap();
}
