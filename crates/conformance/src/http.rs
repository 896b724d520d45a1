//! Requests and answers, byte by byte, so that nothing is smoothed over.

use std::{fmt::Write as _, io};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A request as it will be sent.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, say.
    pub method: String,
    /// Path and query, encoded.
    pub target: String,
    /// All but `Host` and `Content-Length`, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, target: impl Into<String>) -> Self {
        Self { method: method.to_owned(), target: target.into(), ..Self::default() }
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    fn head(&self, host: &str) -> String {
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
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    host: String,
}

impl Connection {
    /// To `host:port`.
    pub async fn open(host: &str) -> io::Result<Self> {
        Ok(Self { stream: TcpStream::connect(host).await?, host: host.to_owned() })
    }

    /// Sends everything before it reads anything, as browsers do with a form.
    pub async fn send(&mut self, request: &Request) -> io::Result<Answer> {
        self.send_head(request).await?;
        self.write(&request.body).await?;
        self.answer(&request.method).await
    }

    /// Sends the head alone.
    pub async fn send_head(&mut self, request: &Request) -> io::Result<()> {
        self.write(request.head(&self.host).as_bytes()).await
    }

    /// Sends bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Reads a whole answer.
    pub async fn answer(&mut self, method: &str) -> io::Result<Answer> {
        let head = String::from_utf8(self.until(b"\r\n\r\n").await?).map_err(io::Error::other)?;
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(|| io::Error::other("no status"))?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        let mut answer = Answer { status, headers, body: Vec::new() };
        if method == "HEAD" || status == 204 || status == 304 {
            return Ok(answer);
        }
        if answer.header("transfer-encoding") == "chunked" {
            loop {
                let size = String::from_utf8(self.until(b"\r\n").await?).map_err(io::Error::other)?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
                let mut chunk = self.exactly(size + 2).await?;
                chunk.truncate(size);
                answer.body.extend(chunk);
                if size == 0 {
                    return Ok(answer);
                }
            }
        }
        answer.body = self.exactly(answer.header("content-length").parse().unwrap_or_default()).await?;
        Ok(answer)
    }

    async fn until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while !bytes.ends_with(end) {
            bytes.push(self.stream.read_u8().await?);
        }
        Ok(bytes)
    }

    async fn exactly(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await?;
        Ok(bytes)
    }
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, empty where there is none; the name in lower case.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value)
    }

    /// The body, where it is text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// An element's text, with its entities resolved; empty where there is none.
    pub fn element(&self, name: &str) -> String {
        let after = self.text().split_once(&format!("<{name}>")).map_or("", |(_, after)| after);
        let text = after.split_once(&format!("</{name}>")).map_or("", |(text, _)| text);
        quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
    }

    /// Status, Code and Message.
    pub fn refusal(&self) -> (u16, String, String) {
        (self.status, self.element("Code"), self.element("Message"))
    }
}
