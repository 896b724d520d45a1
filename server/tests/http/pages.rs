//! Pages: guards before rendering, headers on every status, the built site.

use bytes::Bytes;
use http::Method;

use crate::support::{Answer, TestApp};

fn assert_safe(answer: &Answer, what: &str) {
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains(" 'unsafe-eval'"), "{what}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{what}");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(answer.header("permissions-policy").contains("camera=()"), "{what}");
    assert_eq!(answer.header("x-request-id").len(), 32, "{what}");
}

#[tokio::test]
async fn every_status_carries_the_security_headers() {
    let app = TestApp::start().await;
    let anon = app.anon();
    for (status, path) in [
        (200, "/"),
        (200, "/login"),
        (303, "/documents"),
        (404, "/nowhere"),
        (200, "/pkg/gatehouse.css"),
        (404, "/pkg/x.js"),
        (404, "/api/nowhere"),
        (405, "/api/auth/login"),
    ] {
        let answer = anon.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_safe(&answer, path);
    }
    let refused = anon.send(Method::POST, "/login", &[], Bytes::new()).await;
    assert_eq!(refused.status, 403);
    assert_safe(&refused, "403");
    let large = anon
        .send(
            Method::POST,
            "/login",
            &[("sec-fetch-site", "same-origin"), ("content-type", "application/json")],
            Bytes::from(vec![0; 70_000]),
        )
        .await;
    assert_eq!(large.status, 413);
    assert_safe(&large, "413");
}

#[tokio::test]
async fn a_page_allows_its_own_scripts_by_nonce_and_the_store_and_the_cdn_by_origin() {
    let app = TestApp::start().await;
    let page = app.anon().get("/login").await;
    let policy = page.header("content-security-policy").to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert!(page.text().contains(&format!("nonce=\"{nonce}\"")));
    assert!(policy.contains(app.site.app.bucket.public_origin()) && policy.contains(app.site.app.cdn.public_origin()));
    assert_ne!(app.anon().get("/login").await.header("content-security-policy"), policy, "a nonce is used once");
}

#[tokio::test]
async fn pages_and_answers_are_never_stored_and_hashed_files_for_ever() {
    let app = TestApp::start().await;
    for (path, cache) in [
        ("/login", "no-store"),
        ("/documents", "no-store"),
        ("/nowhere", "no-store"),
        ("/api/nowhere", "no-store"),
        ("/pkg/gatehouse.css", "no-cache"),
        ("/pkg/gatehouse.0123456789abcdef.js", "public, max-age=31536000, immutable"),
        ("/pkg/nowhere.0123456789abcdef.js", "no-store"),
        ("/favicon.svg", "no-cache"),
    ] {
        assert_eq!(app.anon().get(path).await.header("cache-control"), cache, "{path}");
    }
    let packed = app.anon().send(Method::GET, "/pkg/gatehouse.css", &[("accept-encoding", "gzip, br")], Bytes::new()).await;
    assert_eq!((packed.header("content-encoding"), packed.header("content-type"), packed.text().as_str()), ("br", "text/css", "brotli"));
    let sheet = app.anon().get("/style.css").await;
    assert_eq!((sheet.status.as_u16(), sheet.header("location")), (307, "/pkg/gatehouse.css"));
    for outside in ["/pkg/../favicon.svg", "/pkg/%2e%2e/%2e%2e/data/keys/session.key", "/pkg/..%2f..%2fdata/keys/s3.key"] {
        assert_eq!(app.anon().get(outside).await.status, 404, "{outside}");
    }
}

