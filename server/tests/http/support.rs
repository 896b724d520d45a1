//! A whole Gatehouse on free ports, and requests that read like requests.

use std::{collections::BTreeMap, net::SocketAddr, sync::Mutex};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use localcloud::s3::Faults;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::{
    boot::{self, Started},
    config::{Config, Sources, load},
    embedded::Embedded,
    http_client::HttpClient,
    site::Site,
};
use tempfile::TempDir;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A running Gatehouse; it ends with the test.
pub(crate) struct TestApp {
    pub(crate) site: Site,
    pub(crate) origin: String,
    config: Config,
    embedded: Option<Embedded>,
    _dir: TempDir,
}

impl TestApp {
    /// On SQLite, with the defaults.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// On SQLite, with `key=value` settings.
    pub(crate) async fn start_with(settings: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::launch(dir, settings.iter().map(ToString::to_string).collect()).await
    }

    /// On that engine; `None`, with a line that says so, where PostgreSQL is not there.
    pub(crate) async fn start_on(engine: Engine) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let settings = match engine {
            Engine::Sqlite => vec![],
            Engine::Postgres => {
                let Ok(server) = std::env::var("GATEHOUSE_TEST_POSTGRES_URL") else {
                    println!("skipped: GATEHOUSE_TEST_POSTGRES_URL is not set (tools/with-postgres.sh sets it)");
                    return None;
                };
                vec![format!("database.url={}", new_postgres_database(&server).await)]
            }
        };
        Some(Self::launch(dir, settings).await)
    }

    async fn launch(dir: TempDir, settings: Vec<String>) -> Self {
        let site_root = dir.path().join("site");
        std::fs::create_dir_all(site_root.join("pkg")).unwrap();
        for (name, text) in [
            ("pkg/gatehouse.css", "body{}"),
            ("pkg/gatehouse.css.br", "brotli"),
            ("pkg/gatehouse.0123456789abcdef.js", ""),
            ("favicon.svg", "<svg/>"),
        ] {
            std::fs::write(site_root.join(name), text).unwrap();
        }
        let mut flags = vec![
            "listen.port=0".to_owned(),
            "embedded.s3_port=0".to_owned(),
            "embedded.cdn_port=0".to_owned(),
            format!("data_dir={}", dir.path().join("data").display()),
            format!("site_root={}", site_root.display()),
        ];
        flags.extend(settings);
        let mut config = load(&Sources { flags, ..Sources::default() }).unwrap().config;
        let Started { listener, router, site, embedded } = boot::start(&config).await.unwrap();
        let origin = site.public_url.to_string();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        // A store that is started again keeps its address.
        let running = embedded.as_ref().unwrap();
        (config.embedded.s3_port, config.embedded.cdn_port) = (running.s3_port, running.cdn_port);
        Self { site, origin, config, embedded, _dir: dir }
    }

    /// What the store can be told to do wrong.
    pub(crate) fn faults(&self) -> Faults {
        self.embedded.as_ref().unwrap().faults.clone()
    }

    /// From now on the store and the CDN refuse connections.
    pub(crate) async fn stop_store(&mut self) {
        self.embedded.take().unwrap().stop().await;
    }

    /// They are back, with what they had.
    pub(crate) async fn start_store(&mut self) {
        self.embedded = Some(Embedded::start(&self.config).await.unwrap());
    }

    /// Somebody without cookies.
    pub(crate) fn anon(&self) -> Client {
        Client { app: self.origin.clone(), http: HttpClient::new().unwrap(), cookies: Mutex::default() }
    }

    /// Somebody who has just registered.
    pub(crate) async fn person(&self, name: &str) -> Client {
        let client = self.anon();
        let email = format!("{name}@example.com");
        let answer = client.form("/api/auth/register", &[("name", name), ("email", &email), ("password", PASSWORD)]).await;
        assert!(answer.status.is_redirection() || answer.status.is_success(), "{answer:?}");
        answer
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .find(|cookie| cookie.as_bytes().starts_with(app::ssr::cookies::TOKEN.as_bytes()))
            .expect("registering opens a session");
        client
    }
}

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
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/json"), ("accept", "application/json")];
        self.send(Method::POST, path, &headers, body.to_string().into()).await
    }

    /// Any request; a path is the app's, an URL anybody's.
    pub(crate) async fn send(&self, method: Method, target: &str, headers: &[(&str, &str)], body: Bytes) -> Answer {
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
        let (parts, body) = self.http.send(request.body(body).unwrap()).await.unwrap().into_parts();
        self.keep(&parts.headers);
        Answer { status: parts.status, headers: parts.headers, body }
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

async fn new_postgres_database(server: &str) -> String {
    use sea_orm::ConnectionTrait as _;
    let name = format!("gatehouse_{}", uuid::Uuid::new_v4().simple());
    let connection = sea_orm::Database::connect(server).await.unwrap();
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
