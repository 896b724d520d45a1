//! Folders: a person's own order. They hold documents and folders; names are their own within one folder.

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::AuditAction,
    folder::{FOLDER_DEPTH, FolderName, FolderRow},
    id::{DocumentId, FolderId, UserId},
    problem::{Problem, ProblemKind},
};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    SqlErr,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{document, folder, user},
};

/// The folders of a folder, or of the top, by name.
pub(crate) async fn within(app: &App, actor: &Actor, parent: Option<FolderId>) -> Result<Vec<FolderRow>, Error> {
    let rows = own_within(actor, parent).order_by_asc(folder::Column::Name).all(app.db.reader()).await?;
    Ok(rows.into_iter().map(row).collect())
}

fn own_within(actor: &Actor, parent: Option<FolderId>) -> Select<folder::Entity> {
    let own = folder::Entity::find().filter(folder::Column::OwnerId.eq(actor.user.0));
    match parent {
        Some(parent) => own.filter(folder::Column::ParentId.eq(parent.0)),
        None => own.filter(folder::Column::ParentId.is_null()),
    }
}

fn row(row: folder::Model) -> FolderRow {
    FolderRow { id: FolderId(row.id), name: row.name }
}

/// Every folder of the actor's, as a list to move things to: the names from the top, between slashes.
pub async fn all(app: &App, actor: &Actor) -> Result<Vec<FolderRow>, Error> {
    let rows = folder::Entity::find().filter(folder::Column::OwnerId.eq(actor.user.0)).all(app.db.reader()).await?;
    let by_id: std::collections::HashMap<Uuid, &folder::Model> = rows.iter().map(|row| (row.id, row)).collect();
    let mut folders: Vec<FolderRow> = rows
        .iter()
        .map(|row| {
            let ancestors = std::iter::successors(Some(row), |row| row.parent_id.and_then(|parent| by_id.get(&parent).copied()));
            let mut names: Vec<&str> = ancestors.take(FOLDER_DEPTH).map(|row| row.name.as_str()).collect();
            names.reverse();
            FolderRow { id: FolderId(row.id), name: names.join(" / ") }
        })
        .collect();
    folders.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(folders)
}

/// The way from the top to a folder, itself last.
pub(crate) async fn path(app: &App, actor: &Actor, id: Option<FolderId>) -> Result<Vec<FolderRow>, Error> {
    let Some(id) = id else { return Ok(Vec::new()) };
    let mut path: Vec<FolderRow> =
        ancestors(app.db.reader(), find(app.db.reader(), actor, id).await?).await?.into_iter().map(row).collect();
    path.reverse();
    Ok(path)
}

/// A folder and those it lies in, the top last.
async fn ancestors(db: &impl ConnectionTrait, row: folder::Model) -> Result<Vec<folder::Model>, Error> {
    let mut chain = vec![row];
    while let Some(parent) = chain.last().and_then(|row| row.parent_id) {
        if chain.len() > FOLDER_DEPTH {
            return Err(Error::Defect(format!("folder {parent} lies within itself")));
        }
        match folder::Entity::find_by_id(parent).one(db).await? {
            Some(row) => chain.push(row),
            None => break,
        }
    }
    Ok(chain)
}

/// The actor's folder; another's does not exist.
pub(crate) async fn find(db: &impl ConnectionTrait, actor: &Actor, id: FolderId) -> Result<folder::Model, Error> {
    let found = folder::Entity::find_by_id(id.0).one(db).await?;
    let mine = |row: &folder::Model| access::decide(actor, access::Request::UseFolder { owner: UserId(row.owner_id) }) == Decision::Allow;
    found.filter(mine).ok_or_else(|| Problem::not_found("folder").into())
}

/// Makes a folder.
pub async fn create(app: &App, actor: &Actor, info: &RequestInfo, parent: Option<FolderId>, name: FolderName) -> Result<FolderId, Error> {
    let tx = app.db.begin().await?;
    if depth(&tx, actor, parent).await? >= FOLDER_DEPTH {
        return Err(too_deep());
    }
    let id = insert(app, &tx, actor, info, parent, &name).await?;
    tx.commit().await?;
    Ok(id)
}