#[tokio::test]
async fn guarded_pages_send_anonymous_people_to_the_log_in() {
    let app = TestApp::start().await;
    for (path, location) in [
        ("/documents", "/login?next=%2Fdocuments"),
        ("/documents?before=abc", "/login?next=%2Fdocuments%3Fbefore%3Dabc"),
        ("/people", "/login?next=%2Fpeople"),
        ("/account", "/login?next=%2Faccount"),
        ("/audit", "/login?next=%2Faudit"),
        ("/upload", "/login?next=%2Fupload"),
        (
            "/uploads/018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11/return",
            "/login?next=%2Fuploads%2F018f6b1e%2D5d4a%2D7a58%2D9b0a%2D8f2d6a3f7b11%2Freturn",
        ),
    ] {
        let answer = app.anon().get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, location), "{path}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    for (next, location) in [
        ("%2Fpeople", "/people"),
        ("%2Fdocuments%3Fbefore%3Dx", "/documents?before=x"),
        ("https%3A%2F%2Fevil.example", "/documents"),
        ("%2F%2Fevil.example", "/documents"),
        ("%2F%5Cevil.example", "/documents"),
        ("%2F%09%2Fevil.example", "/documents"),
        ("%2Fa%0D%0ASet-Cookie%3A%20x", "/documents"),
        ("javascript%3Aalert(1)", "/documents"),
        ("%2Flogin", "/documents"),
        ("", "/documents"),
        ("%FF", "/documents"),
    ] {
        let answer = ann.get(&format!("/login?next={next}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, location), "{next}");
    }
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/a\r\nSet-Cookie: x=y"] {
        let answer = app
            .anon()
            .form("/api/auth/login", &[("email", "ann@example.com"), ("password", crate::support::PASSWORD), ("next", next)])
            .await;
        let location = answer.header("location");
        assert!(location.starts_with('/') && !location.starts_with("//") && !location.contains("evil"), "{next:?}: {location}");
        assert!(answer.headers.get("x").is_none());
    }
}

#[tokio::test]
async fn the_first_page_opens_the_cdn_and_the_next_does_not_ask_again() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let later = app.anon();
    // The same session in a browser that lost the CDN's cookies.
    let session: Vec<_> =
        ann.cookies().into_iter().filter(|(name, ..)| name.starts_with("__Host-gatehouse") && !name.ends_with("cdn")).collect();
    let header = session.iter().map(|(name, _, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
    let page = later.send(Method::GET, "/documents", &[("cookie", &header)], Bytes::new()).await;
    assert_eq!(page.status, 200);
    let set =
        |answer: &Answer| answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>();
    let cookies = set(&page);
    assert_eq!(cookies.iter().filter(|cookie| cookie.starts_with("CloudFront-Policy=")).count(), 3, "{cookies:?}");
    for cookie in &cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"), "{cookie}");
    }
    for path in ["Path=/avatars", "Path=/images", "Path=/thumbnails"] {
        assert!(cookies.iter().any(|cookie| cookie.contains(path)), "{cookies:?}");
    }
    assert!(!cookies.iter().any(|cookie| cookie.starts_with("CloudFront") && cookie.contains("Path=/;")), "{cookies:?}");
    assert!(set(&ann.get("/documents").await).iter().all(|cookie| !cookie.starts_with("CloudFront")), "the marker says they are there");
}

#[tokio::test]
async fn a_database_that_is_gone_answers_503_without_a_word_of_its_own() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    app.site.app.db.reader().clone().close().await.unwrap();
    for path in ["/documents", "/nowhere"] {
        let answer = ann.get(path).await;
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_safe(&answer, path);
        assert!(answer.text().contains("The database does not answer"), "{}", answer.text());
        assert!(!answer.text().to_lowercase().contains("pool"), "{}", answer.text());
    }
    assert_eq!(ann.get("/health/ready").await.status, 503);
    assert_eq!(ann.get("/health/live").await.status, 200);
}

#[tokio::test]
async fn routers_may_be_built_at_the_same_time() {
    let app = TestApp::start().await;
    let runtime = tokio::runtime::Handle::current();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let _context = runtime.enter();
                for _ in 0..20 {
                    let _ = server::router::router(&app.site);
                }
            });
        }
    });
}
