//! Opening documents to other people, and who has access to one.

use std::collections::HashMap;

use domain::{
    access::{self, Decision},
    account::{Actor, Email},
    audit::{AuditAction, AuditResult},
    id::{DocumentId, ShareId, UserId},
    problem::{Problem, ProblemKind},
    share::{DOWNLOADS_LISTED, DownloadRow, ShareRole, ShareRow, Sharing, has_ended, last_day},
    timestamp::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, OnConflict, SelectStatement, UnionType},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{audit_event, document, link, share, user},
    links, people,
};

/// What documents are opened for, and until when.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// What for.
    pub role: ShareRole,
    /// When it ends, if ever.
    pub expires_at: Option<Timestamp>,
}

/// Opens documents to a person, named by e-mail address or by name: all of them or none. Access that they have already is changed.
/// Answers the person's name.
pub async fn grant(app: &App, actor: &Actor, info: &RequestInfo, ids: &[DocumentId], person: &str, terms: Terms) -> Result<String, Error> {
    let rows = documents::find_all(app, actor, info, ids, access::Request::ManageDocument, AuditAction::DocumentShare).await?;
    check_end(app, terms.expires_at)?;
    let person = find_person(app, person).await?;
    if person.id == actor.user.0 {
        return Err(about_person("This is you. Enter the name or the e-mail address of somebody else.".to_owned()).into());
    }
    let tx = app.db.begin().await?;
    for row in &rows {
        if row.trashed_at.is_some() {
            return Err(in_trash(row).into());
        }
        if row.owner_id == person.id {
            return Err(about_person(format!("{} owns “{}” and has access to it already.", person.name, row.name)).into());
        }
        put(app, actor, &tx, row, &person, terms).await?;
        let detail = json!({
            "name": row.name, "person": person.id, "person_name": person.name, "role": terms.role,
            "until": terms.expires_at.map(last_day),
        });
        let event = Event::done(actor, AuditAction::DocumentShare, info).on("document", row.id).with(detail);
        audit::record(&tx, app.clock.now(), event).await?;
    }
    tx.commit().await?;
    Ok(person.name)
}

async fn put(
    app: &App,
    actor: &Actor,
    tx: &DatabaseTransaction,
    row: &document::Model,
    person: &user::Model,
    terms: Terms,
) -> Result<(), Error> {
    let share = share::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(app.clock.now().0),
        document_id: Set(row.id),
        user_id: Set(person.id),
        role: Set(terms.role.as_str().to_owned()),
        expires_at: Set(terms.expires_at.map(|end| end.0)),
        created_by: Set(actor.user.0),
    };
    let changed = OnConflict::columns([share::Column::DocumentId, share::Column::UserId])
        .update_columns([share::Column::Role, share::Column::ExpiresAt, share::Column::CreatedBy])
        .to_owned();
    share::Entity::insert(share).on_conflict(changed).exec_without_returning(tx).await?;
    Ok(())
}

/// Refuses an end that is over already.
pub(crate) fn check_end(app: &App, expires_at: Option<Timestamp>) -> Result<(), Problem> {
    if has_ended(expires_at, app.clock.now()) {
        return Err(Problem::invalid("until", "This day is over. Choose today or a later day as the last one."));
    }
    Ok(())
}

pub(crate) fn in_trash(row: &document::Model) -> Problem {
    Problem::new(ProblemKind::Conflict, format!("“{}” is in the trash. Restore it first.", row.name))
}

fn about_person(message: String) -> Problem {
    Problem::invalid("person", message)
}

/// The one who is meant.
async fn find_person(app: &App, text: &str) -> Result<user::Model, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(about_person("Enter the name or the e-mail address of a person who has an account here.".to_owned()).into());
    }
    let active = user::Entity::find().filter(user::Column::DisabledAt.is_null());
    let mut found = if text.contains('@') {
        let email = Email::parse(text).map_err(|problem| problem.about("person"))?;
        active.filter(user::Column::Email.eq(email.as_str())).all(app.db.reader()).await?
    } else {
        // Compared here: SQLite's lower() knows the letters of ASCII alone.
        let name = text.to_lowercase();
        let named = names(app).await?.into_iter().filter(|(_, other)| other.to_lowercase() == name);
        active.filter(user::Column::Id.is_in(named.map(|(id, _)| id))).all(app.db.reader()).await?
    };
    match (found.pop(), found.is_empty()) {
        (Some(person), true) => Ok(person),
        (Some(_), false) => {
            Err(about_person(format!("Several people are called “{text}”. Enter the e-mail address of the one you mean.")).into())
        }
        (None, _) => {
            let message = "Nobody with an account here has this name or e-mail address. Check the spelling, or make a link instead.";
            Err(about_person(message.to_owned()).into())
        }
    }
}

/// The people who can log in.
async fn names(app: &App) -> Result<Vec<(Uuid, String)>, Error> {
    let active = user::Entity::find().filter(user::Column::DisabledAt.is_null());
    Ok(active.select_only().columns([user::Column::Id, user::Column::Name]).into_tuple().all(app.db.reader()).await?)
}