/// The folder at the end of these names, from `parent` or the top down. What is missing is made, what is there stays: asked again, or by
/// several at once, it answers the same.
pub async fn ensure(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    parent: Option<FolderId>,
    names: &[FolderName],
) -> Result<FolderId, Error> {
    let tx = app.db.begin().await?;
    // Two at once would both miss the same folder.
    user::Entity::find_by_id(actor.user.0).lock_exclusive().one(&tx).await?;
    if depth(&tx, actor, parent).await? + names.len() > FOLDER_DEPTH {
        return Err(too_deep());
    }
    let mut folder = parent;
    for name in names {
        folder = Some(match child(&tx, actor, folder, name).await? {
            Some(id) => id,
            None => insert(app, &tx, actor, info, folder, name).await?,
        });
    }
    tx.commit().await?;
    folder.ok_or_else(|| Problem::invalid("path", "Name at least one folder.").into())
}

/// How many folders lie one within the other, down to this one; it must be the actor's.
async fn depth(db: &impl ConnectionTrait, actor: &Actor, folder: Option<FolderId>) -> Result<usize, Error> {
    match folder {
        Some(folder) => Ok(ancestors(db, find(db, actor, folder).await?).await?.len()),
        None => Ok(0),
    }
}

async fn child(db: &impl ConnectionTrait, actor: &Actor, parent: Option<FolderId>, name: &FolderName) -> Result<Option<FolderId>, Error> {
    let named = own_within(actor, parent).filter(folder::Column::Name.eq(name.as_str()));
    Ok(named.one(db).await?.map(|row| FolderId(row.id)))
}

async fn insert(
    app: &App,
    tx: &DatabaseTransaction,
    actor: &Actor,
    info: &RequestInfo,
    parent: Option<FolderId>,
    name: &FolderName,
) -> Result<FolderId, Error> {
    let row = folder::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(app.clock.now().0),
        owner_id: Set(actor.user.0),
        parent_id: Set(parent.map(|parent| parent.0)),
        name: Set(name.as_str().to_owned()),
    };
    let row = row.insert(tx).await.map_err(|error| taken(error, name))?;
    let event = Event::done(actor, AuditAction::FolderCreate, info).on("folder", row.id).with(json!({ "name": name }));
    audit::record(tx, app.clock.now(), event).await?;
    Ok(FolderId(row.id))
}

