//! A whole set of use cases over a fresh database, and a small store that behaves.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    account::{Actor, Email, PersonName},
    content_type::ContentType,
    cursor::Page,
    document::{Disposition, DocumentList, DocumentRow},
    file_name::FileName,
    id::{UploadId, UserId},
    listing::Listing,
    purpose::Purpose,
    timestamp::Timestamp,
    upload::{ConfirmOutcome, PresignRequest, Target, Ticket},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use services::{
    App, Error, RequestInfo, Settings,
    accounts::{self, NewAccount},
    audit::AuditKeys,
    db,
    entity::audit_event,
    listing,
    ports::{Bucket, Cdn, Clock, Cookie, GetRequest, ObjectHead, PortError, PostRequest, Promoted, Promotion, SignedCookies, SignedPost},
    sessions::NewSession,
    tokens::TokenKeys,
    uploads,
};
use tempfile::TempDir;
use tokio::sync::Notify;
use uuid::Uuid;

/// Runs an async test on both engines: `on_both!(name, app, { … })`.
macro_rules! on_both {
    ($name:ident, $app:ident, $body:block) => {
        mod $name {
            use super::*;

            async fn run($app: crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                run(crate::support::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                if let Some(app) = crate::support::TestApp::postgres().await {
                    run(app).await;
                }
            }
        }
    };
}
pub(crate) use on_both;

pub(crate) const PASSWORD: &str = "plover-granite-umbrella";
const START: i64 = 1_800_000_000_000_000;
pub(crate) const SECOND: i64 = 1_000_000;

pub(crate) struct TestApp {
    pub(crate) app: Arc<App>,
    pub(crate) store: Arc<FakeStore>,
    pub(crate) clock: Arc<FakeClock>,
    /// The database's.
    pub(crate) url: String,
    _dir: TempDir,
}

impl std::ops::Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    pub(crate) async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("test.db").display());
        Self::start(dir, &url, Settings::default()).await
    }

    /// On a database of its own in the server that the variable names; the server goes away after the tests.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("GATEHOUSE_TEST_POSTGRES_URL") else {
            println!("skipped: GATEHOUSE_TEST_POSTGRES_URL is not set (tools/with-postgres.sh sets it)");
            return None;
        };
        let name = format!("services_{}", Uuid::new_v4().simple());
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self::start(tempfile::tempdir().unwrap(), &format!("{base}/{name}"), Settings::default()).await)
    }

    /// The same database and store under other settings.
    pub(crate) fn with_settings(&self, change: impl FnOnce(&mut Settings)) -> Arc<App> {
        let mut settings = self.app.settings.clone();
        change(&mut settings);
        App::new(self.app.db.clone(), self.store.clone(), self.store.clone(), self.clock.clone(), settings, keys(), audit_keys())
    }

    /// The same store and clock over another connection to the database.
    pub(crate) fn with_database(&self, db: db::Database) -> Self {
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let app = App::new(db, store.clone(), store.clone(), clock.clone(), self.app.settings.clone(), keys(), audit_keys());
        Self { app, store, clock, url: self.url.clone(), _dir: tempfile::tempdir().unwrap() }
    }

    /// The same database and store under other keys of the audit log.
    pub(crate) fn with_audit_keys(&self, keys_of_audit: AuditKeys) -> Arc<App> {
        let store = self.store.clone();
        App::new(self.app.db.clone(), store.clone(), store, self.clock.clone(), self.app.settings.clone(), keys(), keys_of_audit)
    }

    async fn start(dir: TempDir, url: &str, settings: Settings) -> Self {
        let db = db::connect(url).await.unwrap();
        db.migrate().await.unwrap();
        let (store, clock) = (Arc::new(FakeStore::default()), Arc::new(FakeClock(AtomicI64::new(START))));
        let app = App::new(db, store.clone(), store.clone(), clock.clone(), settings, keys(), audit_keys());
        Self { app, store, clock, url: url.to_owned(), _dir: dir }
    }

    pub(crate) async fn person(&self, name: &str) -> Actor {
        self.register(name).await.unwrap().actor
    }

    pub(crate) async fn register(&self, name: &str) -> Result<NewSession, Error> {
        accounts::register(&self.app, &info(), new_account(name)).await
    }

    /// A ticket for a text file, and the file in the store, as S3 would have taken it.
    pub(crate) async fn arrived(&self, actor: &Actor, purpose: Purpose, bytes: &[u8]) -> Ticket {
        let ticket = uploads::presign(&self.app, actor, &info(), request(purpose, bytes.len() as u64)).await.unwrap();
        self.store.post(&ticket, bytes);
        ticket
    }

    pub(crate) async fn list(&self, actor: &Actor, listing: &Listing, after: Option<&str>) -> DocumentList {
        listing::list(&self.app, actor, listing, after.map(|after| after.parse().unwrap())).await.unwrap()
    }

    pub(crate) async fn confirm(&self, actor: &Actor, upload: UploadId) -> Result<ConfirmOutcome, Error> {
        uploads::confirm(&self.app, actor, &info(), upload).await
    }

    /// How many events of an action there are.
    pub(crate) async fn events(&self, action: &str) -> u64 {
        audit_event::Entity::find().filter(audit_event::Column::Action.eq(action)).count(self.app.db.writer()).await.unwrap()
    }

    pub(crate) async fn only_event(&self, action: &str) -> audit_event::Model {
        let mut events =
            audit_event::Entity::find().filter(audit_event::Column::Action.eq(action)).all(self.app.db.writer()).await.unwrap();
        assert_eq!(events.len(), 1, "{action}");
        events.remove(0)
    }
}

