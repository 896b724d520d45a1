//! The audit log: written in the transaction of what it records, chained a moment later, read by administrators.

pub mod chain;
pub mod checkpoints;
mod keys;
mod read;
mod search;
pub mod verify;

use domain::{
    account::Actor,
    audit::{AuditAction, AuditResult},
    timestamp::Timestamp,
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

pub use self::{
    keys::{AuditKeys, InvalidKey},
    read::{Export, export, list, tail},
};
use crate::{Error, RequestInfo, entity::audit_event};

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
