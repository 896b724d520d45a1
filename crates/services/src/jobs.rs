//! Slow follow-ups, enqueued in the transaction of the change and done after it, with backoff, by one instance at a time.

use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{App, Error, entity::job};

/// Whoever claims a job has so long, in microseconds.
const LEASE_MICROS: i64 = 60 * 1_000_000;
/// The longest pause between two tries, in seconds.
const LONGEST_PAUSE_SECONDS: i64 = 3600;
/// Jobs in one round.
const ROUND: u64 = 100;

/// What can be left for later. Each may be done twice without harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Job {
    /// Delete an object from the store.
    DeleteObject {
        /// Its key.
        key: String,
    },
    /// Drop an object from the CDN's caches.
    Invalidate {
        /// Its key.
        key: String,
    },
    /// Write a small object, as JSON.
    PutObject {
        /// Its key.
        key: String,
        /// All of it.
        text: String,
    },
}

/// A job's row.
pub(crate) type JobId = Uuid;

/// Writes a job down within the caller's transaction.
pub(crate) async fn enqueue(app: &App, db: &impl ConnectionTrait, job: &Job) -> Result<JobId, Error> {
    let now = app.clock.now().0;
    let payload = serde_json::to_string(job).map_err(|error| Error::Defect(error.to_string()))?;
    let kind = match job {
        Job::DeleteObject { .. } => "delete_object",
        Job::Invalidate { .. } => "invalidate",
        Job::PutObject { .. } => "put_object",
    };
    let row = job::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(now),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        run_after: Set(now),
        locked_until: Set(0),
        attempts: Set(0),
        last_error: Set(None),
    };
    Ok(row.insert(db).await?.id)
}

/// Deletes an object that the CDN serves, and drops it from the edge.
pub(crate) async fn drop_from_cdn(app: &App, db: &impl ConnectionTrait, key: String) -> Result<Vec<JobId>, Error> {
    Ok(vec![enqueue(app, db, &Job::DeleteObject { key: key.clone() }).await?, enqueue(app, db, &Job::Invalidate { key }).await?])
}

/// Does the jobs that are due, until the app stops. Answers how many got done.
pub async fn run_due(app: &App) -> Result<u32, Error> {
    let now = app.clock.now().0;
    let due = job::Entity::find()
        .filter(job::Column::RunAfter.lte(now))
        .filter(job::Column::LockedUntil.lt(now))
        .order_by_asc(job::Column::RunAfter)
        .limit(ROUND)
        .all(app.db.reader())
        .await?;
    let mut done = 0;
    for row in due {
        if app.is_stopping() {
            break;
        }
        if let Some(claimed) = claim(app, row.id).await? {
            done += u32::from(run(app, claimed).await?);
        }
    }
    Ok(done)
}

/// Tries some jobs at once. What fails is tried again later, so nobody has to hear of it.
pub(crate) async fn run_now(app: &App, ids: &[JobId]) {
    for id in ids {
        let tried = async {
            match claim(app, *id).await? {
                Some(row) => run(app, row).await,
                None => Ok(false),
            }
        };
        if let Err(error) = tried.await {
            tracing::warn!(%error, job = %id, "a job waits for the next round");
        }
    }
}

/// Takes a job, if nobody else has it.
async fn claim(app: &App, id: JobId) -> Result<Option<job::Model>, Error> {
    let now = app.clock.now().0;
    let claimed = job::Entity::update_many()
        .col_expr(job::Column::LockedUntil, Expr::value(now + LEASE_MICROS))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::LockedUntil.lt(now))
        .exec(app.db.writer())
        .await?;
    if claimed.rows_affected == 0 {
        return Ok(None);
    }
    Ok(job::Entity::find_by_id(id).one(app.db.writer()).await?)
}

async fn run(app: &App, row: job::Model) -> Result<bool, Error> {
    let job: Job = serde_json::from_str(&row.payload).map_err(|error| Error::Defect(format!("job {}: {error}", row.id)))?;
    let result = match &job {
        Job::DeleteObject { key } => app.bucket.delete(key).await,
        Job::PutObject { key, text } => app.bucket.put_json(key, text).await,
        Job::Invalidate { key } => app.cdn.invalidate(std::slice::from_ref(key), &row.id.to_string()).await,
    };
    match result {
        Ok(()) => {
            job::Entity::delete_by_id(row.id).exec(app.db.writer()).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(%error, job = row.kind, attempts = row.attempts, "a job failed and is tried again later");
            let later = app.clock.now().0 + pause_seconds(row.attempts) * 1_000_000;
            let set = job::ActiveModel {
                id: Set(row.id),
                run_after: Set(later),
                locked_until: Set(0),
                last_error: Set(Some(error.to_string())),
                ..Default::default()
            };
            set.update(app.db.writer()).await?;
            Ok(false)
        }
    }
}

/// 2, 4, 8 … seconds, an hour at most.
fn pause_seconds(attempts: i32) -> i64 {
    1_i64
        .checked_shl(u32::try_from(attempts.clamp(1, 20)).unwrap_or(20))
        .map_or(LONGEST_PAUSE_SECONDS, |pause| Ord::min(pause, LONGEST_PAUSE_SECONDS))
}