fn keys() -> TokenKeys {
    TokenKeys::new("k1", b"an example key of thirty-two bytes").unwrap()
}

fn audit_keys() -> AuditKeys {
    // RFC 8410, section 10.3.
    AuditKeys::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----",
    )
    .unwrap()
}

pub(crate) fn info() -> RequestInfo {
    RequestInfo { ip: Some("192.0.2.7".parse().unwrap()), user_agent: Some("tests".to_owned()) }
}

pub(crate) fn email(name: &str) -> String {
    format!("{name}@example.com")
}

pub(crate) fn new_account(name: &str) -> NewAccount {
    NewAccount {
        email: Email::parse(&email(name)).unwrap(),
        name: PersonName::parse(name).unwrap(),
        password: PASSWORD.to_owned(),
        invite: None,
    }
}

pub(crate) fn content_type(purpose: Purpose) -> ContentType {
    ContentType::parse(if purpose == Purpose::Document { "text/plain" } else { "image/png" }).unwrap()
}

pub(crate) fn request(purpose: Purpose, size_bytes: u64) -> PresignRequest {
    PresignRequest {
        target: Target::Top,
        purpose,
        file_name: FileName::parse("Hợp đồng.txt").unwrap(),
        content_type: content_type(purpose),
        size_bytes: Some(size_bytes),
        checksum_sha256: None,
    }
}

/// The first page of what lies at the top, newest first.
pub(crate) async fn listed(app: &App, actor: &Actor) -> Page<DocumentRow> {
    listing::list(app, actor, &Listing::default(), None).await.unwrap().documents
}

pub(crate) fn message(error: Error) -> String {
    error.into_problem().0.message
}

pub(crate) struct FakeClock(AtomicI64);

impl FakeClock {
    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * SECOND, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FakeObject {
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: String,
    pub(crate) cache_control: Option<&'static str>,
    pub(crate) etag: String,
}

/// A named instant of an upload at which the process can die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailPoint {
    /// The row and its event are written, the ticket is not signed.
    PresignWritten,
    /// The row is taken for verifying, nothing is looked at.
    ConfirmTaken,
    /// The store has told size and type.
    ConfirmLooked,
    /// The first bytes are read, nothing is copied.
    ConfirmRead,
    /// The object lies under its final key, the database does not know.
    ConfirmPromoted,
    /// All is committed, the incoming object is still there.
    ConfirmCommitted,
    /// The incoming object is gone, the job that said so is not.
    IncomingDeleted,
}

