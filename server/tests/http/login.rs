//! Sessions over HTTP: log-in, renewal, log-out, and what cookies look like.

use http::header::SET_COOKIE;

use crate::support::{Answer, Engine, PASSWORD, TestApp};

fn cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

async fn a_session_lives_and_ends(engine: Engine) {
    let Some(app) = TestApp::start_on(engine).await else { return };
    app.person("ann").await;
    let ann = app.anon();
    let answer = ann.form("/api/auth/login", &[("email", "Ann@Example.com "), ("password", PASSWORD), ("next", "/people")]).await;
    assert!(answer.status.is_redirection(), "{answer:?}");
    assert!(answer.header("location").ends_with("/people"), "{answer:?}");
    let session: Vec<_> = cookies(&answer).into_iter().filter(|cookie| cookie.starts_with("__Host-gatehouse")).collect();
    assert!(session.len() >= 2, "{session:?}");
    for cookie in &session {
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age="] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain="), "{cookie}");
    }
    assert!(cookies(&answer).iter().any(|cookie| cookie.starts_with("CloudFront-Policy=")), "log-in opens the CDN");
    assert_eq!(ann.get("/documents").await.status, 200);

    // What somebody copied before the log-out opens nothing after it.
    let copied = ann
        .cookies()
        .into_iter()
        .filter(|(_, path, _)| path == "/")
        .map(|(name, _, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ");
    let out = ann.form("/api/auth/logout", &[]).await;
    assert!(out.status.is_redirection() || out.status.is_success(), "{out:?}");
    assert!(ann.cookies().is_empty(), "log-out clears every cookie: {:?}", ann.cookies());
    let replay = app.anon().send(http::Method::GET, "/documents", &[("cookie", &copied)], bytes::Bytes::new()).await;
    assert_eq!(replay.status, 303);
}

#[tokio::test]
async fn a_session_on_sqlite() {
    a_session_lives_and_ends(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_session_on_postgres() {
    a_session_lives_and_ends(Engine::Postgres).await;
}

#[tokio::test]
async fn a_token_that_is_gone_is_renewed_once_and_the_page_shows() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let refresh = ann.cookies().into_iter().find(|(name, ..)| name == app::ssr::cookies::REFRESH).unwrap().2;
    let cookie = format!("{}={refresh}", app::ssr::cookies::REFRESH);
    let page = app.anon().send(http::Method::GET, "/documents", &[("cookie", &cookie)], bytes::Bytes::new()).await;
    assert_eq!(page.status, 200);
    let renewed: Vec<_> =
        cookies(&page).into_iter().filter(|cookie| cookie.starts_with(&format!("{}=", app::ssr::cookies::TOKEN))).collect();
    assert_eq!(renewed.len(), 1);
    assert!(
        cookies(&ann.get("/documents").await).iter().all(|cookie| !cookie.starts_with(app::ssr::cookies::TOKEN)),
        "a living token stays"
    );
}

#[tokio::test]
async fn wrong_passwords_and_unknown_people_get_the_same_answer() {
    let app = TestApp::start().await;
    app.person("ann").await;
    let answer = |email: &'static str| {
        let anon = app.anon();
        async move {
            let answer = anon.form("/api/auth/login", &[("email", email), ("password", "not the password at all")]).await;
            (answer.status, answer.text().replace(email, ""))
        }
    };
    assert_eq!(answer("ann@example.com").await, answer("nobody@example.com").await);
}
