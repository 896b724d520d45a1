//! Objects without a row, and rows without an object: what a restored backup, a defect or a hand in the bucket leaves behind.

use std::collections::{BTreeSet, HashSet};

use domain::{purpose::Purpose, upload::UploadStatus};
use futures::TryStreamExt as _;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _, QueryFilter as _, QuerySelect as _};

use crate::{
    App, Error,
    entity::{document, job, upload, user},
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
        stored.extend(page);
    }
}

async fn named(app: &App) -> Result<Named, Error> {
    let (db, mut named) = (app.db.reader(), Named::default());
    let documents = document::Entity::find().select_only().column(document::Column::Key).into_tuple::<String>();
    named.needed.extend(documents.stream(db).await?.try_collect::<Vec<_>>().await?);
    let avatars = user::Entity::find().filter(user::Column::AvatarKey.is_not_null());
    let avatars = avatars.select_only().column(user::Column::AvatarKey).into_tuple::<String>();
    named.needed.extend(avatars.stream(db).await?.try_collect::<Vec<_>>().await?);

    let now = app.clock.now().0;
    let open = upload::Column::Status.is_in([UploadStatus::Pending.as_str(), UploadStatus::Verifying.as_str()]);
    let usable = upload::Column::TicketExpiresAt.gt(now);
    let uploads = upload::Entity::find().filter(Condition::any().add(open).add(usable).add(ready_image()));
    let mut uploads = uploads.stream(db).await?;
    while let Some(row) = uploads.try_next().await? {
        named.possible.insert(Purpose::incoming_key(&row.key));
        let ready = row.status == UploadStatus::Ready.as_str();
        let keys = if ready && row.purpose == Purpose::Image.as_str() { &mut named.needed } else { &mut named.possible };
        keys.insert(row.key);
    }
    Ok(named)
}

/// An image has no row but its upload's.
fn ready_image() -> sea_orm::sea_query::SimpleExpr {
    upload::Column::Status.eq(UploadStatus::Ready.as_str()).and(upload::Column::Purpose.eq(Purpose::Image.as_str()))
}

async fn condemned(app: &App) -> Result<HashSet<String>, Error> {
    let payloads = job::Entity::find().select_only().column(job::Column::Payload).into_tuple::<String>();
    let payloads: Vec<String> = payloads.stream(app.db.reader()).await?.try_collect().await?;
    let jobs = payloads.iter().filter_map(|payload| serde_json::from_str(payload).ok());
    Ok(jobs.filter_map(|job| if let Job::DeleteObject { key } = job { Some(key) } else { None }).collect())
}

async fn is_needed(app: &App, key: &str) -> Result<bool, Error> {
    let db = app.db.writer();
    let document = document::Entity::find().filter(document::Column::Key.eq(key)).one(db).await?;
    let avatar = user::Entity::find().filter(user::Column::AvatarKey.eq(key)).one(db).await?;
    let image = upload::Entity::find().filter(upload::Column::Key.eq(key)).filter(ready_image()).one(db).await?;
    Ok(document.is_some() || avatar.is_some() || image.is_some())
}
