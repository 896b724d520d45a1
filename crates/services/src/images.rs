//! The gallery: images for everybody, at fixed URLs of the CDN. No URL is signed for it.

use domain::{
    access::{self, Decision},
    account::Actor,
    audit::AuditAction,
    cursor::{Cursor, Page},
    id::{ImageId, UserId},
    image::{GALLERY_SIZE, ImageRow},
    problem::Problem,
    timestamp::Timestamp,
};
use sea_orm::{EntityTrait as _, QuerySelect as _};
use serde_json::json;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    entity::image,
    jobs,
    paging::newest_first,
    people,
    uploads::from_column,
};

/// A page of the gallery, newest first.
pub async fn list(app: &App, actor: &Actor, after: Option<Cursor>) -> Result<Page<ImageRow>, Error> {
    if access::decide(actor, access::Request::ListImages) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    let query = newest_first(image::Entity::find(), image::Column::CreatedAt, image::Column::Id, after);
    let rows = query.limit(u64::from(GALLERY_SIZE) + 1).all(app.db.reader()).await?;
    let people = people::by_id(app, rows.iter().map(|row| row.owner_id)).await?;
    let page = Page::cut(rows, GALLERY_SIZE, |row| Cursor { at: Timestamp(row.created_at), id: row.id });
    Ok(page.map(|row| ImageRow {
        id: ImageId(row.id),
        url: app.cdn.url(&row.key),
        thumbnail_url: row.thumbnail_key.as_deref().map(|key| app.cdn.url(key)),
        owner_name: people.get(&row.owner_id).map(|owner| owner.name.clone()).unwrap_or_default(),
        mine: row.owner_id == actor.user.0,
        size_bytes: from_column(row.size_bytes),
        created_at: Timestamp(row.created_at),
        name: row.name,
    }))
}

/// Deletes an image for ever: the row now, its objects and the edge's copies by jobs. Answers its name.
pub async fn delete(app: &App, actor: &Actor, info: &RequestInfo, id: ImageId) -> Result<String, Error> {
    let found = image::Entity::find_by_id(id.0).one(app.db.reader()).await?;
    let mine = |row: &image::Model| access::decide(actor, access::Request::DeleteImage { owner: UserId(row.owner_id) }) == Decision::Allow;
    let Some(row) = found.filter(mine) else {
        let event = Event::refused(actor, AuditAction::ImageDelete, info).on("image", id.0);
        audit::record(app.db.writer(), app.clock.now(), event).await?;
        return Err(Problem::not_found("image").into());
    };
    let tx = app.db.begin().await?;
    // Read again under a lock: a thumbnail may have arrived meanwhile.
    let Some(row) = image::Entity::find_by_id(row.id).lock_exclusive().one(&tx).await? else { return Ok(row.name) };
    image::Entity::delete_by_id(row.id).exec(&tx).await?;
    let event = Event::done(actor, AuditAction::ImageDelete, info).on("image", row.id).with(json!({ "name": row.name }));
    audit::record(&tx, app.clock.now(), event).await?;
    let mut follow_ups = Vec::new();
    for key in std::iter::once(row.key).chain(row.thumbnail_key) {
        follow_ups.extend(jobs::drop_from_cdn(app, &tx, key).await?);
    }
    tx.commit().await?;
    jobs::run_now(app, &follow_ups).await;
    Ok(row.name)
}
