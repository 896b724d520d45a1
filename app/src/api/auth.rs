//! Register, log in, log out. The forms are posted as they are, with or without JavaScript: the answer is a whole new page.

use domain::account;
use leptos::prelude::*;

use super::{ApiError, Call, JsonOrForm};

/// Makes an account, logs it in, and answers where to go.
#[server(endpoint = "auth/register", protocol = Call<JsonOrForm>)]
pub async fn register(
    name: String,
    email: String,
    password: String,
    #[server(default)] invite: Option<String>,
    #[server(default)] next: String,
) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services, session};
    use domain::account::{Email, PersonName};

    let typed =
        [("name", name.as_str()), ("email", email.as_str()), ("next", next.as_str()), ("invite", invite.as_deref().unwrap_or_default())];
    let opened = async {
        let new = services::accounts::NewAccount {
            email: Email::parse(&email)?,
            name: PersonName::parse(&name)?,
            password,
            invite: invite.clone().filter(|invite| !invite.is_empty()),
        };
        services::accounts::register(&services(), &info(), new).await
    };
    let opened = opened.await.map_err(|error| form::refuse(error, "/register", &typed))?;
    session::begin(&opened).await;
    Ok(form::go_on(&next))
}

/// Logs in, and answers where to go.
#[server(endpoint = "auth/login", protocol = Call<JsonOrForm>)]
pub async fn login(email: String, password: String, #[server(default)] next: String) -> Result<String, ApiError> {
    use crate::ssr::{form, info, services, session};

    let typed = [("email", email.as_str()), ("next", next.as_str())];
    let opened = services::accounts::login(&services(), &info(), &email, &password).await;
    let opened = opened.map_err(|error| form::refuse(error, "/login", &typed))?;
    session::begin(&opened).await;
    Ok(form::go_on(&next))
}

/// Ends the session and clears every cookie, and answers where to go. Logged out already is fine too.
#[server(endpoint = "auth/logout", protocol = Call<JsonOrForm>)]
pub async fn logout() -> Result<String, ApiError> {
    use crate::ssr::{form, info, report, services, session, visitor};

    if let Some(actor) = visitor().actor {
        services::accounts::logout(&services(), &info(), &actor).await.map_err(report)?;
    }
    session::end();
    Ok(form::go_to("/login"))
}

/// Who is logged in.
#[server(endpoint = "auth/me", protocol = Call)]
pub async fn me() -> Result<account::Me, ApiError> {
    use crate::ssr::{actor, report, services};

    services::accounts::me(&services(), &actor()?).await.map_err(report)
}
