//! Opening documents to other people.

use std::collections::HashMap;

use domain::{
    access,
    account::{Actor, Email},
    audit::AuditAction,
    id::{DocumentId, ShareId},
    problem::{Problem, ProblemKind},
    share::{ShareRole, has_ended, last_day},
    timestamp::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _, ExprTrait as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _, Select,
    sea_query::{Expr, OnConflict, SelectStatement, UnionType},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{document, link, share, user},
    people,
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
        put(app, actor, info, &tx, row, &person, terms).await?;
    }
    tx.commit().await?;
    Ok(person.name)
}

/// Changes what a person's access is for and when it ends. Answers the person's name.
pub async fn change(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, share: ShareId, terms: Terms) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentShare).await?;
    check_end(app, terms.expires_at)?;
    let share = find(app, &row, share).await?;
    if share.user_id == actor.user.0 {
        return Err(Problem::new(ProblemKind::Forbidden, "This is your own access. Ask the document's owner to change it.").into());
    }
    let person = user::Entity::find_by_id(share.user_id).one(app.db.reader()).await?.ok_or_else(already_ended)?;
    let tx = app.db.begin().await?;
    put(app, actor, info, &tx, &row, &person, terms).await?;
    tx.commit().await?;
    Ok(person.name)
}

/// Writes the share and its event.
async fn put(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
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
    let until = terms.expires_at.map(last_day);
    let detail = json!({ "name": row.name, "person": person.id, "person_name": person.name, "role": terms.role, "until": until });
    let event = Event::done(actor, AuditAction::DocumentShare, info).on("document", row.id).with(detail);
    audit::record(tx, app.clock.now(), event).await
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
pub(crate) async fn names(app: &App) -> Result<Vec<(Uuid, String)>, Error> {
    let active = user::Entity::find().filter(user::Column::DisabledAt.is_null());
    Ok(active.select_only().columns([user::Column::Id, user::Column::Name]).into_tuple().all(app.db.reader()).await?)
}

/// Ends a person's access. Answers the person's name.
pub async fn revoke(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, share: ShareId) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentUnshare).await?;
    let share = find(app, &row, share).await?;
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

async fn find(app: &App, row: &document::Model, share: ShareId) -> Result<share::Model, Error> {
    let of_document = share::Entity::find_by_id(share.0).filter(share::Column::DocumentId.eq(row.id));
    of_document.one(app.db.writer()).await?.ok_or_else(|| already_ended().into())
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

fn living(app: &App) -> Select<share::Entity> {
    let alive = Condition::any().add(share::Column::ExpiresAt.is_null()).add(share::Column::ExpiresAt.gt(app.clock.now().0));
    share::Entity::find().select_only().column(share::Column::DocumentId).filter(alive)
}
