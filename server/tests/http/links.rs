//! A link's page and what it hands out, for people without an account.

use std::sync::{Arc, Mutex};

use domain::{document::Download, id::DocumentId, upload::ConfirmOutcome};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    documents::{PDF, post_to_s3, presign},
    support::{Client, TestApp},
};

async fn document(app: &TestApp, client: &Client) -> DocumentId {
    let ticket = presign(client, "document", "Hợp đồng.pdf", "application/pdf", PDF).await;
    post_to_s3(app, &ticket, PDF).await;
    match client.json("/api/uploads/confirm", &json!({ "upload": ticket.upload })).await.json() {
        ConfirmOutcome::Ready { document: Some(document), .. } => document,
        other => panic!("{other:?}"),
    }
}

/// The path of a new link's page.
async fn link(app: &TestApp, client: &Client, document: DocumentId, password: &str) -> String {
    let answer = client.json("/api/links/create", &json!({ "document": document, "password": password })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let url: String = answer.json();
    url.strip_prefix(&app.origin).unwrap().to_owned()
}

#[tokio::test]
async fn a_links_page_is_stored_nowhere_and_tells_its_address_nobody() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let path = link(&app, &ann, document(&app, &ann).await, "").await;
    let page = app.anon().get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Hợp đồng.pdf") && page.text().contains("noindex"));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "strict-origin-when-cross-origin");
    let token = path.strip_prefix("/s/").unwrap();
    let issued = app.anon().form("/api/links/download", &[("token", token), ("disposition", "attachment")]).await;
    assert_eq!(issued.status, 303, "{}", issued.text());
    assert!(!issued.header("location").contains(token));
    assert_eq!(&app.anon().get(issued.header("location")).await.body[..], PDF);
    for gone in ["/s/unknown", "/s/", "/s/a/b"] {
        let answer = app.anon().get(gone).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (404, "no-store"), "{gone}");
    }
}

#[tokio::test]
async fn a_password_is_asked_for_before_anything_is_told() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let path = link(&app, &ann, document(&app, &ann).await, "quiet heron").await;
    let token = path.strip_prefix("/s/").unwrap();
    let guest = app.anon();
    let page = guest.get(&path).await;
    assert!(page.text().contains("Password") && !page.text().contains("Hợp"), "{}", page.text());
    let call = json!({ "token": token, "disposition": "attachment" });
    assert_eq!(guest.json("/api/links/download", &call).await.status, 403);

    let wrong = guest.form("/api/links/unlock", &[("token", token), ("password", "quiet herons")]).await;
    assert_eq!((wrong.status.as_u16(), wrong.header("location")), (303, path.as_str()));
    assert!(guest.get(&path).await.text().contains("This password is wrong"));
    let right = guest.form("/api/links/unlock", &[("token", token), ("password", "quiet heron")]).await;
    assert_eq!((right.status.as_u16(), right.header("location")), (303, path.as_str()));
    let cookie = right.header("set-cookie");
    assert!(cookie.starts_with("__Host-gatehouse-link=") && cookie.contains("Max-Age=900; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
    assert!(guest.get(&path).await.text().contains("Hợp đồng.pdf"));
    let issued: Download = guest.json("/api/links/download", &call).await.json();
    assert_eq!(&app.anon().get(&issued.url).await.body[..], PDF);
    assert_eq!(app.anon().json("/api/links/download", &call).await.status, 403, "without the cookie");
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// On the test's own thread, which is the server's too: there the subscriber counts.
#[tokio::test]
async fn no_log_holds_a_links_token() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(log.clone()).finish();
    let _logged = tracing::subscriber::set_default(subscriber);
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let path = link(&app, &ann, document(&app, &ann).await, "quiet heron").await;
    let token = path.strip_prefix("/s/").unwrap();
    app.anon().get(&path).await;
    app.anon().get(&format!("{path}?x=1")).await;
    app.anon().get(&format!("/login?next={path}")).await;
    app.anon().form("/api/links/unlock", &[("token", token), ("password", "wrong guess")]).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/s/…") && text.contains("/api/links/unlock"), "{text}");
    assert!(!text.contains(token), "{text}");
}
