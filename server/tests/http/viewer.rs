//! The frame that shows PDFs: its files' policy, and where its bytes come from.

use bytes::Bytes;
use domain::problem::Problem;
use http::Method;

use crate::{
    documents::{PDF, post_to_s3, presign},
    support::TestApp,
};

#[tokio::test]
async fn the_viewer_may_load_its_own_files_and_nothing_else() {
    let app = TestApp::start().await;
    let origin = &app.origin;
    let policy = format!(
        "default-src 'none'; script-src {origin}/viewer/; worker-src blob:; style-src {origin}/viewer/; img-src blob: data:; \
         font-src {origin}/viewer/ blob: data:; connect-src {origin}/viewer/; base-uri 'none'; form-action 'none'; frame-ancestors {origin}; \
         sandbox allow-scripts"
    );
    for (path, cache, content_type) in [
        ("/viewer/pdf.html", "no-cache", "text/html"),
        ("/viewer/pdfjs-1.0.0/pdf.min.mjs", "public, max-age=31536000, immutable", "application/javascript"),
    ] {
        let answer = app.anon().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    for path in ["/pkg/gatehouse.css", "/favicon.svg", "/login", "/viewer"] {
        assert!(app.anon().get(path).await.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_preview_leads_to_the_store_and_says_why_it_does_not() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let ticket = presign(&ann, "document", "lease.pdf", "application/pdf", PDF).await;
    post_to_s3(&app, &ticket, PDF).await;
    let confirmed = ann.json("/api/uploads/confirm", &serde_json::json!({ "upload": ticket.upload })).await;
    let outcome: serde_json::Value = confirmed.json();
    let path = format!("/documents/{}/preview?version=1", outcome["ready"]["document"].as_str().unwrap());

    let script: &[(&str, &str)] = &[("accept", "application/json")];
    let led = ann.send(Method::GET, &path, script, Bytes::new()).await;
    assert_eq!((led.status.as_u16(), led.body.len()), (303, 0), "no byte of it comes from the app");
    let file = app.anon().send(Method::GET, led.header("location"), &[("origin", &app.origin)], Bytes::new()).await;
    assert_eq!((file.header("access-control-allow-origin"), file.header("content-type")), (&*app.origin, "application/pdf"));
    assert_eq!(&file.body[..], PDF);
    let foreign = app.anon().send(Method::GET, led.header("location"), &[("origin", "null")], Bytes::new()).await;
    assert!(foreign.headers.get("access-control-allow-origin").is_none(), "a frame of no origin reads nothing itself");

    let refused = bob.send(Method::GET, &path, script, Bytes::new()).await;
    assert_eq!((refused.status.as_u16(), refused.header("content-type")), (404, "application/json"));
    assert_eq!(refused.json::<Problem>(), Problem::not_found("document"));
    let framed = bob.get(&path).await;
    assert_eq!((framed.status.as_u16(), framed.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(framed.header("content-security-policy").contains("frame-ancestors 'self'"));
}
