//! Requests and answers, byte by byte, so that nothing is smoothed over.

use std::fmt::Write as _;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, target: impl Into<String>) -> Self {
        Self { method: method.to_owned(), target: target.into(), ..Self::default() }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn head(&self, host: &str) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", self.method, self.target);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("transfer-encoding")) {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        }
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head + "\r\n"
    }
}

/// One connection; several requests may follow each other on it.
pub(crate) struct Connection {
    stream: TcpStream,
    host: String,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), host: address.to_string() }
    }

    /// Sends everything before it reads anything, as browsers do with a form.
    pub(crate) async fn send(&mut self, request: &Request) -> Answer {
        self.write(request.head(&self.host).as_bytes()).await;
        self.write(&request.body).await;
        self.answer(&request.method).await.expect("an answer")
    }

    /// Sends the head alone.
    pub(crate) async fn send_head(&mut self, request: &Request) {
        self.write(request.head(&self.host).as_bytes()).await;
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// `None` when the connection ends before a whole answer came.
    pub(crate) async fn answer(&mut self, method: &str) -> Option<Answer> {
        let head = self.until(b"\r\n\r\n").await?;
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let mut answer = Answer { status, headers: headers.collect(), body: Vec::new() };
        if method == "HEAD" || status == 204 || status == 304 {
            return Some(answer);
        }
        if answer.header("transfer-encoding") == "chunked" {
            loop {
                let size = self.until(b"\r\n").await?;
                let size = usize::from_str_radix(std::str::from_utf8(&size).unwrap().trim(), 16).unwrap();
                let mut chunk = self.exactly(size + 2).await?;
                chunk.truncate(size);
                answer.body.extend(chunk);
                if size == 0 {
                    return Some(answer);
                }
            }
        }
        answer.body = self.exactly(answer.header("content-length").parse().unwrap()).await?;
        Some(answer)
    }

    async fn until(&mut self, end: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end) {
            bytes.push(self.stream.read_u8().await.ok()?);
        }
        Some(bytes)
    }

    async fn exactly(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await.ok()?;
        Some(bytes)
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value, empty where there is none; the name in lower case.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// An element's text, with its entities resolved; empty where there is none.
    pub(crate) fn element(&self, name: &str) -> String {
        let after = self.text().split_once(&format!("<{name}>")).map_or("", |(_, after)| after);
        let text = after.split_once(&format!("</{name}>")).map_or("", |(text, _)| text);
        quick_xml::escape::unescape(text).unwrap().into_owned()
    }

    /// Status, Code and Message.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        (self.status, self.element("Code"), self.element("Message"))
    }
}
