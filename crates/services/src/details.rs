//! What a document is called, what is said about it, and its tags.

use std::collections::HashMap;

use domain::{
    access,
    account::Actor,
    audit::AuditAction,
    file_name::FileName,
    id::DocumentId,
    problem::Problem,
    tag::{TAGS_LIMIT, Tag},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{document, document_tag},
    search,
};

/// The longest description, in characters.
const DESCRIPTION_LIMIT: usize = 2_000;

/// Gives a document another name and description.
pub async fn rename(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, name: FileName, description: &str) -> Result<(), Error> {
    let description = description.trim();
    if description.chars().count() > DESCRIPTION_LIMIT {
        return Err(Problem::invalid("description", format!("The description has at most {DESCRIPTION_LIMIT} characters.")).into());
    }
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentRename).await?;
    let tx = app.db.begin().await?;
    let tags = tags(&tx, std::iter::once(id.0)).await?.remove(&id.0).unwrap_or_default();
    let set = document::ActiveModel {
        id: Set(id.0),
        search: Set(search::of_document(name.as_str(), &tags)),
        sort_name: Set(search::sort_name(name.as_str())),
        name: Set(name.as_str().to_owned()),
        description: Set(description.to_owned()),
        ..Default::default()
    };
    set.update(&tx).await?;
    let event = Event::done(actor, AuditAction::DocumentRename, info).on("document", id.0);
    audit::record(&tx, app.clock.now(), event.with(json!({ "from": row.name, "to": name }))).await?;
    tx.commit().await?;
    Ok(())
}

/// Replaces a document's tags.
pub async fn tag(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, tags: &[Tag]) -> Result<(), Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::DocumentTag).await?;
    let tx = app.db.begin().await?;
    replace(app, actor, info, &tx, &row, tags).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds tags to documents: to all of them or to none.
pub async fn add_tags(app: &App, actor: &Actor, info: &RequestInfo, ids: &[DocumentId], tags: &[Tag]) -> Result<(), Error> {
    if tags.is_empty() {
        return Err(Problem::invalid("tags", "Type one tag or more, with commas between them.").into());
    }
    let rows = documents::find_all(app, actor, info, ids, access::Request::ManageDocument, AuditAction::DocumentTag).await?;
    let tx = app.db.begin().await?;
    let mut given = self::tags(&tx, rows.iter().map(|row| row.id)).await?;
    for row in &rows {
        let mut all = given.remove(&row.id).unwrap_or_default();
        all.extend_from_slice(tags);
        all.sort();
        all.dedup();
        if all.len() > TAGS_LIMIT {
            return Err(Problem::invalid("tags", format!("“{}” would have more than {TAGS_LIMIT} tags.", row.name)).into());
        }
        replace(app, actor, info, &tx, row, &all).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn replace(
    app: &App,
    actor: &Actor,
    info: &RequestInfo,
    tx: &DatabaseTransaction,
    row: &document::Model,
    tags: &[Tag],
) -> Result<(), Error> {
    document_tag::Entity::delete_many().filter(document_tag::Column::DocumentId.eq(row.id)).exec(tx).await?;
    let rows = tags.iter().map(|tag| document_tag::ActiveModel { document_id: Set(row.id), tag: Set(tag.as_str().to_owned()) });
    if !tags.is_empty() {
        document_tag::Entity::insert_many(rows).exec(tx).await?;
    }
    let set = document::ActiveModel { id: Set(row.id), search: Set(search::of_document(&row.name, tags)), ..Default::default() };
    set.update(tx).await?;
    let event = Event::done(actor, AuditAction::DocumentTag, info).on("document", row.id);
    audit::record(tx, app.clock.now(), event.with(json!({ "name": row.name, "tags": tags }))).await
}

/// The tags of some documents, by name.
pub(crate) async fn tags(db: &impl ConnectionTrait, documents: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Vec<Tag>>, Error> {
    let given = document_tag::Entity::find().filter(document_tag::Column::DocumentId.is_in(documents));
    let mut found: HashMap<Uuid, Vec<Tag>> = HashMap::new();
    for row in given.order_by_asc(document_tag::Column::Tag).all(db).await? {
        found.entry(row.document_id).or_default().extend(Tag::parse(&row.tag));
    }
    Ok(found)
}
