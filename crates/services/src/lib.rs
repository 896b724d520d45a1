//! Use cases over the database: accounts, sessions, uploads, documents, the CDN's cookies, audit, jobs.
//!
//! Every function takes the [`App`] and, where somebody asks, the [`domain::account::Actor`]; it authorises through
//! [`domain::access`], and writes its change, its audit event and its follow-up job in one transaction.

pub mod accounts;
pub mod audit;
pub mod cdn;
pub mod db;
pub mod details;
pub mod documents;
pub mod entity;
pub mod error;
pub mod folders;
pub mod health;
pub mod images;
pub mod jobs;
pub mod links;
pub mod listing;
pub mod orphans;
mod paging;
pub mod passwords;
pub mod people;
pub mod ports;
mod quota;
pub mod reconcile;
mod search;
pub mod sessions;
pub mod shares;
pub mod sharing;
mod sniff;
pub mod throttle;
pub mod tokens;
pub mod trash;
pub mod uploads;
pub mod versions;

use std::{
    fmt,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{account::Registration, content_type::ContentType, purpose::Purpose, quota::Quota, upload::TICKET_SECONDS};

pub use error::Error;

const GIB: u64 = 1024 * 1024 * 1024;

/// What can be decided by configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who may register.
    pub registration: Registration,
    /// The types accepted as documents.
    pub document_types: Vec<ContentType>,
    /// A session ends when it was idle for so long, in seconds.
    pub session_idle_seconds: u32,
    /// A session ends after so long whatever happens, in seconds.
    pub session_absolute_seconds: u32,
    /// How long a JWT lives before the session must renew it, in seconds.
    pub token_seconds: u32,
    /// How long a ticket lives, in seconds; at most [`TICKET_SECONDS`].
    pub ticket_seconds: u32,
    /// How long a download URL lives, in seconds; at most 300.
    pub download_seconds: u32,
    /// What one person may keep and have under way.
    pub quota: Quota,
    /// How often one may ask.
    pub rates: throttle::Rates,
    /// The app's own origin, without a trailing slash.
    pub public_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            registration: Registration::Open,
            document_types: ContentType::accepted_for(Purpose::Document).collect(),
            session_idle_seconds: 12 * 3600,
            session_absolute_seconds: 30 * 86_400,
            token_seconds: 900,
            ticket_seconds: TICKET_SECONDS,
            download_seconds: 300,
            quota: Quota { stored_bytes: 10 * GIB, pending_uploads: 20, pending_bytes: GIB },
            rates: throttle::Rates { per_user: 1_200, per_address: 6_000 },
            public_url: "http://localhost:3000".to_owned(),
        }
    }
}

/// Where a request came from, for the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestInfo {
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// Everything a use case needs.
pub struct App {
    /// The database.
    pub db: db::Database,
    /// The object store.
    pub bucket: Arc<dyn ports::Bucket>,
    /// The CDN.
    pub cdn: Arc<dyn ports::Cdn>,
    /// The time.
    pub clock: Arc<dyn ports::Clock>,
    /// What was configured.
    pub settings: Settings,
    tokens: tokens::TokenKeys,
    audit_keys: audit::AuditKeys,
    hasher: passwords::Hasher,
    stopping: AtomicBool,
}

impl App {
    /// Puts the parts together.
    pub fn new(
        db: db::Database,
        bucket: Arc<dyn ports::Bucket>,
        cdn: Arc<dyn ports::Cdn>,
        clock: Arc<dyn ports::Clock>,
        settings: Settings,
        tokens: tokens::TokenKeys,
        audit_keys: audit::AuditKeys,
    ) -> Arc<Self> {
        let (hasher, stopping) = (passwords::Hasher::default(), AtomicBool::new(false));
        Arc::new(Self { db, bucket, cdn, clock, settings, tokens, audit_keys, hasher, stopping })
    }

    /// From now on the app says that it is not ready, and background work ends after the upload or job that it is at.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether [`App::stop`] was called.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("settings", &self.settings).finish_non_exhaustive()
    }
}
