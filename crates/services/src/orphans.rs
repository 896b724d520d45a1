//! Objects without a row, and rows without an object: what a restored backup, a defect or a hand in the bucket leaves behind.

use std::collections::{BTreeSet, HashSet};

use domain::{purpose::Purpose, upload::UploadStatus};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, Statement};

use crate::{
    App, Error,
    audit::checkpoints::PREFIX,
    entity::{job, upload},
    jobs::Job,
};

/// Keys that do not belong together with their other half, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Orphans {
    /// Objects that no row names, that no open ticket can have made, and that no job is going to delete.
    pub objects: BTreeSet<String>,
    /// Objects that rows name and the store does not have.
    pub rows: BTreeSet<String>,
}

/// What the rows say of the store.
#[derive(Debug, Default)]
struct Named {
    /// It must be there.
    needed: HashSet<String>,
    /// It may be there: an upload is under way, or its ticket can still be used.
    possible: HashSet<String>,
}

/// Compares the store with the database; changes nothing, and people may work meanwhile. Holds every key in memory, some 200 bytes each.
pub async fn check(app: &App) -> Result<Orphans, Error> {
    // The store first: an object's row is always older than the object.
    let stored = stored(app).await?;
    let named = named(app).await?;
    let condemned = condemned(app).await?;
    let mut found = Orphans::default();
    for key in &stored {
        let known = named.needed.contains(key) || named.possible.contains(key) || condemned.contains(key);
        if !known && app.bucket.head(key).await?.is_some() {
            found.objects.insert(key.clone());
        }
    }
    for key in named.needed.into_iter().filter(|key| !stored.contains(key)) {
        // Arrived since the list was made, or deleted since its row was read?
        if app.bucket.head(&key).await?.is_none() && is_needed(app, &key).await? {
            found.rows.insert(key);
        }
    }
    Ok(found)
}

async fn stored(app: &App) -> Result<HashSet<String>, Error> {
    let (mut stored, mut last) = (HashSet::new(), None);
    loop {
        let page = app.bucket.list("", last.as_deref()).await?;
        let Some(end) = page.last() else { return Ok(stored) };
        last = Some(end.clone());
        // Checkpoints have no row that needs them.
        stored.extend(page.into_iter().filter(|key| !key.starts_with(PREFIX)));
    }
}

/// The keys of all objects that rows need.
const NEEDED: &str = "SELECT key FROM document_versions
    UNION ALL SELECT thumbnail_key FROM document_versions WHERE thumbnail_key IS NOT NULL
    UNION ALL SELECT key FROM images
    UNION ALL SELECT thumbnail_key FROM images WHERE thumbnail_key IS NOT NULL
    UNION ALL SELECT avatar_key FROM users WHERE avatar_key IS NOT NULL";

async fn named(app: &App) -> Result<Named, Error> {
    let (db, mut named) = (app.db.reader(), Named::default());
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), NEEDED)).await? {
        named.needed.insert(row.try_get_by_index(0)?);
    }
    let open = upload::Column::Status.is_in(UploadStatus::OPEN.map(UploadStatus::as_str));
    let usable = upload::Column::TicketExpiresAt.gt(app.clock.now().0);
    for row in upload::Entity::find().filter(Condition::any().add(open).add(usable)).all(db).await? {
        named.possible.insert(Purpose::incoming_key(&row.key));
        named.possible.insert(row.key);
    }
    Ok(named)
}

async fn condemned(app: &App) -> Result<HashSet<String>, Error> {
    let payloads: Vec<String> = job::Entity::find().select_only().column(job::Column::Payload).into_tuple().all(app.db.reader()).await?;
    let jobs = payloads.iter().filter_map(|payload| serde_json::from_str(payload).ok());
    Ok(jobs.filter_map(|job| if let Job::DeleteObject { key } = job { Some(key) } else { None }).collect())
}

async fn is_needed(app: &App, key: &str) -> Result<bool, Error> {
    let db = app.db.writer();
    let sql = format!("SELECT key FROM ({NEEDED}) AS needed WHERE key = $1");
    let found = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [key.into()])).await?;
    Ok(found.is_some())
}
