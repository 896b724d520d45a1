//! Links that open one document to whoever has them, with an account or without.

use std::collections::HashMap;

use domain::{
    access,
    account::Actor,
    audit::{AuditAction, AuditResult},
    document::{Disposition, Download},
    id::{DocumentId, LinkId},
    link::{LinkRow, LinkSettings, LinkState, LinkView, LinkedDocument, UNLOCKED_SECONDS},
    problem::{Problem, ProblemKind},
    share::last_day,
    timestamp::Timestamp,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, ExprTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    documents,
    entity::{document, link, user},
    passwords::Verified,
    sessions,
    shares::{check_end, in_trash},
    throttle,
    uploads::from_column,
    versions,
};

/// Who opens a link: perhaps somebody who is logged in, perhaps somebody who has entered its password.
#[derive(Debug, Clone, Default)]
pub struct Guest {
    /// Who is logged in.
    pub actor: Option<Actor>,
    /// Where they are.
    pub info: RequestInfo,
    /// What [`unlock`] gave them.
    pub pass: Option<String>,
}

/// Makes a link. Answers its address, which is told this once: the database keeps a hash.
pub async fn create(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, settings: LinkSettings) -> Result<String, Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::LinkCreate).await?;
    if row.trashed_at.is_some() {
        return Err(in_trash(&row).into());
    }
    check_end(app, settings.expires_at)?;
    let password_hash = match &settings.password {
        Some(password) => Some(app.hasher.hash(password).await?),
        None => None,
    };
    let token = sessions::random_token()?;
    let (now, link) = (app.clock.now(), Uuid::now_v7());
    let detail = json!({
        "name": row.name, "link": link, "password": settings.password.is_some(), "until": settings.expires_at.map(last_day),
        "limit": settings.download_limit, "login": settings.login_required,
    });
    let set = link::ActiveModel {
        id: Set(link),
        created_at: Set(now.0),
        document_id: Set(row.id),
        created_by: Set(actor.user.0),
        token_hash: Set(sessions::token_hash(&token)),
        password_hash: Set(password_hash),
        expires_at: Set(settings.expires_at.map(|end| end.0)),
        download_limit: Set(settings.download_limit.and_then(|limit| limit.try_into().ok())),
        downloads: Set(0),
        login_required: Set(settings.login_required),
    };
    let tx = app.db.begin().await?;
    set.insert(&tx).await?;
    audit::record(&tx, now, Event::done(actor, AuditAction::LinkCreate, info).on("document", row.id).with(detail)).await?;
    tx.commit().await?;
    Ok(format!("{}/s/{token}", app.settings.public_url))
}

/// Revokes a link: from now on it opens nothing.
pub async fn revoke(app: &App, actor: &Actor, info: &RequestInfo, id: DocumentId, link: LinkId) -> Result<(), Error> {
    let row = documents::find(app, actor, info, id, access::Request::ManageDocument, AuditAction::LinkRevoke).await?;
    let tx = app.db.begin().await?;
    let of_document = link::Entity::delete_many().filter(link::Column::Id.eq(link.0)).filter(link::Column::DocumentId.eq(row.id));
    if of_document.exec(&tx).await?.rows_affected == 0 {
        let message = "This link has been revoked already. Load the page again to see which links there are.";
        return Err(Problem::new(ProblemKind::Conflict, message).into());
    }
    let event = Event::done(actor, AuditAction::LinkRevoke, info).on("document", row.id);
    audit::record(&tx, app.clock.now(), event.with(json!({ "name": row.name, "link": link }))).await?;
    tx.commit().await?;
    Ok(())
}

/// What a link's page shows to a guest.
pub async fn open(app: &App, guest: &Guest, token: &str) -> Result<LinkView, Error> {
    throttle::admit_address(app, &guest.info).await?;
    let linked = find(app, guest, token, AuditAction::LinkOpen).await?;
    match missing(app, guest, &linked.0) {
        Some(Missing::Login) => return Ok(LinkView::Login),
        Some(Missing::Password) => return Ok(LinkView::Password),
        None => {}
    }
    record(app, app.db.writer(), guest, AuditAction::LinkOpen, AuditResult::Ok, Some(&linked)).await?;
    let (link, row) = linked;
    Ok(LinkView::Open(LinkedDocument {
        content_type: documents::content_type(&row.content_type, row.id)?,
        size_bytes: from_column(row.size_bytes),
        sha256: row.checksum_sha256.as_deref().and_then(documents::hexadecimal),
        sha256_verified: row.checksum_verified,
        expires_at: link.expires_at.map(Timestamp),
        downloads_left: link.download_limit.map(|limit| number(limit).saturating_sub(number(link.downloads))),
        name: row.name,
    }))
}

/// Compares a link's password. Answers a pass that opens the link for a while. Links that don't exist take as long as those that do.
pub async fn unlock(app: &App, guest: &Guest, token: &str, password: &str) -> Result<String, Error> {
    let address = guest.info.ip.map(|ip| throttle::address_key("link", ip));
    let guesses = format!("link:{}", sessions::token_hash(token));
    if let Some(key) = &address {
        throttle::take(app, key, throttle::PER_ADDRESS).await?;
    }
    throttle::take(app, &guesses, throttle::PER_ACCOUNT).await?;
    let found = find(app, guest, token, AuditAction::LinkOpen).await;
    let hash = found.as_ref().ok().and_then(|(link, _)| link.password_hash.as_deref());
    let verified = app.hasher.verify(password, hash).await?;
    let linked = found?;
    if missing(app, guest, &linked.0) == Some(Missing::Login) {
        return Err(Problem::unauthenticated().into());
    }
    let Some(mark) = mark(&linked.0).filter(|_| verified != Verified::No) else {
        record(app, app.db.writer(), guest, AuditAction::LinkOpen, AuditResult::Refused, Some(&linked)).await?;
        return Err(Problem::invalid("password", "This password is wrong. Ask whoever sent you the link.").into());
    };
    for key in [Some(guesses), address].into_iter().flatten() {
        throttle::give_back(app.db.writer(), &key).await?;
    }
    app.tokens.sign_link(LinkId(linked.0.id), mark, app.clock.now(), UNLOCKED_SECONDS)
}

