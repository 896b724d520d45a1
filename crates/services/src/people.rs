//! The other people and their avatars.

use std::collections::HashMap;

use domain::{
    access::{self, Decision},
    account::{Actor, PersonRow, Role},
    cursor::{Cursor, PAGE_SIZE, Page},
    id::UserId,
    problem::Problem,
    timestamp::Timestamp,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::{App, Error, entity::user, paging::newest_first};

/// A page of people, newest first. No URL is signed for it, however many avatars it shows.
pub async fn list(app: &App, actor: &Actor, after: Option<Cursor>) -> Result<Page<PersonRow>, Error> {
    if access::decide(actor, access::Request::ListPeople) != Decision::Allow {
        return Err(Problem::not_found("page").into());
    }
    let active = user::Entity::find().filter(user::Column::DisabledAt.is_null());
    let rows = newest_first(active, user::Column::CreatedAt, user::Column::Id, after).all(app.db.reader()).await?;
    let page = Page::cut(rows, PAGE_SIZE, |row| Cursor { at: Timestamp(row.created_at), id: row.id });
    Ok(page.map(|row| PersonRow {
        id: UserId(row.id),
        role: role(&row),
        avatar_url: avatar_url(app, &row),
        joined_at: Timestamp(row.created_at),
        name: row.name,
    }))
}

/// The accounts of some ids.
pub(crate) async fn by_id(app: &App, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, user::Model>, Error> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(app.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What the account may do. Anything but the exact word is an ordinary user.
pub(crate) fn role(row: &user::Model) -> Role {
    if row.role == Role::Admin.as_str() { Role::Admin } else { Role::User }
}

/// The fixed CDN URL of the account's avatar.
pub(crate) fn avatar_url(app: &App, row: &user::Model) -> Option<String> {
    row.avatar_key.as_deref().map(|key| app.cdn.url(key))
}