impl FailPoint {
    pub(crate) const ALL: [Self; 7] = [
        Self::PresignWritten,
        Self::ConfirmTaken,
        Self::ConfirmLooked,
        Self::ConfirmRead,
        Self::ConfirmPromoted,
        Self::ConfirmCommitted,
        Self::IncomingDeleted,
    ];
}

/// A store and a CDN in memory: `ETag`s change with every write, copies are conditional, and it can be told to fail.
#[derive(Default)]
pub(crate) struct FakeStore {
    objects: Mutex<HashMap<String, FakeObject>>,
    pub(crate) down: AtomicBool,
    /// It goes down once a promotion has succeeded.
    pub(crate) down_after_promotion: AtomicBool,
    /// After a promotion that succeeded the answer is lost, once.
    pub(crate) lose_next_promotion: AtomicBool,
    /// Somebody replaces the object between the look and the copy, once.
    pub(crate) replace_before_promotion: Mutex<Option<Vec<u8>>>,
    pub(crate) invalidated: Mutex<Vec<String>>,
    pub(crate) calls: AtomicI64,
    fail_point: Mutex<Option<FailPoint>>,
    reached: Notify,
    pub(crate) pins_checksums: AtomicBool,
    pub(crate) checksums: Mutex<Checksums>,
}

/// What a store knows of its objects' checksums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Checksums {
    /// As Ceph RGW 16.
    #[default]
    Never,
    /// As AWS, of objects that came without one.
    ComputedByCopies,
    /// As the embedded S3.
    Always,
}

pub(crate) fn sha256_base64(bytes: &[u8]) -> String {
    STANDARD.encode(digest(&SHA256, bytes))
}

impl FakeStore {
    fn knows(&self, at_least: Checksums) -> bool {
        *self.checksums.lock().unwrap() >= at_least
    }

    /// What the browser's form post does.
    pub(crate) fn post(&self, ticket: &Ticket, bytes: &[u8]) {
        let field = |name: &str| ticket.fields.iter().find(|(field, _)| field == name).unwrap().1.clone();
        self.put(&field("key"), bytes, &field("Content-Type"));
    }

    pub(crate) fn put(&self, key: &str, bytes: &[u8], content_type: &str) {
        let etag = format!("\"{}\"", Uuid::new_v4().simple());
        let object = FakeObject { bytes: bytes.to_vec(), content_type: content_type.to_owned(), cache_control: None, etag };
        self.objects.lock().unwrap().insert(key.to_owned(), object);
    }

    pub(crate) fn get(&self, key: &str) -> Option<FakeObject> {
        self.objects.lock().unwrap().get(key).cloned()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.objects.lock().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    }

    /// Whoever gets to that point first stays there.
    pub(crate) fn set_fail_point(&self, point: FailPoint) {
        *self.fail_point.lock().unwrap() = Some(point);
    }

    /// Waits until somebody is at the point that was set.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    async fn pass(&self, point: FailPoint) {
        if self.fail_point.lock().unwrap().take_if(|set| *set == point).is_some() {
            self.reached.notify_one();
            std::future::pending::<()>().await;
        }
    }

    pub(crate) fn remove(&self, key: &str) {
        self.objects.lock().unwrap().remove(key);
    }

    fn ask(&self) -> Result<(), PortError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(PortError::Unavailable { what: "The file store", cause: "told to".to_owned() });
        }
        Ok(())
    }
}

#[async_trait]
impl Bucket for FakeStore {
    async fn presign_post(&self, request: &PostRequest, _now: Timestamp) -> Result<SignedPost, PortError> {
        self.pass(FailPoint::PresignWritten).await;
        let fields = vec![
            ("key".to_owned(), request.key.clone()),
            ("Content-Type".to_owned(), request.content_type.as_str().to_owned()),
            ("range".to_owned(), format!("{}-{}", request.min_bytes, request.max_bytes)),
        ];
        Ok(SignedPost { url: "https://s3.test/".to_owned(), fields, expires_at: request.expires_at })
    }

    async fn presign_get(&self, request: &GetRequest, _now: Timestamp) -> Result<String, PortError> {
        let kind = if request.disposition == Disposition::Inline { "inline" } else { "attachment" };
        Ok(format!("https://s3.test/{}?{kind}&{}", request.key, request.expires_in_seconds))
    }

