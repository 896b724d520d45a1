//! Puts the parts together: database, adapters, embedded S3 and CDN, use cases, router.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use cloud::{
    bucket::S3Bucket,
    cdn::{CdnSettings, CloudFrontCdn},
    cdn_key::CdnHash,
    settings::{CredentialSource, S3Settings},
};
use domain::{quota::Quota, timestamp::Timestamp};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret as _;
use services::{App, Settings, db::Database, ports::Clock, throttle::Rates, tokens::TokenKeys};
use tokio::net::TcpListener;

use crate::{
    commands::Failure,
    config::{self, CdnMode, Config, CookieHash, Origin, StorageMode},
    embedded::Embedded,
    keys,
    router::router,
    site::Site,
};

/// The embedded CDN's distribution; there is only one.
pub const EMBEDDED_DISTRIBUTION: &str = "EMBEDDED";

/// The ports that were taken.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// The app's.
    pub app: u16,
    /// The embedded S3's.
    pub s3: u16,
    /// The embedded CDN's.
    pub cdn: u16,
}

impl Ports {
    /// As configured: for commands that start nothing.
    pub fn configured(config: &Config) -> Self {
        Self { app: config.listen.port, s3: config.embedded.s3_port, cdn: config.embedded.cdn_port }
    }
}

/// Everything that `serve` needs, listening but not yet answering.
pub struct Started {
    /// The app's socket.
    pub listener: TcpListener,
    /// The routes.
    pub router: Router,
    /// What they share.
    pub site: Site,
    /// The embedded S3 and CDN, where this process runs them.
    pub embedded: Option<Embedded>,
}

/// Takes the ports, starts the embedded servers, and builds the app.
pub async fn start(config: &Config) -> Result<Started, Failure> {
    let listener = listen(config.listen_address(), "listen.port").await?;
    let mut ports = Ports { app: listener.local_addr()?.port(), ..Ports::configured(config) };
    let mut embedded = None;
    if config.storage.mode == StorageMode::Embedded && config.embedded.start {
        let started = Embedded::start(config).await?;
        (ports.s3, ports.cdn) = (started.s3_port, started.cdn_port);
        embedded = Some(started);
    }
    let app = app(config, ports).await?;
    let public_url = config.public_url(ports.app);
    if embedded.is_some() {
        provision(&bucket(config, ports).await?, &public_url).await?;
    }
    let site = Site::new(app, public_url, config.trusted_proxies.clone(), leptos_options(config)?);
    Ok(Started { listener, router: router(&site), site, embedded })
}

/// Takes a port, or says which key changes it.
pub async fn listen(address: SocketAddr, key: &str) -> Result<TcpListener, Failure> {
    let variable = crate::config::keys::find(key).map(crate::config::keys::Key::env_name).unwrap_or_default();
    TcpListener::bind(address).await.map_err(|error| {
        let (ip, port) = (address.ip(), address.port());
        match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {port} on {ip} is taken by another program: stop that one, or choose another port with {key} ({variable}, or --set {key}=…)"
            ),
            io::ErrorKind::PermissionDenied => {
                format!("port {port} on {ip} needs more rights than this account has: choose one above 1023 with {key} ({variable})")
            }
            _ => format!("port {port} on {ip} cannot be opened: {error}; it is chosen by {key} ({variable})"),
        }
        .into()
    })
}

/// The database, its schema up to date.
pub async fn database(config: &Config) -> Result<Database, Failure> {
    if config.database.url.is_none() {
        keys::private_dir(config.data_dir())
            .map_err(|error| format!("data_dir {} cannot be made: {error}", config.data_dir().display()))?;
    }
    let database = services::db::connect(config.database_url().expose_secret()).await?;
    database.migrate().await?;
    Ok(database)
}

/// The use cases over their adapters.
pub async fn app(config: &Config, ports: Ports) -> Result<Arc<App>, Failure> {
    let database = database(config).await?;
    let bucket = Arc::new(bucket(config, ports).await?);
    let cdn = Arc::new(cdn(config, ports).await?);
    let session_key = match &config.sessions.secret {
        Some(secret) => keys::SessionKey::new(secret.clone()),
        None => keys::session(&config.keys_dir())?,
    };
    let settings = Settings {
        registration: config.accounts.registration,
        document_types: config.document_types(),
        session_idle_seconds: config.sessions.idle_seconds,
        session_absolute_seconds: config.sessions.absolute_seconds,
        token_seconds: config.sessions.token_seconds,
        ticket_seconds: config.uploads.ticket_seconds,
        download_seconds: config.downloads.seconds,
        quota: quota(&config.quota),
        rates: Rates { per_user: config.rates.per_user, per_address: config.rates.per_address },
        public_url: config.public_url(ports.app).to_string(),
    };
    let token_keys = TokenKeys::new(&session_key.kid, session_key.secret.expose_secret().as_bytes())?;
    let audit_keys = keys::audit(config.audit.key_path.as_deref(), &config.keys_dir())?;
    Ok(App::new(database, bucket, cdn, Arc::new(SystemClock), settings, token_keys, audit_keys))
}

