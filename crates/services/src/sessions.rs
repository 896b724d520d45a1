//! Sessions: a row behind every token, so that ending one works at once on every instance.

use aws_lc_rs::{digest, rand};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::Actor,
    id::{SessionId, UserId},
    timestamp::Timestamp,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    entity::{session, user},
    people,
};

/// The last use is written down at most so often, in microseconds.
const SEEN_EVERY: i64 = 60 * 1_000_000;

/// What a log-in hands to the browser. Both texts are credentials: HttpOnly cookies only.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The JWT.
    pub token: String,
    /// What renews it: 256 random bits, of which the database keeps the hash.
    pub refresh: String,
    /// Who is logged in now.
    pub actor: Actor,
    /// When the session ends at the latest.
    pub expires_at: Timestamp,
    /// The same, as the cookies' age.
    pub max_age_seconds: u32,
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("actor", &self.actor).field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Somebody with a live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Who.
    pub actor: Actor,
    /// A new JWT, when the old one was at its end.
    pub renewed: Option<String>,
    /// The cookies' age.
    pub max_age_seconds: u32,
}

/// 256 random bits as text.
pub(crate) fn random_token() -> Result<String, Error> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Error::Defect("the system gives no randomness".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What the database keeps of a random token. It has 256 bits, so a plain hash is enough.
pub(crate) fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

/// Opens a session within the caller's transaction.
pub(crate) async fn open(app: &App, db: &impl ConnectionTrait, info: &RequestInfo, user: &user::Model) -> Result<NewSession, Error> {
    let now = app.clock.now();
    let expires_at = Timestamp(now.0 + i64::from(app.settings.session_absolute_seconds) * 1_000_000);
    let refresh = random_token()?;
    let actor = Actor { user: UserId(user.id), role: people::role(user), session: SessionId(Uuid::now_v7()) };
    session::ActiveModel {
        id: Set(actor.session.0),
        created_at: Set(now.0),
        user_id: Set(user.id),
        refresh_hash: Set(token_hash(&refresh)),
        last_seen_at: Set(now.0),
        expires_at: Set(expires_at.0),
        ended_at: Set(None),
        ip: Set(info.ip.map(|ip| ip.to_string())),
        user_agent: Set(info.user_agent.clone()),
    }
    .insert(db)
    .await?;
    let token = app.tokens.sign(actor.user, actor.session, now, app.settings.token_seconds)?;
    Ok(NewSession { token, refresh, actor, expires_at, max_age_seconds: app.settings.session_absolute_seconds })
}

/// Ends a session within the caller's transaction. Answers whether it was alive.
pub(crate) async fn end(app: &App, db: &impl ConnectionTrait, session: SessionId) -> Result<bool, Error> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(app.clock.now().0))
        .filter(session::Column::Id.eq(session.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Who asks, by the two cookies. The row decides: an ended session or a disabled account is nobody.
pub async fn authenticate(app: &App, token: Option<&str>, refresh: Option<&str>) -> Result<Option<Authenticated>, Error> {
    let now = app.clock.now();
    let named = token.and_then(|token| app.tokens.verify(token, now));
    let found = match (named, refresh) {
        (Some((_, session)), _) => session::Entity::find_by_id(session.0).one(app.db.reader()).await?,
        (None, Some(refresh)) => {
            session::Entity::find().filter(session::Column::RefreshHash.eq(token_hash(refresh))).one(app.db.reader()).await?
        }
        (None, None) => None,
    };
    let Some(row) = found.filter(|row| is_alive(app, row, now)) else { return Ok(None) };
    if named.is_some_and(|(user, _)| user.0 != row.user_id) {
        return Ok(None);
    }
    let Some(user) = user::Entity::find_by_id(row.user_id).one(app.db.reader()).await?.filter(|user| user.disabled_at.is_none()) else {
        return Ok(None);
    };
    if now.0 - row.last_seen_at > SEEN_EVERY {
        touch(app, row.id, now).await?;
    }
    let actor = Actor { user: UserId(user.id), role: people::role(&user), session: SessionId(row.id) };
    let renewed = match named {
        Some(_) => None,
        None => Some(app.tokens.sign(actor.user, actor.session, now, app.settings.token_seconds)?),
    };
    let max_age_seconds = u32::try_from((row.expires_at - now.0) / 1_000_000).unwrap_or_default();
    Ok(Some(Authenticated { actor, renewed, max_age_seconds }))
}

fn is_alive(app: &App, row: &session::Model, now: Timestamp) -> bool {
    let idle_until = row.last_seen_at + i64::from(app.settings.session_idle_seconds) * 1_000_000;
    row.ended_at.is_none() && now.0 < row.expires_at && now.0 < idle_until
}

async fn touch(app: &App, id: Uuid, now: Timestamp) -> Result<(), Error> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now.0))
        .filter(session::Column::Id.eq(id))
        .exec(app.db.writer())
        .await?;
    Ok(())
}

/// Forgets sessions that ended more than 30 days ago.
pub(crate) async fn prune(app: &App) -> Result<(), Error> {
    let long_ago = app.clock.now().0 - 30 * 86_400 * 1_000_000;
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(long_ago)).exec(app.db.writer()).await?;
    Ok(())
}