    async fn head(&self, key: &str) -> Result<Option<ObjectHead>, PortError> {
        self.pass(FailPoint::ConfirmTaken).await;
        self.ask()?;
        Ok(self.get(key).map(|object| ObjectHead {
            size_bytes: object.bytes.len() as u64,
            content_type: Some(object.content_type),
            etag: object.etag,
            checksum_sha256: self.knows(Checksums::Always).then(|| sha256_base64(&object.bytes)),
        }))
    }

    async fn range(&self, key: &str, etag: &str, offset: u64, length: u32) -> Result<Option<Vec<u8>>, PortError> {
        self.pass(FailPoint::ConfirmLooked).await;
        self.ask()?;
        assert!(length <= 4096);
        let part = |object: FakeObject| object.bytes.into_iter().skip(offset.try_into().unwrap()).take(length as usize).collect();
        Ok(self.get(key).filter(|object| object.etag == etag).map(part))
    }

    async fn promote(&self, promotion: &Promotion) -> Result<Promoted, PortError> {
        self.pass(FailPoint::ConfirmRead).await;
        self.ask()?;
        if let Some(bytes) = self.replace_before_promotion.lock().unwrap().take() {
            self.put(&promotion.from, &bytes, promotion.content_type.as_str());
        }
        let Some(object) = self.get(&promotion.from) else { return Ok(Promoted::Missing) };
        if object.etag != promotion.etag {
            return Ok(Promoted::Changed);
        }
        let promoted = FakeObject { cache_control: Some(promotion.cache_control), ..object };
        let checksum_sha256 = self.knows(Checksums::ComputedByCopies).then(|| sha256_base64(&promoted.bytes));
        self.objects.lock().unwrap().insert(promotion.to.clone(), promoted);
        if self.lose_next_promotion.swap(false, Ordering::SeqCst) {
            self.objects.lock().unwrap().remove(&promotion.from);
            return Err(PortError::Unavailable { what: "The file store", cause: "the answer was lost".to_owned() });
        }
        if self.down_after_promotion.swap(false, Ordering::SeqCst) {
            self.down.store(true, Ordering::SeqCst);
        }
        self.pass(FailPoint::ConfirmPromoted).await;
        Ok(Promoted::Done { checksum_sha256 })
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, PortError> {
        self.ask()?;
        let later = |key: &String| key.starts_with(prefix) && after.is_none_or(|after| key.as_str() > after);
        // Small pages, so that the end of one is met.
        Ok(self.keys().into_iter().filter(later).take(3).collect())
    }

    async fn put_json(&self, key: &str, text: &str) -> Result<(), PortError> {
        self.ask()?;
        self.put(key, text.as_bytes(), "application/json");
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<(), PortError> {
        self.pass(FailPoint::ConfirmCommitted).await;
        self.ask()?;
        self.remove(key);
        self.pass(FailPoint::IncomingDeleted).await;
        Ok(())
    }

    fn pins_checksums(&self) -> bool {
        self.pins_checksums.load(Ordering::SeqCst)
    }

    fn public_origin(&self) -> &'static str {
        "https://s3.test"
    }

    fn clock_skew_seconds(&self) -> Option<i64> {
        None
    }
}

#[async_trait]
impl Cdn for FakeStore {
    fn cookies(&self, _user: UserId, now: Timestamp) -> Result<SignedCookies, PortError> {
        Ok(SignedCookies { cookies: self.clearing(), expires_at: Timestamp(now.0 + 3600 * SECOND) })
    }

    fn clearing(&self) -> Vec<Cookie> {
        vec![Cookie { name: "c".to_owned(), value: String::new(), path: "/avatars".to_owned(), domain: None, max_age_seconds: 0 }]
    }

    fn url(&self, key: &str) -> String {
        format!("https://cdn.test/{key}")
    }

    async fn invalidate(&self, keys: &[String], _reference: &str) -> Result<(), PortError> {
        self.ask()?;
        self.invalidated.lock().unwrap().extend_from_slice(keys);
        Ok(())
    }

    fn public_origin(&self) -> &'static str {
        "https://cdn.test"
    }
}
