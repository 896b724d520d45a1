//! Where a run takes place: a folder, ports that outlive the processes, a database.

use std::{net::TcpListener, path::Path};

use server::config::{Config, Sources, load};
use tempfile::TempDir;

use crate::support::new_postgres_database;

/// Which processes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// The app in one; the store and the CDN in another, which outlives it.
    StoreApart,
    /// One that is all three.
    Together,
}

/// The place and its configuration.
pub(crate) struct Scene {
    dir: TempDir,
    settings: Vec<String>,
    pub(crate) config: Config,
}

impl Scene {
    /// With the store apart on PostgreSQL, where there is one, whose own end is not the question; all together on SQLite.
    pub(crate) async fn new(layout: Layout) -> Self {
        let dir = tempfile::tempdir().unwrap();
        // Held together, so that they differ.
        let ports: Vec<_> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let [app, s3, cdn] = [0, 1, 2].map(|index: usize| ports[index].local_addr().unwrap().port());
        let mut settings = vec![
            format!("listen.port={app}"),
            format!("embedded.s3_port={s3}"),
            format!("embedded.cdn_port={cdn}"),
            format!("embedded.start={}", layout == Layout::Together),
            format!("data_dir={}", dir.path().join("data").display()),
            format!("site_root={}", dir.path().display()),
            // What dies leaves its uploads open for some minutes.
            "quota.pending_uploads=1000000".to_owned(),
            "quota.pending_mib=1000000".to_owned(),
            "quota.stored_mib=1000000".to_owned(),
            "rates.per_user=1000000".to_owned(),
            "rates.per_address=1000000".to_owned(),
            "log.filter=warn,s3s=off".to_owned(),
        ];
        if let (Layout::StoreApart, Ok(server)) = (layout, std::env::var("GATEHOUSE_TEST_POSTGRES_URL")) {
            settings.push(format!("database.url={}", new_postgres_database(&server).await));
        }
        let config = configuration(&settings);
        Self { dir, settings, config }
    }

    /// The same place under further settings.
    pub(crate) fn with(mut self, settings: &[&str]) -> Self {
        self.settings.extend(settings.iter().map(ToString::to_string));
        self.config = configuration(&self.settings);
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn settings(&self) -> &[String] {
        &self.settings
    }

    pub(crate) fn engine(&self) -> &'static str {
        if self.config.database.url.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    pub(crate) fn origin(&self) -> String {
        self.config.public_url(self.config.listen.port).to_string()
    }

    pub(crate) fn health(&self) -> String {
        format!("{}/health/ready", self.origin())
    }

    pub(crate) fn store_origin(&self) -> String {
        self.config.embedded_origin(self.config.embedded.s3_port).to_string()
    }
}

fn configuration(settings: &[String]) -> Config {
    load(&Sources { flags: settings.to_vec(), ..Sources::default() }).unwrap().config
}
