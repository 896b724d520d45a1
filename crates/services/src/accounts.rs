//! Accounts: register, log in, log out, invite.

use domain::{
    account::{Actor, Email, Me, PersonName, Registration, Role},
    audit::{AuditAction, AuditResult},
    id::{SessionId, UserId},
    problem::{Problem, ProblemKind},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, SqlErr, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, Error, RequestInfo,
    audit::{self, Event},
    entity::{invite, user},
    passwords::{self, Verified},
    people,
    sessions::{self, NewSession},
    throttle,
};

/// How long an invitation may be used, in seconds.
const INVITE_SECONDS: i64 = 7 * 86_400;

/// What a person enters to register.
#[derive(Clone)]
pub struct NewAccount {
    /// What they will log in with.
    pub email: Email,
    /// How others see them.
    pub name: PersonName,
    /// Their password.
    pub password: String,
    /// The token of their invitation, where one is needed.
    pub invite: Option<String>,
}

/// Makes an account and logs it in.
pub async fn register(app: &App, info: &RequestInfo, new: NewAccount) -> Result<NewSession, Error> {
    check_open(app, &new)?;
    passwords::check_strength(&new.password, &[new.email.as_str(), new.name.as_str()])?;
    let password_hash = app.hasher.hash(&new.password).await?;
    let tx = app.db.begin().await?;
    if app.settings.registration == Registration::Invite {
        use_invite(app, &tx, new.invite.as_deref().unwrap_or_default()).await?;
    }
    let user = insert(app, &tx, &new.email, &new.name, password_hash, Role::User).await?;
    let session = sessions::open(app, &tx, info, &user).await?;
    let event = Event::done(&session.actor, AuditAction::Register, info).on("user", user.id);
    audit::record(&tx, app.clock.now(), event).await?;
    tx.commit().await?;
    Ok(session)
}

fn check_open(app: &App, new: &NewAccount) -> Result<(), Problem> {
    let forbidden = |message: &str| Err(Problem::new(ProblemKind::Forbidden, message));
    match app.settings.registration {
        Registration::Open => Ok(()),
        Registration::Invite if new.invite.is_some() => Ok(()),
        Registration::Invite => forbidden("Registering needs an invitation. Ask an administrator for a link."),
        Registration::Closed => forbidden("Registering is closed here. Ask an administrator for an account."),
    }
}

async fn use_invite(app: &App, tx: &impl ConnectionTrait, token: &str) -> Result<(), Error> {
    let now = app.clock.now().0;
    let used = invite::Entity::update_many()
        .col_expr(invite::Column::UsedAt, Expr::value(now))
        .filter(invite::Column::TokenHash.eq(sessions::token_hash(token)))
        .filter(invite::Column::UsedAt.is_null())
        .filter(invite::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    if used.rows_affected == 1 {
        return Ok(());
    }
    let message = "This invitation was used already, has ended or never existed. Ask an administrator for a new link.";
    Err(Problem::new(ProblemKind::Forbidden, message).into())
}

async fn insert(
    app: &App,
    db: &impl ConnectionTrait,
    email: &Email,
    name: &PersonName,
    password_hash: String,
    role: Role,
) -> Result<user::Model, Error> {
    let row = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(app.clock.now().0),
        email: Set(email.as_str().to_owned()),
        name: Set(name.as_str().to_owned()),
        password_hash: Set(password_hash),
        role: Set(role.as_str().to_owned()),
        avatar_key: Set(None),
        disabled_at: Set(None),
    };
    row.insert(db).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Problem::new(ProblemKind::Conflict, "There is an account with this e-mail address already. Log in instead.")
                .about("email")
                .into()
        }
        _ => error.into(),
    })
}