/// Renames a folder.
pub async fn rename(app: &App, actor: &Actor, info: &RequestInfo, id: FolderId, name: FolderName) -> Result<(), Error> {
    let tx = app.db.begin().await?;
    let old = find(&tx, actor, id).await?;
    let set = folder::ActiveModel { id: Set(id.0), name: Set(name.as_str().to_owned()), ..Default::default() };
    set.update(&tx).await.map_err(|error| taken(error, &name))?;
    let detail = json!({ "from": old.name, "to": name });
    audit::record(&tx, app.clock.now(), Event::done(actor, AuditAction::FolderRename, info).on("folder", id.0).with(detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a folder into another, or to the top. Never into itself or into what lies in it.
pub async fn relocate(app: &App, actor: &Actor, info: &RequestInfo, id: FolderId, parent: Option<FolderId>) -> Result<(), Error> {
    let tx = app.db.begin().await?;
    // Two moves at once could close a circle that neither sees.
    user::Entity::find_by_id(actor.user.0).lock_exclusive().one(&tx).await?;
    let row = find(&tx, actor, id).await?;
    let above = match parent {
        Some(parent) => ancestors(&tx, find(&tx, actor, parent).await?).await?,
        None => Vec::new(),
    };
    if above.iter().any(|folder| folder.id == id.0) {
        return Err(Problem::invalid("folder", "A folder cannot lie within itself. Choose another place.").into());
    }
    if above.len() + height(&tx, id.0).await? > FOLDER_DEPTH {
        return Err(too_deep());
    }
    folder::Entity::update_many()
        .col_expr(folder::Column::ParentId, Expr::value(parent.map(|parent| parent.0)))
        .filter(folder::Column::Id.eq(id.0))
        .exec(&tx)
        .await
        .map_err(|error| match FolderName::parse(&row.name) {
            Ok(name) => taken(error, &name),
            Err(_) => error.into(),
        })?;
    let detail = json!({ "name": row.name, "to": parent });
    audit::record(&tx, app.clock.now(), Event::done(actor, AuditAction::FolderMove, info).on("folder", id.0).with(detail)).await?;
    tx.commit().await?;
    Ok(())
}

/// How many folders lie one within the other, from this one down.
async fn height(db: &impl ConnectionTrait, id: Uuid) -> Result<usize, Error> {
    let (mut level, mut height) = (vec![id], 0);
    while !level.is_empty() && height <= FOLDER_DEPTH {
        height += 1;
        level = children(db, level).await?;
    }
    Ok(height)
}

async fn children(db: &impl ConnectionTrait, of: Vec<Uuid>) -> Result<Vec<Uuid>, Error> {
    let below = folder::Entity::find().select_only().column(folder::Column::Id).filter(folder::Column::ParentId.is_in(of));
    Ok(below.into_tuple().all(db).await?)
}

/// Deletes a folder and those in it. Their documents go to the trash, from where they come back to the top. Answers how many.
pub async fn delete(app: &App, actor: &Actor, info: &RequestInfo, id: FolderId) -> Result<u64, Error> {
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    user::Entity::find_by_id(actor.user.0).lock_exclusive().one(&tx).await?;
    let row = find(&tx, actor, id).await?;
    let mut levels = vec![vec![id.0]];
    while let Some(below) = levels.last().cloned().filter(|level| !level.is_empty()) {
        levels.push(children(&tx, below).await?);
    }
    let gone: Vec<Uuid> = levels.concat();
    let trashed = document::Entity::find()
        .filter(document::Column::FolderId.is_in(gone.clone()))
        .filter(document::Column::TrashedAt.is_null())
        .all(&tx)
        .await?;
    for document in &trashed {
        let event = Event::done(actor, AuditAction::DocumentTrash, info).on("document", document.id);
        audit::record(&tx, now, event.with(json!({ "name": document.name, "with_folder": row.name }))).await?;
    }
    document::Entity::update_many()
        .col_expr(document::Column::TrashedAt, Expr::col(document::Column::TrashedAt).if_null(now.0))
        .col_expr(document::Column::FolderId, Expr::value(Option::<Uuid>::None))
        .filter(document::Column::FolderId.is_in(gone))
        .exec(&tx)
        .await?;
    for level in levels.into_iter().rev().filter(|level| !level.is_empty()) {
        folder::Entity::delete_many().filter(folder::Column::Id.is_in(level)).exec(&tx).await?;
    }
    let detail = json!({ "name": row.name, "documents": trashed.len() });
    audit::record(&tx, now, Event::done(actor, AuditAction::FolderDelete, info).on("folder", id.0).with(detail)).await?;
    tx.commit().await?;
    Ok(trashed.len() as u64)
}

/// Puts documents into a folder, or to the top: all of them or none.
pub async fn file(app: &App, actor: &Actor, info: &RequestInfo, ids: &[DocumentId], folder: Option<FolderId>) -> Result<(), Error> {
    let rows = documents::find_all(app, actor, info, ids, access::Request::OwnDocument, AuditAction::DocumentMove).await?;
    let tx = app.db.begin().await?;
    let name = match folder {
        Some(folder) => find(&tx, actor, folder).await?.name,
        None => String::new(),
    };
    document::Entity::update_many()
        .col_expr(document::Column::FolderId, Expr::value(folder.map(|folder| folder.0)))
        .filter(document::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .exec(&tx)
        .await?;
    for row in rows {
        let event = Event::done(actor, AuditAction::DocumentMove, info).on("document", row.id);
        audit::record(&tx, app.clock.now(), event.with(json!({ "name": row.name, "to": name }))).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn too_deep() -> Error {
    Problem::new(ProblemKind::Conflict, format!("Folders can lie {FOLDER_DEPTH} deep, and this would be deeper.")).into()
}

fn taken(error: sea_orm::DbErr, name: &FolderName) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            let message = format!("There is a folder \u{201C}{name}\u{201D} here already. Choose another name.");
            Problem::new(ProblemKind::Conflict, message).about("name").into()
        }
        _ => error.into(),
    }
}