const MIB: u64 = 1024 * 1024;

fn quota(config: &config::Quota) -> Quota {
    Quota {
        stored_bytes: u64::from(config.stored_mib) * MIB,
        pending_uploads: config.pending_uploads.into(),
        pending_bytes: u64::from(config.pending_mib) * MIB,
    }
}

/// The store's adapter; asks nothing of the network.
pub async fn bucket(config: &Config, ports: Ports) -> Result<S3Bucket, Failure> {
    let storage = &config.storage;
    let embedded = storage.mode == StorageMode::Embedded;
    let own = embedded.then(|| local_endpoint(config, ports.s3));
    let public = embedded.then(|| config.embedded_origin(ports.s3).to_string());
    let settings = S3Settings {
        bucket: storage.bucket.clone(),
        region: storage.region.clone(),
        endpoint: storage.endpoint.as_ref().map(ToString::to_string).or(own),
        public_endpoint: storage.public_endpoint.as_ref().map(ToString::to_string).or(public),
        path_style: storage.path_style || embedded,
        pins_checksums: storage.pins_checksums,
        credentials: credentials(config)?,
    };
    Ok(S3Bucket::new(&settings).await?)
}

/// The CDN's adapter; asks nothing of the network.
pub async fn cdn(config: &Config, ports: Ports) -> Result<CloudFrontCdn, Failure> {
    let cdn = &config.cdn;
    let public_url = cdn.public_url.clone().unwrap_or_else(|| config.embedded_origin(ports.cdn));
    let (key_pair_id, private_key, api_endpoint) = if let (CdnMode::CloudFront, Some(path)) = (cdn.mode, &cdn.private_key_path) {
        let pem = std::fs::read(path).map_err(|error| format!("cdn.private_key_path {} cannot be read: {error}", path.display()))?;
        (cdn.key_pair_id.clone().unwrap_or_default(), pem, None)
    } else {
        let key = keys::cdn(&config.keys_dir())?;
        (key.key_pair_id, key.private_pem.expose_secret().as_bytes().to_vec(), Some(local_endpoint(config, ports.cdn)))
    };
    let settings = CdnSettings {
        public_url: public_url.to_string(),
        cookie_domain: cdn.cookie_domain.clone(),
        cookie_lifetime: Duration::from_secs(cdn.cookie_seconds.into()),
        key_pair_id,
        private_key,
        hash: match cdn.hash {
            CookieHash::Sha256 => CdnHash::Sha256,
            CookieHash::Sha1 => CdnHash::Sha1,
        },
        distribution_id: cdn.distribution_id.clone().unwrap_or_else(|| EMBEDDED_DISTRIBUTION.to_owned()),
        api_endpoint,
        credentials: credentials(config)?,
    };
    Ok(CloudFrontCdn::new(&settings).await?)
}

/// CORS for the app's origin, and the end of what nobody confirmed. Replaces what the bucket has.
pub async fn provision(bucket: &S3Bucket, app: &Origin) -> Result<(), Failure> {
    bucket.apply_cors(&[app.to_string()]).await?;
    bucket.apply_lifecycle().await?;
    Ok(())
}

/// The embedded S3's access key: the configured one, else its own.
pub(crate) fn s3_key(config: &Config) -> Result<keys::S3Key, keys::KeyError> {
    match (&config.storage.access_key_id, &config.storage.secret_access_key) {
        (Some(id), Some(secret)) => Ok(keys::S3Key { access_key_id: id.clone(), secret_access_key: secret.clone() }),
        _ => keys::s3(&config.keys_dir()),
    }
}

/// Configured keys, else the embedded S3's own, else what the machine provides.
fn credentials(config: &Config) -> Result<CredentialSource, Failure> {
    if config.storage.mode == StorageMode::External && config.storage.access_key_id.is_none() {
        return Ok(CredentialSource::Ambient);
    }
    let key = s3_key(config)?;
    Ok(CredentialSource::Static { access_key_id: key.access_key_id, secret_access_key: key.secret_access_key.expose_secret().to_owned() })
}

/// How this machine reaches an embedded server.
fn local_endpoint(config: &Config, port: u16) -> String {
    let ip = match config.embedded.address {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, port))
}

/// Where the built site is. `hash.txt` beside the binary says that its files' names have hashes.
fn leptos_options(config: &Config) -> Result<LeptosOptions, Failure> {
    let root = config.site_root.to_str().ok_or("site_root is not UTF-8 text")?;
    if !config.site_root.join("pkg").is_dir() {
        tracing::warn!(
            site_root = root,
            "the built site is not there: pages will have no styles and no scripts; build it with `make site`"
        );
    }
    let hashed = std::env::current_exe().ok().and_then(|binary| Some(binary.parent()?.join("hash.txt").is_file())).unwrap_or(false);
    Ok(LeptosOptions::builder().output_name("gatehouse").site_root(root).site_pkg_dir("pkg").hash_files(hashed).build())
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // Microseconds fit in an i64 until the year 294246.
        Timestamp(i64::try_from(time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX))
    }
}
