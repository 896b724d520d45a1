//! Every server function, called by nobody in particular.

use std::collections::BTreeSet;

use crate::{
    functions::{Function, Needs, functions},
    support::TestApp,
};
use leptos::server_fn::axum::server_fn_paths;

const SOME_ID: &str = "018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11";

#[tokio::test]
async fn every_server_function_is_on_the_list() {
    let _app = TestApp::start().await;
    let registered: BTreeSet<_> = server_fn_paths().map(|(path, method)| format!("{method} {path}")).collect();
    let listed = functions(SOME_ID).into_iter().filter(|function| function.body.is_some());
    let listed: BTreeSet<_> = listed.map(|function| format!("POST {}", function.path)).collect();
    assert_eq!(registered, listed, "a new server function is put on the list, so that everybody who should not be answered calls it");
}

#[tokio::test]
async fn whoever_is_not_logged_in_gets_401_and_nothing_else() {
    let app = TestApp::start().await;
    for Function { path, body, needs } in functions(SOME_ID) {
        let Some(body) = body else {
            let page = app.anon().get(&path).await;
            assert!(page.header("location").starts_with("/login?next="), "{path}: {page:?}");
            continue;
        };
        let answer = app.anon().json(&path, &body).await;
        if needs == Needs::Nothing {
            assert!(answer.status.as_u16() < 500, "{path}: {answer:?}");
        } else {
            assert_eq!(answer.status, 401, "{path}: {answer:?}");
            let problem: domain::problem::Problem = answer.json();
            assert_eq!(problem, domain::problem::Problem::unauthenticated(), "{path}");
        }
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.headers.get_all("set-cookie").iter().all(|cookie| cookie.to_str().unwrap().contains("Max-Age=0")), "{path}");
    }
}

#[tokio::test]
async fn a_forged_session_opens_nothing() {
    let app = TestApp::start().await;
    for cookie in
        ["__Host-gatehouse=eyJhbGciOiJub25lIn0.e30.", "__Host-gatehouse=x; __Host-gatehouse-refresh=y", "__Host-gatehouse-refresh="]
    {
        let headers = [("cookie", cookie), ("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
        let answer = app.anon().send(http::Method::POST, "/api/documents/list", &headers, r#"{"listing":{},"after":null}"#.into()).await;
        assert_eq!(answer.status, 401, "{cookie}");
    }
}