/// Ends a person's access. Answers the person's name.
pub async fn revoke(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, share: ShareId) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentUnshare).await?;
    let of_document = share::Entity::find_by_id(share.0).filter(share::Column::DocumentId.eq(row.id));
    let share = of_document.one(app.db.writer()).await?.ok_or_else(already_ended)?;
    let person = people::by_id(app, std::iter::once(share.user_id)).await?.remove(&share.user_id);
    let name = person.map(|person| person.name).unwrap_or_default();
    end(app, actor, info, &row, &share, &name).await?;
    Ok(name)
}

/// Ends the actor's own access. Answers the document's name.
pub async fn leave(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ReadDocument, AuditAction::DocumentUnshare).await?;
    let own = share::Entity::find().filter(share::Column::DocumentId.eq(row.id)).filter(share::Column::UserId.eq(actor.user.0));
    let Some(share) = own.one(app.db.writer()).await? else {
        return Err(Problem::new(ProblemKind::Conflict, "This document is your own. Move it to the trash if you don't need it.").into());
    };
    end(app, actor, info, &row, &share, "").await?;
    Ok(row.name)
}

fn already_ended() -> Problem {
    Problem::new(ProblemKind::Conflict, "This access has been ended already. Load the page again to see who has access now.")
}

async fn end(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    row: &document::Model,
    share: &share::Model,
    person_name: &str,
) -> Result<(), Error> {
    let tx = app.db.begin().await?;
    if share::Entity::delete_by_id(share.id).exec(&tx).await?.rows_affected == 0 {
        return Err(already_ended().into());
    }
    let detail = json!({ "name": row.name, "person": share.user_id, "person_name": person_name });
    let event = Event::done(actor, AuditAction::DocumentUnshare, info).on("document", row.id).with(detail);
    audit::record(&tx, app.clock.now(), event).await?;
    tx.commit().await?;
    Ok(())
}

/// Who has access to a document and who downloaded it. `None` for those who may see it and not manage it.
pub async fn list(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId) -> Result<Option<Sharing>, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ReadDocument, AuditAction::DocumentOpen).await?;
    let standing = documents::standing(app, app.db.reader(), actor, &row).await?;
    if access::decide(actor, access::Request::ManageDocument(standing)) != Decision::Allow || row.trashed_at.is_some() {
        return Ok(None);
    }
    let of_document = share::Entity::find().filter(share::Column::DocumentId.eq(row.id)).order_by_asc(share::Column::CreatedAt);
    let shares = of_document.all(app.db.writer()).await?;
    let events = downloads(app, row.id).await?;
    let links = links::of_document(app, row.id).await?;
    let known = shares.iter().map(|share| share.user_id).chain(events.iter().filter_map(|event| event.actor_id));
    let known = people::by_id(app, known.chain(links.iter().map(|link| link.created_by)).chain([row.owner_id])).await?;
    let owner = known.get(&row.owner_id);
    let mut people: Vec<String> =
        names(app).await?.into_iter().filter(|(id, _)| ![actor.user.0, row.owner_id].contains(id)).map(|(_, name)| name).collect();
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

/// When the actor's access to documents ends, where it does.
pub(crate) async fn ends(app: &App, actor: &Actor, documents: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Timestamp>, Error> {
    let documents: Vec<Uuid> = documents.collect();
    if documents.is_empty() {
        return Ok(HashMap::new());
    }
    let own = share::Entity::find().filter(share::Column::UserId.eq(actor.user.0)).filter(share::Column::DocumentId.is_in(documents));
    let rows = own.all(app.db.reader()).await?;
    Ok(rows.into_iter().filter_map(|share| Some((share.document_id, Timestamp(share.expires_at?)))).collect())
}

/// The ids of the documents that are shared with the actor now.
pub(crate) fn with(app: &App, actor: &Actor) -> SelectStatement {
    living(app).filter(share::Column::UserId.eq(actor.user.0)).into_query()
}

/// The ids of the documents that somebody besides their owner has access to now.
pub(crate) fn open(app: &App) -> SelectStatement {
    let now = app.clock.now().0;
    let unlimited = Condition::any()
        .add(link::Column::DownloadLimit.is_null())
        .add(Expr::col(link::Column::Downloads).lt(Expr::col(link::Column::DownloadLimit)));
    let links = link::Entity::find()
        .select_only()
        .column(link::Column::DocumentId)
        .filter(Condition::any().add(link::Column::ExpiresAt.is_null()).add(link::Column::ExpiresAt.gt(now)))
        .filter(unlimited);
    living(app).into_query().union(UnionType::All, links.into_query()).to_owned()
}

fn living(app: &App) -> sea_orm::Select<share::Entity> {
    let alive = Condition::any().add(share::Column::ExpiresAt.is_null()).add(share::Column::ExpiresAt.gt(app.clock.now().0));
    share::Entity::find().select_only().column(share::Column::DocumentId).filter(alive)
}
