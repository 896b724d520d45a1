//! The log as administrators read it: page by page, as it grows, and as a whole.

use std::collections::HashMap;

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::{AuditAction, AuditFilter, AuditList, AuditResult, AuditRow, AuditTail},
    cursor::{Cursor, PAGE_SIZE, Page},
    id::{EventId, UserId},
    problem::{Problem, ProblemKind},
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::{Event, chain, record, search::Search};
use crate::{
    App, Error, RequestInfo,
    entity::{audit_chain, audit_event},
    people,
};

/// Places of the chain that one look at its end goes on.
const TAIL: i64 = 100;
/// Events of an export in memory at a time.
const EXPORTED: usize = 1_000;

/// A page of the log, newest first. For administrators; a refusal is itself recorded.
pub async fn list(app: &App, actor: &Actor, info: &RequestInfo, filter: &AuditFilter, after: Option<Cursor>) -> Result<AuditList, Error> {
    authorise(app, actor, info, AuditAction::AuditRead).await?;
    let chain = chain::state(app.db.reader()).await?;
    let found = Search::new(app, filter).await?.page(app, after, PAGE_SIZE as usize).await?;
    if after.is_none() {
        record(app.db.writer(), app.clock.now(), Event::done(actor, AuditAction::AuditRead, info)).await?;
    }
    let page = Page { items: rows(app, found.rows).await?, next: found.next.map(|cursor| cursor.to_string()) };
    Ok(AuditList { page, searched_to: found.searched_to, chain })
}

/// What came into the chain after a place. Goes on with a reading that [`list`] has recorded.
pub async fn tail(app: &App, actor: &Actor, info: &RequestInfo, filter: &AuditFilter, after: i64) -> Result<AuditTail, Error> {
    authorise(app, actor, info, AuditAction::AuditRead).await?;
    let db = app.db.reader();
    let end = chain::tip(db).await?.map_or(0, |tip| tip.sequence);
    let until = Ord::min(end, after.saturating_add(TAIL));
    let select = audit_chain::Entity::find().find_also_related(audit_event::Entity);
    let place = audit_chain::Column::Sequence;
    let new = select.filter(place.gt(after)).filter(place.lte(until)).filter(Search::new(app, filter).await?.condition());
    let events = new.order_by_asc(place).all(db).await?.into_iter().filter_map(|(_, event)| event).collect();
    // A chain that is shorter than it was is for `verify` to tell.
    Ok(AuditTail { rows: rows(app, events).await?, after: Ord::max(until, after) })
}

/// A reading of the whole log that may go on for long.
pub struct Export {
    search: Search,
    /// After which event the next page begins.
    after: Option<Cursor>,
    is_done: bool,
}

/// Begins an export, newest first, which is an event itself.
pub async fn export(app: &App, actor: &Actor, info: &RequestInfo, filter: &AuditFilter, format: &str) -> Result<Export, Error> {
    authorise(app, actor, info, AuditAction::AuditExport).await?;
    let search = Search::new(app, filter).await?;
    let event = Event::done(actor, AuditAction::AuditExport, info).with(serde_json::json!({ "format": format }));
    record(app.db.writer(), app.clock.now(), event).await?;
    Ok(Export { search, after: None, is_done: false })
}

impl Export {
    /// The next events, perhaps none; `None` at the end.
    pub async fn next_page(&mut self, app: &App) -> Result<Option<Vec<AuditRow>>, Error> {
        if self.is_done {
            return Ok(None);
        }
        let found = self.search.page(app, self.after, EXPORTED).await?;
        (self.after, self.is_done) = (found.next, found.next.is_none());
        Ok(Some(rows(app, found.rows).await?))
    }
}

async fn authorise(app: &App, actor: &Actor, info: &RequestInfo, action: AuditAction) -> Result<(), Error> {
    if access::decide(actor, access::Request::ReadAudit) == Decision::Allow {
        return Ok(());
    }
    record(app.db.writer(), app.clock.now(), Event::refused(actor, action, info)).await?;
    Err(Problem::new(ProblemKind::Forbidden, "The audit log is for administrators. Ask one of them.").into())
}

/// Events with their people's names and their places.
async fn rows(app: &App, events: Vec<audit_event::Model>) -> Result<Vec<AuditRow>, Error> {
    let people = people::by_id(app, events.iter().filter_map(|event| event.actor_id)).await?;
    let chained = audit_chain::Entity::find().filter(audit_chain::Column::EventId.is_in(events.iter().map(|event| event.id)));
    let places: HashMap<Uuid, i64> = chained.all(app.db.reader()).await?.into_iter().map(|row| (row.event_id, row.sequence)).collect();
    let row = |event: audit_event::Model| AuditRow {
        id: EventId(event.id),
        at: Timestamp(event.created_at),
        actor: event.actor_id.map(UserId),
        actor_name: event.actor_id.and_then(|id| people.get(&id)).map(|person| person.name.clone()),
        action: event.action,
        resource_type: event.resource_type,
        resource_id: event.resource_id,
        result: if event.result == AuditResult::Ok.as_str() { AuditResult::Ok } else { AuditResult::Refused },
        ip: event.ip,
        user_agent: event.user_agent,
        detail: event.detail,
        sequence: places.get(&event.id).copied(),
    };
    Ok(events.into_iter().map(row).collect())
}
