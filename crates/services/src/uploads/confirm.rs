//! Confirm: one transition, one audit event and one answer, however often and by however many it is asked.

use std::{sync::Arc, time::Duration};

use domain::{
    account::{Actor, Role},
    audit::{AuditAction, AuditResult},
    id::{DocumentId, SessionId, UploadId, UserId},
    problem::{Problem, ProblemKind},
    purpose::Purpose,
    upload::{ConfirmOutcome, RejectReason, UploadStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{
    Typed, arrival, find,
    presign::reject_message,
    to_column,
    verify::{Found, inspect},
};
use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    entity::{document_version, upload},
    jobs::{self, Job},
    ports::ObjectHead,
    throttle,
};

/// Whoever took a row to verify it has so long, in microseconds; then another may take it over.
pub(crate) const LEASE_MICROS: i64 = 60 * 1_000_000;
/// An upload may be under way when its ticket ends: S3 asked for the ticket when the upload began. In microseconds.
pub(super) const GRACE_MICROS: i64 = 60 * 1_000_000;
/// How a second confirm waits for the first one's answer.
const WAITS: [Duration; 6] = [
    Duration::from_millis(20),
    Duration::from_millis(60),
    Duration::from_millis(150),
    Duration::from_millis(300),
    Duration::from_millis(600),
    Duration::from_millis(900),
];

/// Confirms an upload of the actor's. Asked again it answers the same, from the row. Once begun it runs to its end, whether or not somebody
/// still waits for the answer: a browser that goes away leaves no row that rests until its lease is over.
pub async fn confirm(app: &Arc<App>, actor: &Actor, info: &RequestInfo, id: UploadId) -> Result<ConfirmOutcome, Error> {
    throttle::admit(app, actor, info).await?;
    find(app, actor, info, id).await?;
    let (app, session, info) = (Arc::clone(app), actor.session, info.clone());
    let settling = async move { settle(&app, id.0, Some(session), &info).await };
    let settled =
        tokio::spawn(settling.in_current_span()).await.map_err(|error| Error::Defect(format!("confirm has ended early: {error}")))?;
    settled?.ok_or_else(|| {
        let message = "The file has not arrived in the store yet. Upload it first, then confirm.";
        Problem::new(ProblemKind::Conflict, message).into()
    })
}

/// Brings an upload to its end if it can be; `None` when nothing has arrived and the ticket still lives.
pub(crate) async fn settle(app: &App, id: Uuid, session: Option<SessionId>, info: &RequestInfo) -> Result<Option<ConfirmOutcome>, Error> {
    let mut waits = WAITS.into_iter();
    loop {
        let row = reload(app, id).await?;
        let status = Typed::of(&row)?.status;
        let takeable = match status {
            UploadStatus::Pending => true,
            UploadStatus::Verifying => row.updated_at + LEASE_MICROS < app.clock.now().0,
            UploadStatus::Ready | UploadStatus::Rejected | UploadStatus::Expired => return outcome(app, &row).await.map(Some),
        };
        if takeable {
            if let Some(taken) = take(app, &row).await? {
                return finish(app, &taken, session, info).await;
            }
        } else {
            match waits.next() {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Ok(Some(ConfirmOutcome::InProgress)),
            }
        }
    }
}

async fn reload(app: &App, id: Uuid) -> Result<upload::Model, Error> {
    // From the writer: a reader's snapshot may be older than the transition just lost.
    upload::Entity::find_by_id(id).one(app.db.writer()).await?.ok_or_else(|| Problem::not_found("upload").into())
}

/// The compare-and-set of every transition: status and attempt must be what was read.
pub(super) async fn transition(
    db: &impl ConnectionTrait,
    row: &upload::Model,
    next: UploadStatus,
    change: impl FnOnce(&mut upload::ActiveModel) + Send,
) -> Result<bool, Error> {
    let mut set = upload::ActiveModel { status: Set(next.as_str().to_owned()), ..Default::default() };
    change(&mut set);
    let done = upload::Entity::update_many()
        .set(set)
        .filter(upload::Column::Id.eq(row.id))
        .filter(upload::Column::Status.eq(&row.status))
        .filter(upload::Column::Attempt.eq(row.attempt))
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes the row for verifying. `None` when somebody else was faster.
async fn take(app: &App, row: &upload::Model) -> Result<Option<upload::Model>, Error> {
    let (now, attempt) = (app.clock.now().0, row.attempt + 1);
    let won = transition(app.db.writer(), row, UploadStatus::Verifying, |set| {
        set.updated_at = Set(now);
        set.attempt = Set(attempt);
    })
    .await?;
    let status = UploadStatus::Verifying.as_str().to_owned();
    Ok(won.then(|| upload::Model { status, attempt, updated_at: now, ..row.clone() }))
}

async fn finish(app: &App, row: &upload::Model, session: Option<SessionId>, info: &RequestInfo) -> Result<Option<ConfirmOutcome>, Error> {
    let typed = Typed::of(row)?;
    let found = match inspect(app, row, typed).await {
        Ok(found) => found,
        Err(error) => {
            put_back(app, row).await?;
            return Err(error);
        }
    };
    let actor = Actor { user: UserId(row.user_id), role: Role::User, session: session.unwrap_or(SessionId(Uuid::nil())) };
    let by = Recorder { actor, reconciled: session.is_none(), info };
    let follow_ups = match found {
        Found::Promoted(head) => make_ready(app, row, typed, &head, &by).await?,
        Found::Wrong(reason) => reject(app, row, &reason, &by).await?,
        Found::Nothing if row.ticket_expires_at + GRACE_MICROS < app.clock.now().0 => expire(app, row, &by).await?,
        Found::Nothing => {
            put_back(app, row).await?;
            return Ok(None);
        }
    };
    jobs::run_now(app, &follow_ups).await;
    outcome(app, &reload(app, row.id).await?).await.map(Some)
}

async fn put_back(app: &App, row: &upload::Model) -> Result<(), Error> {
    let now = app.clock.now().0;
    transition(app.db.writer(), row, UploadStatus::Pending, |set| set.updated_at = Set(now)).await?;
    Ok(())
}

/// In whose name a transition is recorded.
pub(super) struct Recorder<'a> {
    pub(super) actor: Actor,
    reconciled: bool,
    pub(super) info: &'a RequestInfo,
}

impl Recorder<'_> {
    pub(super) async fn record(
        &self,
        app: &App,
        tx: &DatabaseTransaction,
        row: &upload::Model,
        action: AuditAction,
        result: AuditResult,
        mut detail: serde_json::Value,
    ) -> Result<(), Error> {
        detail["purpose"] = json!(row.purpose);
        if self.reconciled {
            detail["by"] = json!("reconciler");
        }
        let event = Event { result, ..Event::done(&self.actor, action, self.info) }.on("upload", row.id).with(detail);
        audit::record(tx, app.clock.now(), event).await
    }
}

