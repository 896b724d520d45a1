//! The audit log: written in the transaction of what it records, read by administrators.

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::{AuditAction, AuditResult, AuditRow},
    cursor::{Cursor, PAGE_SIZE, Page},
    id::{EventId, UserId},
    problem::{Problem, ProblemKind},
    timestamp::Timestamp,
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, EntityTrait as _};
use uuid::Uuid;

use crate::{App, Error, RequestInfo, entity::audit_event, paging::newest_first, people};

/// What to record.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) actor: Option<&'a Actor>,
    pub(crate) action: AuditAction,
    /// Its kind and its id.
    pub(crate) resource: Option<(&'static str, Uuid)>,
    pub(crate) result: AuditResult,
    pub(crate) info: &'a RequestInfo,
    pub(crate) detail: Option<serde_json::Value>,
}

impl<'a> Event<'a> {
    /// Something that `actor` did.
    pub(crate) fn done(actor: &'a Actor, action: AuditAction, info: &'a RequestInfo) -> Self {
        Self { actor: Some(actor), action, resource: None, result: AuditResult::Ok, info, detail: None }
    }

    /// Something that `actor` was refused.
    pub(crate) fn refused(actor: &'a Actor, action: AuditAction, info: &'a RequestInfo) -> Self {
        Self { result: AuditResult::Refused, ..Self::done(actor, action, info) }
    }

    /// The same event, about a thing.
    pub(crate) fn on(mut self, kind: &'static str, id: Uuid) -> Self {
        self.resource = Some((kind, id));
        self
    }

    /// The same event, with more about it.
    pub(crate) fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// Records an event; in the transaction of the change where there is one.
pub(crate) async fn record(db: &impl ConnectionTrait, now: Timestamp, event: Event<'_>) -> Result<(), Error> {
    audit_event::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(now.0),
        actor_id: Set(event.actor.map(|actor| actor.user.0)),
        session_id: Set(event.actor.map(|actor| actor.session.0)),
        action: Set(event.action.as_str().to_owned()),
        resource_type: Set(event.resource.map(|(kind, _)| kind.to_owned())),
        resource_id: Set(event.resource.map(|(_, id)| id.to_string())),
        result: Set(event.result.as_str().to_owned()),
        ip: Set(event.info.ip.map(|ip| ip.to_string())),
        user_agent: Set(event.info.user_agent.clone()),
        detail: Set(event.detail.map(|detail| detail.to_string())),
    }
    .insert(db)
    .await?;
    Ok(())
}

/// A page of the log, newest first. For administrators; a refusal is itself recorded.
pub async fn list(app: &App, actor: &Actor, info: &RequestInfo, after: Option<Cursor>) -> Result<Page<AuditRow>, Error> {
    let now = app.clock.now();
    if access::decide(actor, access::Request::ReadAudit) != Decision::Allow {
        record(app.db.writer(), now, Event::refused(actor, AuditAction::AuditRead, info)).await?;
        return Err(Problem::new(ProblemKind::Forbidden, "The audit log is for administrators. Ask one of them.").into());
    }
    let query = newest_first(audit_event::Entity::find(), audit_event::Column::CreatedAt, audit_event::Column::Id, after);
    let rows = query.all(app.db.reader()).await?;
    if after.is_none() {
        record(app.db.writer(), now, Event::done(actor, AuditAction::AuditRead, info)).await?;
    }
    let people = people::by_id(app, rows.iter().filter_map(|row| row.actor_id)).await?;
    let page = Page::cut(rows, PAGE_SIZE, |row| Cursor { at: Timestamp(row.created_at), id: row.id });
    Ok(page.map(|row| AuditRow {
        id: EventId(row.id),
        at: Timestamp(row.created_at),
        actor: row.actor_id.map(UserId),
        actor_name: row.actor_id.and_then(|id| people.get(&id)).map(|person| person.name.clone()),
        action: row.action,
        resource_type: row.resource_type,
        resource_id: row.resource_id,
        result: if row.result == AuditResult::Ok.as_str() { AuditResult::Ok } else { AuditResult::Refused },
        ip: row.ip,
        user_agent: row.user_agent,
        detail: row.detail,
    }))
}