/// A short-lived URL of the document as it is now. A download is counted in the transaction of its event.
pub async fn download(app: &App, guest: &Guest, token: &str, disposition: Disposition) -> Result<Download, Error> {
    throttle::admit_address(app, &guest.info).await?;
    let action = documents::action(disposition);
    let linked = find(app, guest, token, action).await?;
    let (link, row) = &linked;
    match missing(app, guest, link) {
        Some(Missing::Login) => return Err(Problem::unauthenticated().into()),
        Some(Missing::Password) => return Err(Problem::new(ProblemKind::Forbidden, "Enter the link's password first.").into()),
        None => {}
    }
    if disposition == Disposition::Inline && link.download_limit.is_some() {
        return Err(Problem::invalid("disposition", "This link counts downloads, so there is no preview. Download the document.").into());
    }
    let version = versions::find(app.db.reader(), row.id, versions::number(row.version)).await?;
    let request = documents::get_request(app, row, &version, disposition)?;
    let tx = app.db.begin().await?;
    let counted = link::Entity::update_many()
        .col_expr(link::Column::Downloads, Expr::col(link::Column::Downloads).add(i32::from(disposition == Disposition::Attachment)))
        .filter(link::Column::Id.eq(link.id))
        .filter(link::Column::DownloadLimit.is_null().or(Expr::col(link::Column::Downloads).lt(Expr::col(link::Column::DownloadLimit))))
        .exec(&tx)
        .await?;
    if counted.rows_affected == 0 {
        return Err(gone().into());
    }
    record(app, &tx, guest, action, AuditResult::Ok, Some(&linked)).await?;
    tx.commit().await?;
    documents::sign(app, &request, &version).await
}

/// A link and its document.
type Linked = (link::Model, document::Model);

/// An open link and its document. All others give the same answer, and are recorded.
async fn find(app: &App, guest: &Guest, token: &str, action: AuditAction) -> Result<Linked, Error> {
    // From the writer: a link that was revoked a moment ago opens nothing.
    let by_hash = link::Entity::find().filter(link::Column::TokenHash.eq(sessions::token_hash(token)));
    let found = match by_hash.one(app.db.writer()).await? {
        Some(link) => document::Entity::find_by_id(link.document_id).one(app.db.writer()).await?.map(|row| (link, row)),
        None => None,
    };
    match found {
        Some(open) if open.1.trashed_at.is_none() && state(app, &open.0) == LinkState::Open => Ok(open),
        closed => {
            record(app, app.db.writer(), guest, action, AuditResult::Refused, closed.as_ref()).await?;
            Err(gone().into())
        }
    }
}

fn gone() -> Problem {
    let message =
        "This link opens nothing: it is mistyped, has ended, was used up or was revoked. Ask whoever sent it to you for a new one.";
    Problem::new(ProblemKind::NotFound, message)
}

/// What a link asks for that the guest has not shown yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Login,
    Password,
}

fn missing(app: &App, guest: &Guest, link: &link::Model) -> Option<Missing> {
    if link.login_required && guest.actor.is_none() {
        return Some(Missing::Login);
    }
    let mark = mark(link)?;
    let opens = |pass: &str| app.tokens.opens_link(pass, LinkId(link.id), &mark, app.clock.now());
    (!guest.pass.as_deref().is_some_and(opens)).then_some(Missing::Password)
}

/// What a pass says of the password, without telling the hash.
fn mark(link: &link::Model) -> Option<String> {
    link.password_hash.as_deref().map(sessions::token_hash)
}

async fn record(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    guest: &Guest,
    action: AuditAction,
    result: AuditResult,
    about: Option<&Linked>,
) -> Result<(), Error> {
    let detail = about.map(|(link, row)| json!({ "name": row.name, "link": link.id, "version": row.version }));
    let resource = about.map(|(_, row)| ("document", row.id));
    audit::record(db, app.clock.now(), Event { actor: guest.actor.as_ref(), action, resource, result, info: &guest.info, detail }).await
}

fn state(app: &App, link: &link::Model) -> LinkState {
    LinkState::at(app.clock.now(), link.expires_at.map(Timestamp), link.download_limit.map(number), number(link.downloads))
}

fn number(column: i32) -> u32 {
    u32::try_from(column).unwrap_or_default()
}

/// A document's links, the newest first.
pub(crate) async fn of_document(app: &App, document: Uuid) -> Result<Vec<link::Model>, Error> {
    let links = link::Entity::find().filter(link::Column::DocumentId.eq(document)).order_by_desc(link::Column::Id);
    Ok(links.all(app.db.writer()).await?)
}

/// A link as those see it who may manage its document.
pub(crate) fn row(app: &App, known: &HashMap<Uuid, user::Model>, link: &link::Model) -> LinkRow {
    LinkRow {
        id: LinkId(link.id),
        created_by: known.get(&link.created_by).map(|person| person.name.clone()).unwrap_or_default(),
        created_at: Timestamp(link.created_at),
        has_password: link.password_hash.is_some(),
        login_required: link.login_required,
        expires_at: link.expires_at.map(Timestamp),
        download_limit: link.download_limit.map(number),
        downloads: number(link.downloads),
        state: state(app, link),
    }
}