/// Logs in. Unknown accounts, wrong passwords and disabled accounts get the same answer after the same work.
pub async fn login(app: &App, info: &RequestInfo, email: &str, password: &str) -> Result<NewSession, Error> {
    let email = Email::parse(email)?;
    let account_key = format!("login:account:{}", sessions::token_hash(email.as_str()));
    let address_key = info.ip.map(|ip| throttle::address_key("login", ip));
    if let Some(key) = &address_key {
        throttle::take(app, key, throttle::PER_ADDRESS).await?;
    }
    throttle::take(app, &account_key, throttle::PER_ACCOUNT).await?;

    let found = user::Entity::find().filter(user::Column::Email.eq(email.as_str())).one(app.db.reader()).await?;
    let verified = app.hasher.verify(password, found.as_ref().map(|user| user.password_hash.as_str())).await?;
    let (Some(user), Verified::Yes | Verified::Outdated) = (found.filter(|user| user.disabled_at.is_none()), verified) else {
        let detail = json!({ "email": email.as_str() });
        let event = Event {
            actor: None,
            action: AuditAction::LoginFailed,
            resource: None,
            result: AuditResult::Refused,
            info,
            detail: Some(detail),
        };
        audit::record(app.db.writer(), app.clock.now(), event).await?;
        return Err(Problem::new(ProblemKind::Unauthenticated, "The e-mail or password is wrong.").into());
    };
    let rehashed = match verified {
        Verified::Outdated => Some(app.hasher.hash(password).await?),
        _ => None,
    };

    let tx = app.db.begin().await?;
    if let Some(hash) = rehashed {
        user::ActiveModel { id: Set(user.id), password_hash: Set(hash), ..Default::default() }.update(&tx).await?;
    }
    throttle::reset(&tx, &account_key).await?;
    if let Some(key) = &address_key {
        throttle::give_back(&tx, key).await?;
    }
    let session = sessions::open(app, &tx, info, &user).await?;
    audit::record(&tx, app.clock.now(), Event::done(&session.actor, AuditAction::Login, info)).await?;
    tx.commit().await?;
    Ok(session)
}

/// Ends the actor's session, at once and on every instance.
pub async fn logout(app: &App, info: &RequestInfo, actor: &Actor) -> Result<(), Error> {
    let tx = app.db.begin().await?;
    if sessions::end(app, &tx, actor.session).await? {
        audit::record(&tx, app.clock.now(), Event::done(actor, AuditAction::Logout, info)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The actor, as the interface shows them.
pub async fn me(app: &App, actor: &Actor) -> Result<Me, Error> {
    let user = user::Entity::find_by_id(actor.user.0).one(app.db.reader()).await?.ok_or_else(Problem::unauthenticated)?;
    Ok(Me {
        id: UserId(user.id),
        role: people::role(&user),
        avatar_url: people::avatar_url(app, &user),
        name: user.name,
        email: user.email,
    })
}

/// Makes an administrator, on the command line.
pub async fn create_admin(app: &App, email: Email, name: PersonName, password: &str) -> Result<UserId, Error> {
    passwords::check_strength(password, &[email.as_str(), name.as_str()])?;
    let hash = app.hasher.hash(password).await?;
    let tx = app.db.begin().await?;
    let user = insert(app, &tx, &email, &name, hash, Role::Admin).await?;
    let operator = RequestInfo { ip: None, user_agent: Some("command line".to_owned()) };
    let actor = Actor { user: UserId(user.id), role: Role::Admin, session: SessionId(Uuid::nil()) };
    audit::record(&tx, app.clock.now(), Event::done(&actor, AuditAction::Register, &operator).on("user", user.id)).await?;
    tx.commit().await?;
    Ok(UserId(user.id))
}

/// Whether anybody is an administrator yet.
pub async fn has_admin(app: &App) -> Result<bool, Error> {
    let admin = user::Entity::find().filter(user::Column::Role.eq(Role::Admin.as_str())).one(app.db.reader()).await?;
    Ok(admin.is_some())
}

/// An invitation: a token for `{public_url}/register?invite=…`, good once and for seven days. The database keeps its hash.
pub async fn invite(app: &App, by: Option<&Actor>) -> Result<String, Error> {
    let token = sessions::random_token()?;
    let now = app.clock.now();
    let tx = app.db.begin().await?;
    let row = invite::ActiveModel {
        id: Set(Uuid::now_v7()),
        created_at: Set(now.0),
        token_hash: Set(sessions::token_hash(&token)),
        created_by: Set(by.map(|actor| actor.user.0)),
        expires_at: Set(now.0 + INVITE_SECONDS * 1_000_000),
        used_at: Set(None),
    };
    let row = row.insert(&tx).await?;
    let operator = RequestInfo { ip: None, user_agent: Some("command line".to_owned()) };
    let event = Event {
        actor: by,
        action: AuditAction::Invite,
        resource: Some(("invite", row.id)),
        result: AuditResult::Ok,
        info: &operator,
        detail: None,
    };
    audit::record(&tx, now, event).await?;
    tx.commit().await?;
    Ok(token)
}