/// The row, the document or the avatar, the audit event and the follow-up jobs, in one transaction. Answers the jobs.
async fn make_ready(app: &App, row: &upload::Model, typed: Typed, head: &ObjectHead, by: &Recorder<'_>) -> Result<Vec<jobs::JobId>, Error> {
    let now = app.clock.now().0;
    let tx = app.db.begin().await?;
    let won = transition(&tx, row, UploadStatus::Ready, |set| {
        set.updated_at = Set(now);
        set.size_bytes = Set(Some(to_column(head.size_bytes)));
    })
    .await?;
    if !won {
        // The lease was over and another finished: the answer is theirs.
        return Ok(Vec::new());
    }
    let mut follow_ups = vec![jobs::enqueue(app, &tx, &Job::DeleteObject { key: Purpose::incoming_key(&row.key) }).await?];
    let Some(arrived) = arrival::arrive(app, &tx, row, typed, head, by).await? else {
        tx.rollback().await?;
        return reject(app, row, &RejectReason::Gone, by).await;
    };
    follow_ups.extend(arrived.follow_ups);
    let mut detail = arrived.detail;
    detail["size_bytes"] = json!(head.size_bytes);
    by.record(app, &tx, row, AuditAction::UploadConfirm, AuditResult::Ok, detail).await?;
    tx.commit().await?;
    Ok(follow_ups)
}

async fn reject(app: &App, row: &upload::Model, reason: &RejectReason, by: &Recorder<'_>) -> Result<Vec<jobs::JobId>, Error> {
    let reason = serde_json::to_value(reason).map_err(|error| Error::Defect(error.to_string()))?;
    let now = app.clock.now().0;
    let tx = app.db.begin().await?;
    let won = transition(&tx, row, UploadStatus::Rejected, |set| {
        set.updated_at = Set(now);
        set.reject_reason = Set(Some(reason.to_string()));
    })
    .await?;
    if !won {
        return Ok(Vec::new());
    }
    // The final key too: what has nowhere to go was promoted before that was known.
    let mut deletes = Vec::new();
    for key in [Purpose::incoming_key(&row.key), row.key.clone()] {
        deletes.push(jobs::enqueue(app, &tx, &Job::DeleteObject { key }).await?);
    }
    by.record(app, &tx, row, AuditAction::UploadReject, AuditResult::Refused, json!({ "reason": reason })).await?;
    tx.commit().await?;
    Ok(deletes)
}

/// `verifying → expired` passes through `pending`, which is where nothing has arrived.
async fn expire(app: &App, row: &upload::Model, by: &Recorder<'_>) -> Result<Vec<jobs::JobId>, Error> {
    let now = app.clock.now().0;
    let tx = app.db.begin().await?;
    let back = transition(&tx, row, UploadStatus::Pending, |set| set.updated_at = Set(now)).await?;
    let pending = upload::Model { status: UploadStatus::Pending.as_str().to_owned(), ..row.clone() };
    if back && transition(&tx, &pending, UploadStatus::Expired, |_| {}).await? {
        by.record(app, &tx, row, AuditAction::UploadExpire, AuditResult::Ok, json!({})).await?;
        tx.commit().await?;
    }
    Ok(Vec::new())
}

/// The answer that a row gives, always the same.
async fn outcome(app: &App, row: &upload::Model) -> Result<ConfirmOutcome, Error> {
    let typed = Typed::of(row)?;
    Ok(match typed.status {
        UploadStatus::Ready => {
            let version = document_version::Entity::find().filter(document_version::Column::UploadId.eq(row.id));
            let version = version.one(app.db.writer()).await?;
            ConfirmOutcome::Ready {
                document: version.map(|version| DocumentId(version.document_id)),
                url: typed.purpose.on_cdn().then(|| app.cdn.url(&row.key)),
            }
        }
        UploadStatus::Rejected => ConfirmOutcome::Rejected { message: reject_message(row) },
        UploadStatus::Expired => ConfirmOutcome::Expired,
        UploadStatus::Pending | UploadStatus::Verifying => ConfirmOutcome::InProgress,
    })
}
