//! A browser, as far as HTTP goes.

use std::{collections::BTreeMap, sync::Mutex};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::{commands::Failure, http_client::HttpClient};

/// Long, and on no list.
pub(crate) const PASSWORD: &str = "seven quiet herons wade";

/// A browser: keeps cookies by path, follows no redirect.
pub(crate) struct Client {
    app: String,
    http: HttpClient,
    cookies: Mutex<BTreeMap<(String, String), String>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A header's text; empty when it is not there.
    pub(crate) fn header(&self, name: impl http::header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }
}

impl Client {
    /// Somebody without cookies, at the app of that origin.
    pub(crate) fn new(app: &str) -> Self {
        Self { app: app.to_owned(), http: HttpClient::new().unwrap(), cookies: Mutex::default() }
    }

    /// Registers, and is logged in.
    pub(crate) async fn register(&self, name: &str) {
        let email = format!("{name}@example.com");
        let answer = self.form("/api/auth/register", &[("name", name), ("email", &email), ("password", PASSWORD)]).await;
        assert!(answer.status.is_redirection() || answer.status.is_success(), "{answer:?}");
        let token = app::ssr::cookies::TOKEN.as_bytes();
        let mut cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        assert!(cookies.any(|cookie| cookie.as_bytes().starts_with(token)), "registering opens a session");
    }

    /// Another tab of the same browser, later: the same cookies.
    pub(crate) fn cookies(&self) -> Vec<(String, String, String)> {
        self.cookies.lock().unwrap().iter().map(|((name, path), value)| (name.clone(), path.clone(), value.clone())).collect()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Bytes::new()).await
    }

    /// A form post, as a browser without JavaScript sends it.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC)))
            .collect::<Vec<_>>()
            .join("&");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        self.send(Method::POST, path, &headers, body.into()).await
    }

    /// A call of a script of ours.
    pub(crate) async fn json(&self, path: &str, body: &Value) -> Answer {
        self.try_json(path, body).await.unwrap()
    }

    /// The same, where nobody may be there to answer.
    pub(crate) async fn try_json(&self, path: &str, body: &Value) -> Result<Answer, Failure> {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/json"), ("accept", "application/json")];
        self.try_send(Method::POST, path, &headers, body.to_string().into()).await
    }

    /// Any request; a path is the app's, an URL anybody's.
    pub(crate) async fn send(&self, method: Method, target: &str, headers: &[(&str, &str)], body: Bytes) -> Answer {
        self.try_send(method, target, headers, body).await.unwrap()
    }

    /// The same, where nobody may be there to answer.
    pub(crate) async fn try_send(&self, method: Method, target: &str, headers: &[(&str, &str)], body: Bytes) -> Result<Answer, Failure> {
        let url = if target.starts_with('/') { format!("{}{target}", self.app) } else { target.to_owned() };
        let mut request = Request::builder().method(method).uri(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let path = url.parse::<http::Uri>().unwrap().path().to_owned();
        let sent: Vec<_> = self
            .cookies()
            .into_iter()
            .filter(|(_, scope, _)| path.starts_with(scope.as_str()))
            .map(|(name, _, value)| format!("{name}={value}"))
            .collect();
        if !sent.is_empty() {
            request = request.header(header::COOKIE, sent.join("; "));
        }
        let (parts, body) = self.http.send(request.body(body)?).await?.into_parts();
        self.keep(&parts.headers);
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let attribute = |wanted: &str| attributes.split(';').find_map(|part| part.trim().strip_prefix(wanted));
            let key = (name.to_owned(), attribute("Path=").unwrap_or("/").to_owned());
            if attribute("Max-Age=") == Some("0") {
                cookies.remove(&key);
            } else {
                cookies.insert(key, value.to_owned());
            }
        }
    }
}

/// The multipart body of a form with one file, which goes last.
pub(crate) fn multipart(fields: &[(String, String)], file: &[u8]) -> (String, Bytes) {
    const BOUNDARY: &str = "gatehouse-test-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    body.extend_from_slice(
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
    );
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body.into())
}
