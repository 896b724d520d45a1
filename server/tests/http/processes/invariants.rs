//! What must be true when the dust has settled.

use std::{collections::HashMap, fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{audit::AuditAction, timestamp::Timestamp};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _};
use server::{
    boot::{self, Ports, SystemClock},
    embedded::Embedded,
};
use services::{
    App,
    audit::AuditKeys,
    entity::{audit_event, document, job, upload},
    jobs,
    orphans::{self, Orphans},
    ports::{Clock, GetRequest},
    reconcile,
    tokens::TokenKeys,
};
use uuid::Uuid;

use super::{scene::Scene, stream::Ledger};
use crate::client::Client;

/// Later than the end of every ticket and lease.
const LATER_MICROS: i64 = 600 * 1_000_000;

/// How it ended.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) tickets: usize,
    pub(crate) arrived: usize,
    pub(crate) confirmed: usize,
    pub(crate) reconciled: usize,
    pub(crate) purged: usize,
    pub(crate) violations: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "tickets: {}, arrived: {}, confirmed to the person: {}, by the reconciler: {}, deleted: {}, violations: {}",
            self.tickets,
            self.arrived,
            self.confirmed,
            self.reconciled,
            self.purged,
            self.violations.len()
        )
    }
}

struct LaterClock;

impl Clock for LaterClock {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock.now().0 + LATER_MICROS)
    }
}

/// Lets the next process clean up, ten minutes later, and looks at everything.
pub(crate) async fn check(scene: &Scene, ledger: &Ledger) -> Report {
    let embedded = Embedded::start(&scene.config).await.unwrap();
    let app = boot::app(&scene.config, Ports::configured(&scene.config)).await.unwrap();
    settle(&app).await;

    let uploads: HashMap<Uuid, upload::Model> =
        upload::Entity::find().all(app.db.writer()).await.unwrap().into_iter().map(|row| (row.id, row)).collect();
    let documents: HashMap<Uuid, document::Model> =
        document::Entity::find().all(app.db.writer()).await.unwrap().into_iter().map(|row| (row.upload_id, row)).collect();
    let mut report = ledger.write(|entries| Report {
        tickets: entries.tickets.len(),
        arrived: entries.arrived.len(),
        confirmed: entries.confirmed.len(),
        reconciled: 0,
        purged: entries.purged.len(),
        violations: std::mem::take(&mut entries.wrong),
    });
    let confirmed_by_people = report.confirmed;
    report.violations.extend(promises(&app, ledger, &uploads, &documents).await);
    report.violations.extend(events(&app, &uploads).await);
    let ready = uploads.values().filter(|row| row.status == "ready" && row.purpose == "document").count();
    report.reconciled = ready - confirmed_by_people;
    let orphans = orphans::check(&app).await.unwrap();
    if orphans != Orphans::default() {
        report.violations.push(format!("{orphans:?}"));
    }
    embedded.stop().await;
    report
}

/// Reconciler and jobs, until there is nothing to do.
async fn settle(app: &App) {
    let keys = TokenKeys::new("later", b"an example key of thirty-two bytes").unwrap();
    let later =
        App::new(app.db.clone(), app.bucket.clone(), app.cdn.clone(), Arc::new(LaterClock), app.settings.clone(), keys, audit_keys());
    for _ in 0..1000 {
        reconcile::run(&later).await.unwrap();
        jobs::run_due(&later).await.unwrap();
        let open = upload::Entity::find().filter(upload::Column::Status.is_in(["pending", "verifying"]));
        let left = open.count(app.db.writer()).await.unwrap() + job::Entity::find().count(app.db.writer()).await.unwrap();
        if left == 0 {
            return;
        }
    }
    panic!("uploads or jobs never end");
}

fn audit_keys() -> AuditKeys {
    AuditKeys::from_pem(&AuditKeys::generate().unwrap()).unwrap()
}

/// What people were told, and what they brought.
async fn promises(
    app: &App,
    ledger: &Ledger,
    uploads: &HashMap<Uuid, upload::Model>,
    documents: &HashMap<Uuid, document::Model>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let (tickets, arrived, confirmed, purged) =
        ledger.write(|entries| (entries.tickets.clone(), entries.arrived.clone(), entries.confirmed.clone(), entries.purged.clone()));
    wrong.extend(tickets.iter().filter(|id| !uploads.contains_key(&id.0)).map(|id| format!("ticket {id} has no row")));
    for (id, bytes) in arrived {
        let row = &uploads[&id.0];
        if row.status != "ready" {
            wrong.push(format!("upload {id} arrived and is {}", row.status));
        }
        let (true, Some(document)) = (row.purpose == "document", documents.get(&id.0)) else { continue };
        if confirmed.get(&id).is_some_and(|told| told.0 != document.id) {
            wrong.push(format!("upload {id} was confirmed as another document"));
        }
        if document.size_bytes != i64::try_from(bytes.len()).unwrap() || read(app, document).await.as_deref() != Some(&bytes) {
            wrong.push(format!("document {} is not what was uploaded", document.id));
        }
    }
    for document in documents.values() {
        let stored = app.bucket.head(&document.key).await.unwrap().and_then(|head| head.checksum_sha256);
        if stored.is_none() || stored != document.checksum_sha256 {
            wrong.push(format!("document {} has not its object's checksum", document.id));
        }
    }
    let kept: Vec<Uuid> = documents.values().map(|document| document.id).collect();
    let lost = confirmed.values().filter(|id| !purged.contains(id) && !kept.contains(&id.0));
    wrong.extend(lost.map(|id| format!("document {id} was confirmed and is gone")));
    wrong
}

async fn read(app: &App, document: &document::Model) -> Option<Vec<u8>> {
    let head = app.bucket.head(&document.key).await.unwrap()?;
    let request = GetRequest {
        key: document.key.clone(),
        file_name: document.name.clone(),
        content_type: document.content_type.clone().try_into().unwrap(),
        disposition: domain::document::Disposition::Attachment,
        expires_in_seconds: 60,
    };
    let url = app.bucket.presign_get(&request, SystemClock.now()).await.unwrap();
    let bytes = Client::new("").get(&url).await.body;
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    (head.checksum_sha256 == Some(STANDARD.encode(digest))).then(|| bytes.into())
}

/// The audit log covers every ticket, and every end of one, once.
async fn events(app: &App, uploads: &HashMap<Uuid, upload::Model>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (action, statuses) in [
        (AuditAction::UploadPresign, &["ready", "rejected", "expired"][..]),
        (AuditAction::UploadConfirm, &["ready"]),
        (AuditAction::UploadExpire, &["expired"]),
        (AuditAction::UploadReject, &["rejected"]),
    ] {
        let told = audit_event::Entity::find()
            .select_only()
            .column(audit_event::Column::ResourceId)
            .filter(audit_event::Column::Action.eq(action.as_str()))
            .into_tuple::<String>()
            .all(app.db.writer())
            .await
            .unwrap();
        let mut count: HashMap<String, u32> = HashMap::new();
        for id in told {
            *count.entry(id).or_default() += 1;
        }
        for (id, row) in uploads {
            let (found, expected) = (count.remove(&id.to_string()).unwrap_or(0), u32::from(statuses.contains(&row.status.as_str())));
            if found != expected {
                wrong.push(format!("upload {id}, {}: {found} events {}", row.status, action.as_str()));
            }
        }
        wrong.extend(count.into_keys().map(|id| format!("{} of an upload {id} without a row", action.as_str())));
    }
    wrong
}
