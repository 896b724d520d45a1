//! Who has access to a document, and who downloaded it.

use std::collections::HashMap;

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::{AuditAction, AuditResult},
    id::{DocumentId, ShareId, UserId},
    share::{DOWNLOADS_LISTED, DownloadRow, ShareRole, ShareRow, Sharing, has_ended},
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo, documents,
    entity::{audit_event, share, user},
    links, people, shares,
};

/// Who has access to a document and who downloaded it. `None` for those who may see it and not manage it.
pub async fn get(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId) -> Result<Option<Sharing>, Error> {
    let (row, standing) = documents::find_standing(app, actor, info, id, access::Request::ReadDocument, AuditAction::DocumentOpen).await?;
    if access::decide(actor, access::Request::ManageDocument(standing)) != Decision::Allow || row.trashed_at.is_some() {
        return Ok(None);
    }
    let of_document = share::Entity::find().filter(share::Column::DocumentId.eq(row.id)).order_by_asc(share::Column::Id);
    let shares = of_document.all(app.db.writer()).await?;
    let events = downloads(app, row.id).await?;
    let links = links::of_document(app, row.id).await?;
    let known = shares.iter().map(|share| share.user_id).chain(events.iter().filter_map(|event| event.actor_id));
    let known = people::by_id(app, known.chain(links.iter().map(|link| link.created_by)).chain([row.owner_id])).await?;
    let owner = known.get(&row.owner_id);
    let mut people: Vec<String> =
        shares::names(app).await?.into_iter().filter(|(id, _)| ![actor.user.0, row.owner_id].contains(id)).map(|(_, name)| name).collect();
    people.sort_by_key(|name| name.to_lowercase());
    people.dedup();
    Ok(Some(Sharing {
        owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
        owner_avatar_url: owner.and_then(|owner| people::avatar_url(app, owner)),
        shares: shares.iter().filter_map(|share| self::row(app, &known, share)).collect(),
        links: links.iter().map(|link| links::row(app, &known, link)).collect(),
        downloads: events.into_iter().map(|event| download(&known, event)).collect(),
        people,
    }))
}

fn row(app: &App, known: &HashMap<Uuid, user::Model>, share: &share::Model) -> Option<ShareRow> {
    let person = known.get(&share.user_id)?;
    let expires_at = share.expires_at.map(Timestamp);
    Some(ShareRow {
        id: ShareId(share.id),
        user: UserId(share.user_id),
        name: person.name.clone(),
        avatar_url: people::avatar_url(app, person),
        role: ShareRole::from_name(&share.role)?,
        expires_at,
        ended: has_ended(expires_at, app.clock.now()),
    })
}

async fn downloads(app: &App, document: Uuid) -> Result<Vec<audit_event::Model>, Error> {
    let of_document = audit_event::Entity::find()
        .filter(audit_event::Column::ResourceId.eq(document.to_string()))
        .filter(audit_event::Column::Action.eq(AuditAction::DocumentDownload.as_str()))
        .filter(audit_event::Column::Result.eq(AuditResult::Ok.as_str()))
        .order_by_desc(audit_event::Column::CreatedAt)
        .order_by_desc(audit_event::Column::Id);
    Ok(of_document.limit(DOWNLOADS_LISTED).all(app.db.reader()).await?)
}

fn download(known: &HashMap<Uuid, user::Model>, event: audit_event::Model) -> DownloadRow {
    let detail: Option<serde_json::Value> = event.detail.and_then(|detail| serde_json::from_str(&detail).ok());
    DownloadRow {
        at: Timestamp(event.created_at),
        name: event.actor_id.and_then(|id| known.get(&id)).map(|person| person.name.clone()),
        by_link: detail.is_some_and(|detail| detail.get("link").is_some()),
    }
}
