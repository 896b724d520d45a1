//! Configuration: flags over environment over file over defaults. Unknown keys are refused, wrong values are named together
//! with what would be right.

mod check;
pub mod keys;
mod load;
mod origin;
mod print;
mod texts;

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use domain::{account::Registration, content_type::ContentType, purpose::Purpose};
use ipnet::IpNet;
use secrecy::SecretString;
use serde::Deserialize;

pub use self::{
    load::{Errors, Loaded, Sources, load},
    origin::Origin,
};

/// Everything that can be configured. [`keys::KEYS`] documents each key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the app listens.
    pub listen: Listen,
    /// The app's origin as browsers see it.
    pub public_url: Option<Origin>,
    /// The built site.
    pub site_root: PathBuf,
    /// Where keys, the SQLite database and the embedded S3 keep their files.
    pub data_dir: PathBuf,
    /// The types that documents may have; empty: all that the program knows.
    pub document_types: Vec<ContentType>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The database.
    #[serde(default)]
    pub database: Database,
    /// The object store.
    pub storage: Storage,
    /// The CDN.
    pub cdn: Cdn,
    /// The embedded S3 and CDN.
    pub embedded: Embedded,
    /// Who may register.
    pub accounts: Accounts,
    /// Lifetimes of sessions.
    pub sessions: Sessions,
    /// Lifetimes of tickets.
    pub uploads: Uploads,
    /// Lifetimes of download URLs.
    pub downloads: Downloads,
    /// What one person may keep and have under way.
    pub quota: Quota,
    /// How often one may ask.
    pub rates: Rates,
    /// The audit log's checkpoints.
    #[serde(default)]
    pub audit: Audit,
    /// What the log looks like.
    pub log: Log,
}

/// Where the app listens.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
}

/// The database.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`; absent: SQLite under the data directory.
    pub url: Option<SecretString>,
}

/// Which object store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageMode {
    /// The one in this program.
    Embedded,
    /// S3, or a store that speaks its protocol.
    External,
}

/// The object store.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Which one.
    pub mode: StorageMode,
    /// Where the server's own calls go; absent: AWS.
    pub endpoint: Option<Origin>,
    /// Where browsers go; absent: the same.
    pub public_endpoint: Option<Origin>,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// `https://host/bucket/key` rather than `https://bucket.host/key`.
    pub path_style: bool,
    /// Absent: the AWS default chain (environment, profile, instance role).
    pub access_key_id: Option<String>,
    /// The other half.
    pub secret_access_key: Option<SecretString>,
    /// Whether the store checks and keeps `x-amz-checksum-sha256`.
    pub pins_checksums: bool,
}

/// Which CDN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CdnMode {
    /// The one in this program.
    Embedded,
    /// CloudFront.
    CloudFront,
}

/// The hash under a signed cookie's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CookieHash {
    /// With `CloudFront-Hash-Algorithm`.
    Sha256,
    /// For old distributions.
    Sha1,
}

/// The CDN.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cdn {
    /// Which one.
    pub mode: CdnMode,
    /// Its origin as browsers see it.
    pub public_url: Option<Origin>,
    /// The public key's id in CloudFront.
    pub key_pair_id: Option<String>,
    /// The private key, PEM.
    pub private_key_path: Option<PathBuf>,
    /// The hash under the signatures.
    pub hash: CookieHash,
    /// How long the cookies open the CDN, in seconds.
    pub cookie_seconds: u32,
    /// The parent domain of the app and the CDN; absent: host-only cookies.
    pub cookie_domain: Option<String>,
    /// The distribution, for invalidations.
    pub distribution_id: Option<String>,
}

/// The embedded S3 and CDN.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Embedded {
    /// Whether `serve` starts them; `false` when `gatehouse localcloud` runs them in a process of their own.
    pub start: bool,
    /// Where they listen.
    pub address: IpAddr,
    /// The S3's port; 0 takes a free one.
    pub s3_port: u16,
    /// The CDN's port; 0 takes a free one.
    pub cdn_port: u16,
}

/// Who may register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Everybody, who was invited, or nobody.
    pub registration: Registration,
}

/// Lifetimes of sessions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// What signs the tokens; absent: made on the first start.
    pub secret: Option<SecretString>,
    /// A session ends after this long without a request, in seconds.
    pub idle_seconds: u32,
    /// A session ends after this long whatever happens, in seconds.
    pub absolute_seconds: u32,
    /// How long a token lives before it is renewed, in seconds.
    pub token_seconds: u32,
}

/// Lifetimes of tickets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uploads {
    /// In seconds, 10 to 300.
    pub ticket_seconds: u32,
}

/// Lifetimes of download URLs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Downloads {
    /// In seconds, 300 at most.
    pub seconds: u32,
}

/// What one person may keep and have under way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Documents, the trash included, in MiB.
    pub stored_mib: u32,
    /// Uploads at a time.
    pub pending_uploads: u32,
    /// Uploads at a time, in MiB.
    pub pending_mib: u32,
}

/// How often one may ask, in requests a minute.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// One person.
    pub per_user: u32,
    /// One address.
    pub per_address: u32,
}

/// The audit log's checkpoints.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// What signs them, PEM; absent: made on the first start.
    pub key_path: Option<PathBuf>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// What the log looks like.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// How lines look.
    pub format: LogFormat,
    /// Which lines appear: `tracing_subscriber::EnvFilter` directives.
    pub filter: String,
}

impl Config {
    /// Where the app listens.
    pub fn listen_address(&self) -> SocketAddr {
        SocketAddr::new(self.listen.address, self.listen.port)
    }

    /// The app's origin as browsers see it; the default follows the port that was taken.
    pub fn public_url(&self, port: u16) -> Origin {
        self.public_url.clone().unwrap_or_else(|| Origin::localhost(port))
    }

    /// The database's URL.
    pub fn database_url(&self) -> SecretString {
        self.database.url.clone().unwrap_or_else(|| format!("sqlite://{}?mode=rwc", self.data_dir.join("gatehouse.db").display()).into())
    }

    /// The embedded S3's or CDN's origin as browsers see it: the app's host, on another port.
    pub fn embedded_origin(&self, port: u16) -> Origin {
        self.public_url.as_ref().map_or_else(|| Origin::localhost(port), |app| app.with_port(port))
    }

    /// Where the keys are kept.
    pub fn keys_dir(&self) -> PathBuf {
        self.data_dir.join("keys")
    }

    /// Where the embedded S3 keeps its objects.
    pub fn objects_dir(&self) -> PathBuf {
        self.data_dir.join("s3")
    }

    /// The types that documents may have.
    pub fn document_types(&self) -> Vec<ContentType> {
        if self.document_types.is_empty() { ContentType::accepted_for(Purpose::Document).collect() } else { self.document_types.clone() }
    }

    /// Whether the data directory belongs to the program alone; it is made with mode 0700.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }
}
