//! The trash: documents go in, come back, or are deleted for ever, by their owner or by age.

use domain::{
    access::{self, Decision},
    account::{Actor, Role},
    audit::AuditAction,
    cursor::{Cursor, Page},
    document::{DocumentRow, TRASH_DAYS},
    id::{DocumentId, SessionId, UserId},
    problem::{Problem, ProblemKind},
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QuerySelect as _, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{document, document_version},
    jobs::{self, Job, JobId},
    paging::newest_first,
};

/// Documents deleted for their age in one round.
const ROUND: u64 = 200;

/// A page of the actor's trash, what went in last first.
pub async fn list(app: &App, actor: &Actor, after: Option<Cursor>) -> Result<Page<DocumentRow>, Error> {
    if access::decide(actor, access::Request::ListDocuments) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    let own = document::Entity::find().filter(document::Column::OwnerId.eq(actor.user.0)).filter(document::Column::TrashedAt.is_not_null());
    let rows = newest_first(own, document::Column::TrashedAt, document::Column::Id, after).all(app.db.reader()).await?;
    documents::page(app, actor, rows, |row| Cursor { at: Timestamp(row.trashed_at.unwrap_or_default()), id: row.id }).await
}

/// Moves documents to the trash: all of them or none. One that lies there already stays as it is. Answers their names.
pub async fn put(app: &App, actor: &Actor, info: &RequestInfo, ids: &[DocumentId]) -> Result<Vec<String>, Error> {
    switch(app, actor, info, ids, AuditAction::DocumentTrash, Some(app.clock.now().0)).await
}

/// Takes documents back: all of them or none. One that does not lie in the trash stays as it is. Answers their names.
pub async fn restore(app: &App, actor: &Actor, info: &RequestInfo, ids: &[DocumentId]) -> Result<Vec<String>, Error> {
    switch(app, actor, info, ids, AuditAction::DocumentRestore, None).await
}

async fn switch(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    ids: &[DocumentId],
    action: AuditAction,
    trashed_at: Option<i64>,
) -> Result<Vec<String>, Error> {
    let rows = documents::find_all(app, actor, info, ids, access::Request::OwnDocument, action).await?;
    let tx = app.db.begin().await?;
    for row in &rows {
        let other_state =
            if trashed_at.is_some() { document::Column::TrashedAt.is_null() } else { document::Column::TrashedAt.is_not_null() };
        let changed = document::Entity::update_many()
            .col_expr(document::Column::TrashedAt, Expr::value(trashed_at))
            .filter(document::Column::Id.eq(row.id))
            .filter(other_state)
            .exec(&tx)
            .await?;
        if changed.rows_affected == 1 {
            let event = Event::done(actor, action, info).on("document", row.id).with(json!({ "name": row.name }));
            audit::record(&tx, app.clock.now(), event).await?;
        }
    }
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Deletes a document of the trash for ever: the row now, its object by a job that outlives a store that is down.
pub async fn purge(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::OwnDocument, AuditAction::DocumentPurge).await?;
    let tx = app.db.begin().await?;
    let event = Event::done(actor, AuditAction::DocumentPurge, info).with(json!({ "name": row.name }));
    let Some(jobs) = delete(app, &tx, &row, event).await? else {
        let message = "Only documents in the trash can be deleted for ever. Move it to the trash first.";
        return Err(Problem::new(ProblemKind::Conflict, message).into());
    };
    tx.commit().await?;
    jobs::run_now(app, &jobs).await;
    Ok(row.name)
}

/// Deletes what has been in the trash for too long. Answers how many documents went.
pub(crate) async fn purge_old(app: &App) -> Result<u32, Error> {
    let now = app.clock.now();
    let old = document::Entity::find()
        .filter(document::Column::TrashedAt.lt(now.0 - i64::from(TRASH_DAYS) * 86_400 * 1_000_000))
        .limit(ROUND)
        .all(app.db.reader())
        .await?;
    let (mut gone, info) = (0, RequestInfo::default());
    for row in old {
        let owner = Actor { user: UserId(row.owner_id), role: Role::User, session: SessionId(Uuid::nil()) };
        let tx = app.db.begin().await?;
        let event = Event::done(&owner, AuditAction::DocumentPurge, &info).with(json!({ "name": row.name, "by": "age" }));
        if delete(app, &tx, &row, event).await?.is_some() {
            tx.commit().await?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// The row with its versions, if it lies in the trash, its event and the jobs for its objects. `None` when somebody was faster.
async fn delete(app: &App, tx: &DatabaseTransaction, row: &document::Model, event: Event<'_>) -> Result<Option<Vec<JobId>>, Error> {
    // Locked, so that no version or thumbnail arrives between the question and the deletion.
    document::Entity::find_by_id(row.id).lock_exclusive().one(tx).await?;
    let versions = document_version::Entity::find().filter(document_version::Column::DocumentId.eq(row.id)).all(tx).await?;
    let trashed = document::Entity::delete_many().filter(document::Column::Id.eq(row.id)).filter(document::Column::TrashedAt.is_not_null());
    if trashed.exec(tx).await?.rows_affected == 0 {
        return Ok(None);
    }
    audit::record(tx, app.clock.now(), event.on("document", row.id)).await?;
    let mut jobs = Vec::new();
    for version in versions {
        jobs.push(jobs::enqueue(app, tx, &Job::DeleteObject { key: version.key }).await?);
        if let Some(thumbnail) = version.thumbnail_key {
            jobs.extend(jobs::drop_from_cdn(app, tx, thumbnail).await?);
        }
    }
    Ok(Some(jobs))
}
