//! The sequencer: gives committed events their place and their link, a moment after they were written.
//!
//! Nobody who writes an event waits for it. The order of the chain is the order of sequencing: an event that commits late gets the next
//! place, and nothing moves.

use std::collections::HashSet;

use domain::audit::chain::{ChainState, ChainedEvent, Link};
use domain::timestamp::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{checkpoints, keys::sha256};
use crate::{
    App, Error,
    entity::{audit_chain, audit_event},
};

/// "gataudit" in ASCII: the key of the advisory lock that makes the sequencer one on PostgreSQL. SQLite has one writer anyway.
const SEQUENCER_LOCK: i64 = 0x6761_7461_7564_6974;
/// Events in one transaction.
const BATCH: usize = 1_000;
/// Younger events wait, in microseconds, so that those which commit a little later keep their order.
const SETTLE_MICROS: i64 = 1_000_000;
/// How much older than the last chained one an event may be that commits after it, in microseconds.
const LATE_MICROS: i64 = 600 * 1_000_000;

/// Which events are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// All: after a start and now and then, for what a clock that jumped has left behind.
    Everywhere,
    /// Those since ten minutes before the last chained one.
    Lately,
}

/// Chains what waits, and signs when it is time. Answers how many events got their link.
pub async fn run(app: &App, look: Look) -> Result<usize, Error> {
    let (mut after, mut linked) = ((since(app, look).await?, Uuid::nil()), 0);
    loop {
        let waiting = waiting(app, after).await?;
        let full = waiting.len() == BATCH;
        if let Some(last) = waiting.last() {
            after = (last.created_at, last.id);
            linked += append(app, waiting).await?;
        }
        checkpoints::sign_due(app).await?;
        if !full || app.is_stopping() {
            return Ok(linked);
        }
    }
}

/// How far the log is chained and signed.
pub(super) async fn state(db: &impl ConnectionTrait) -> Result<ChainState, Error> {
    let chained = tip(db).await?.map_or(0, |row| row.sequence);
    let signed = checkpoints::last(db).await?.map(|row| (row.sequence, Timestamp(row.created_at)));
    Ok(ChainState { chained, signed })
}

/// The last link.
pub(super) async fn tip(db: &impl ConnectionTrait) -> Result<Option<audit_chain::Model>, Error> {
    Ok(audit_chain::Entity::find().order_by_desc(audit_chain::Column::Sequence).one(db).await?)
}

/// A link as it is stored; one of another length is none that was ever computed.
pub(super) fn link(bytes: &[u8]) -> Link {
    bytes.try_into().map_or(Link::START, Link)
}

/// An event as it is chained.
pub(super) fn chained(event: &audit_event::Model) -> ChainedEvent<'_> {
    ChainedEvent {
        id: event.id,
        created_at: event.created_at,
        actor_id: event.actor_id,
        session_id: event.session_id,
        texts: [
            Some(&event.action),
            event.resource_type.as_deref(),
            event.resource_id.as_deref(),
            Some(&event.result),
            event.ip.as_deref(),
            event.user_agent.as_deref(),
            event.detail.as_deref(),
        ],
    }
}

/// A transaction that alone adds to the chain.
pub(super) async fn begin(app: &App) -> Result<DatabaseTransaction, Error> {
    let transaction = app.db.begin().await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({SEQUENCER_LOCK})")).await?;
    }
    Ok(transaction)
}

async fn since(app: &App, look: Look) -> Result<i64, Error> {
    let (Look::Lately, Some(tip)) = (look, tip(app.db.reader()).await?) else { return Ok(0) };
    let event = audit_event::Entity::find_by_id(tip.event_id).one(app.db.reader()).await?;
    // A clock that was ahead must not hide what comes after.
    Ok(event.map_or(0, |event| Ord::min(event.created_at, app.clock.now().0) - LATE_MICROS))
}

/// Events without a link, oldest first; read beside the sequencer's lock, so some may have got theirs meanwhile.
async fn waiting(app: &App, (at, id): (i64, Uuid)) -> Result<Vec<audit_event::Model>, Error> {
    let (created, event) = (audit_event::Column::CreatedAt, audit_event::Column::Id);
    let has_link = Query::select()
        .expr(Expr::val(1))
        .from(audit_chain::Entity)
        .and_where(Expr::col((audit_chain::Entity, audit_chain::Column::EventId)).equals((audit_event::Entity, event)))
        .take();
    let rows = audit_event::Entity::find()
        .filter(created.gte(at))
        .filter(Condition::any().add(created.gt(at)).add(event.gt(id)))
        .filter(created.lte(app.clock.now().0 - SETTLE_MICROS))
        .filter(Expr::not_exists(has_link))
        .order_by_asc(created)
        .order_by_asc(event)
        .limit(BATCH as u64);
    Ok(rows.all(app.db.reader()).await?)
}

/// Gives events their links, except those that have one.
async fn append(app: &App, waiting: Vec<audit_event::Model>) -> Result<usize, Error> {
    let transaction = begin(app).await?;
    let ids = waiting.iter().map(|event| event.id);
    let linked = audit_chain::Entity::find().filter(audit_chain::Column::EventId.is_in(ids)).all(&transaction).await?;
    let linked: HashSet<Uuid> = linked.into_iter().map(|row| row.event_id).collect();
    let (mut sequence, mut previous) = tip(&transaction).await?.map_or((0, Link::START), |row| (row.sequence, link(&row.link)));
    let mut rows = Vec::with_capacity(waiting.len());
    for event in waiting.iter().filter(|event| !linked.contains(&event.id)) {
        sequence += 1;
        previous = chained(event).link(previous, sequence, |bytes| sha256(bytes).0);
        rows.push(audit_chain::ActiveModel { sequence: Set(sequence), event_id: Set(event.id), link: Set(previous.0.to_vec()) });
    }
    let count = rows.len();
    if count > 0 {
        audit_chain::Entity::insert_many(rows).exec_without_returning(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(count)
}
