//! The suite can fail: servers that check nothing, or refuse everything, are found out.

#![expect(clippy::unwrap_used, reason = "tests")]

use conformance::{Deviations, Group, Report, Signer, Target, groups, run};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// Reads one request, and answers with the status that everything gets; only what prepares a run, signed by its headers, succeeds always.
async fn answer(stream: TcpStream, status: u16) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse().ok()).unwrap_or_default();
    tokio::io::copy(&mut (&mut stream).take(length), &mut tokio::io::sink()).await?;
    let status = if head.contains("\r\nAuthorization: ") { 200 } else { status };
    stream.write_all(format!("HTTP/1.1 {status} Stub\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()).await
}

async fn ask_stub(status: u16, groups: &[Group]) -> Report {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, status));
        }
    });
    let signer = Signer { key_id: "key".to_owned(), secret: "secret".to_owned(), region: "us-east-1".to_owned(), token: None };
    run(&Target { host, bucket: "stub".to_owned(), signer, messages: true }, groups).await.unwrap()
}

#[tokio::test]
async fn a_server_that_accepts_everything_misses_every_refusal() {
    let groups = groups();
    let report = ask_stub(200, &groups).await;
    let refusals: usize = groups.iter().map(Group::refusals).sum();
    println!("{report}\n{refusals} refusals");
    assert!(refusals > 100);
    assert_eq!((report.missing_refusals(), report.needless_refusals()), (refusals, 0));
    // An upload that was accepted and is not there is seen too.
    assert!(report.surprises(&Deviations::default()).len() > refusals);
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_no_better() {
    let groups: Vec<Group> = groups().into_iter().filter(|group| group.name != "copy").collect();
    let report = ask_stub(403, &groups).await;
    let accepted: usize = groups.iter().map(|group| group.len() - group.refusals()).sum();
    assert_eq!((report.missing_refusals(), report.needless_refusals()), (0, accepted));
}

#[tokio::test]
async fn lists_of_deviations_are_held_to() {
    let mut groups = groups();
    groups.retain(|group| group.name == "post/tokens");
    let report = ask_stub(200, &groups).await;
    let listed = |answer: &str, case: &str| {
        let list = format!("[[deviation]]\nreason = \"a test\"\nanswer = \"{answer}\"\ncases = {{ \"post/tokens\" = [\"{case}\"] }}");
        report.surprises(&Deviations::parse(&list)).into_iter().filter(|surprise| surprise.contains(case)).count()
    };
    let all = groups[0].len();
    assert_eq!(report.surprises(&Deviations::default()).len(), all);
    assert_eq!(listed("200, Message", "no token, though there is a condition on it"), 0);
    assert_eq!(listed("204", "no token, though there is a condition on it"), 1);
    assert_eq!(listed("200", "no such case"), 1);
}
