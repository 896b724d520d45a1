//! A whole Gatehouse on free ports, and requests that read like requests.

use std::net::SocketAddr;

use localcloud::s3::Faults;
use server::{
    boot::{self, Started},
    config::{Config, Sources, load},
    embedded::Embedded,
    site::Site,
};
use tempfile::TempDir;

pub(crate) use crate::client::{Answer, Client, PASSWORD, multipart};

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
        for folder in ["pkg", "viewer/pdfjs-1.0.0"] {
            std::fs::create_dir_all(site_root.join(folder)).unwrap();
        }
        for (name, text) in [
            ("pkg/gatehouse.css", "body{}"),
            ("pkg/gatehouse.css.br", "brotli"),
            ("pkg/gatehouse.0123456789abcdef.js", ""),
            ("favicon.svg", "<svg/>"),
            ("viewer/pdf.html", "<!doctype html>"),
            ("viewer/pdfjs-1.0.0/pdf.min.mjs", ""),
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
        Client::new(&self.origin)
    }

    /// Somebody who has just registered.
    pub(crate) async fn person(&self, name: &str) -> Client {
        let client = self.anon();
        client.register(name).await;
        client
    }
}

pub(crate) async fn new_postgres_database(server: &str) -> String {
    use sea_orm::ConnectionTrait as _;
    let name = format!("gatehouse_{}", uuid::Uuid::new_v4().simple());
    let connection = sea_orm::Database::connect(server).await.unwrap();
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
