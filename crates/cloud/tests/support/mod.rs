//! A server that answers from a script and keeps what it was asked, so that the real SDK clients can be watched.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// `GET /b/key?query HTTP/1.1`
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A status, headers and a body.
pub(crate) type Answer<'a> = (u16, &'a [(&'a str, &'a str)], &'a str);

/// The running server.
pub(crate) struct Scripted {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    /// Answers with `script`, in turn. What comes after the last entry gets 599.
    pub(crate) async fn start(script: &[Answer<'_>]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers: Vec<String> = script.iter().map(written).collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut answers = answers.into_iter();
            while let Ok((stream, _)) = listener.accept().await {
                let answer =
                    answers.next().unwrap_or_else(|| "HTTP/1.1 599 x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_owned());
                serve(stream, &answer, &kept).await;
            }
        });
        Self { url, asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn written((status, headers, body): &Answer<'_>) -> String {
    let mut answer = format!("HTTP/1.1 {status} x\r\nConnection: close\r\n");
    for (name, value) in *headers {
        write!(answer, "{name}: {value}\r\n").unwrap();
    }
    if !headers.iter().any(|(name, _)| *name == "Content-Length") {
        write!(answer, "Content-Length: {}\r\n", body.len()).unwrap();
    }
    answer + "\r\n" + body
}

async fn serve(stream: TcpStream, answer: &str, asked: &Mutex<Vec<Asked>>) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await.unwrap();
        match header.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    let mut request = Asked { line: line.trim_end().to_owned(), headers, body: String::new() };
    let length = request.header("Content-Length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    request.body = String::from_utf8(body).unwrap();
    asked.lock().unwrap().push(request);
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}
