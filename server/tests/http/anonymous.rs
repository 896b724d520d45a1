//! Every server function, called by nobody in particular.

use std::collections::BTreeSet;

use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};

use crate::support::TestApp;

const SOME_ID: &str = "018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11";

/// Path, a well-formed body, and whether it answers people who are not logged in.
fn functions() -> Vec<(&'static str, Value, bool)> {
    let request =
        json!({ "purpose": "document", "file_name": "a.pdf", "content_type": "application/pdf", "size_bytes": 1, "checksum_sha256": null });
    vec![
        ("/api/auth/register", json!({ "name": "", "email": "", "password": "" }), true),
        ("/api/auth/login", json!({ "email": "nobody@example.com", "password": "wrong wrong wrong" }), true),
        ("/api/auth/logout", json!({}), true),
        ("/api/auth/me", json!({}), false),
        ("/api/people/list", json!({ "after": null }), false),
        ("/api/uploads/limits", json!({ "purpose": "document" }), false),
        ("/api/uploads/presign", json!({ "request": request }), false),
        ("/api/uploads/start", json!({ "name": "a.pdf", "content_type": "application/pdf" }), false),
        ("/api/uploads/form", json!({ "upload": SOME_ID }), false),
        ("/api/uploads/confirm", json!({ "upload": SOME_ID }), false),
        ("/api/uploads/cancel", json!({ "upload": SOME_ID }), false),
        ("/api/uploads/open", json!({}), false),
        ("/api/documents/list", json!({ "listing": {}, "after": null }), false),
        ("/api/documents/get", json!({ "document": SOME_ID }), false),
        ("/api/documents/restore-version", json!({ "document": SOME_ID, "version": "1" }), false),
        ("/api/documents/download", json!({ "document": SOME_ID, "disposition": "attachment" }), false),
        ("/api/documents/rename", json!({ "document": SOME_ID, "name": "b.pdf", "description": "" }), false),
        ("/api/documents/tag", json!({ "document": SOME_ID, "tags": "rent" }), false),
        ("/api/documents/tag-many", json!({ "documents": SOME_ID, "tags": "rent" }), false),
        ("/api/documents/move", json!({ "documents": SOME_ID, "folder": SOME_ID }), false),
        ("/api/shares/get", json!({ "document": SOME_ID }), false),
        ("/api/shares/grant", json!({ "documents": SOME_ID, "person": "bob" }), false),
        ("/api/shares/change", json!({ "document": SOME_ID, "share": SOME_ID, "role": "view" }), false),
        ("/api/shares/revoke", json!({ "document": SOME_ID, "share": SOME_ID }), false),
        ("/api/shares/leave", json!({ "document": SOME_ID }), false),
        ("/api/links/create", json!({ "document": SOME_ID }), false),
        ("/api/links/revoke", json!({ "document": SOME_ID, "link": SOME_ID }), false),
        ("/api/links/open", json!({ "token": "unknown" }), true),
        ("/api/links/unlock", json!({ "token": "unknown", "password": "quiet heron" }), true),
        ("/api/links/download", json!({ "token": "unknown", "disposition": "attachment" }), true),
        ("/api/folders/list", json!({}), false),
        ("/api/folders/create", json!({ "name": "Rent" }), false),
        ("/api/folders/rename", json!({ "id": SOME_ID, "name": "Rent" }), false),
        ("/api/folders/move", json!({ "id": SOME_ID, "folder": "" }), false),
        ("/api/folders/delete", json!({ "id": SOME_ID }), false),
        ("/api/trash/list", json!({ "after": null }), false),
        ("/api/trash/put", json!({ "document": SOME_ID }), false),
        ("/api/trash/put-many", json!({ "documents": SOME_ID }), false),
        ("/api/trash/restore", json!({ "document": SOME_ID }), false),
        ("/api/trash/purge", json!({ "document": SOME_ID }), false),
        ("/api/images/list", json!({ "after": null }), false),
        ("/api/images/delete", json!({ "image": SOME_ID }), false),
        ("/api/cdn/cookies", json!({}), false),
        ("/api/audit/list", json!({ "after": null }), false),
    ]
}

#[tokio::test]
async fn every_server_function_is_on_the_list() {
    let _app = TestApp::start().await;
    let registered: BTreeSet<_> = server_fn_paths().map(|(path, method)| format!("{method} {path}")).collect();
    let listed: BTreeSet<_> = functions().into_iter().map(|(path, ..)| format!("POST {path}")).collect();
    assert_eq!(registered, listed, "a new server function is added here with a body, so that it is called anonymously");
}

#[tokio::test]
async fn whoever_is_not_logged_in_gets_401_and_nothing_else() {
    let app = TestApp::start().await;
    for (path, body, public) in functions() {
        let answer = app.anon().json(path, &body).await;
        if public {
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
