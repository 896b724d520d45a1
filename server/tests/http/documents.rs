//! The three flows, byte for byte: upload by ticket, download by URL, avatars by cookie.

use bytes::Bytes;
use domain::{
    audit::{AuditList, AuditRow},
    cursor::Page,
    document::{DocumentList, DocumentRow, Download},
    id::{DocumentId, UploadId},
    upload::{ConfirmOutcome, OpenUpload, Ticket},
};
use http::Method;
use serde_json::json;

use crate::support::{Answer, Client, Engine, PASSWORD, TestApp, multipart};

pub(crate) const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";
/// Its SHA-256, as `sha256sum` prints it and as S3 tells it.
const PDF_SHA256: [&str; 2] =
    ["904636248025ad20fb9c6bd8b700179a2a42edb5df3636e926c7e09055ee3f75", "kEY2JIAlrSD7nGvYtwAXmipC7bXfNjbpJsfgkFXuP3U="];
/// One opaque pixel.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
    \0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

pub(crate) async fn presign(client: &Client, purpose: &str, name: &str, content_type: &str, bytes: &[u8]) -> Ticket {
    let request =
        json!({ "purpose": purpose, "file_name": name, "content_type": content_type, "size_bytes": bytes.len(), "checksum_sha256": null });
    let answer = client.json("/api/uploads/presign", &json!({ "request": request })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What the browser sends to S3: on another origin, without our cookies.
pub(crate) async fn post_to_s3(app: &TestApp, ticket: &Ticket, bytes: &[u8]) -> Answer {
    let (content_type, body) = multipart(&ticket.fields, bytes);
    app.anon().send(Method::POST, &ticket.url, &[("content-type", &content_type), ("origin", &app.origin)], body).await
}

pub(crate) async fn confirm(client: &Client, upload: UploadId) -> ConfirmOutcome {
    client.json("/api/uploads/confirm", &json!({ "upload": upload })).await.json()
}

async fn download(client: &Client, document: DocumentId) -> Answer {
    client.json("/api/documents/download", &json!({ "document": document, "disposition": "attachment" })).await
}

/// The CDN's cookies of one path, as a browser would send them, to any path.
fn cdn_cookies(client: &Client, path: &str) -> String {
    client
        .cookies()
        .iter()
        .filter(|(_, scope, _)| scope == path)
        .map(|(name, _, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ")
}

fn key(ticket: &Ticket) -> String {
    let (_, key) = ticket.fields.iter().find(|(name, _)| name == "key").unwrap();
    key.strip_prefix("incoming/").expect("a ticket never points at the final key").to_owned()
}

/// The documents that somebody's list shows.
async fn listed(client: &Client) -> Page<DocumentRow> {
    let list: DocumentList = client.json("/api/documents/list", &json!({ "listing": {}, "after": null })).await.json();
    list.documents
}

async fn a_document_goes_in_and_comes_out(engine: Engine) {
    let Some(app) = TestApp::start_on(engine).await else { return };
    let ann = app.person("ann").await;
    let ticket = presign(&ann, "document", "Hợp đồng.pdf", "application/pdf", PDF).await;
    let stored = post_to_s3(&app, &ticket, PDF).await;
    assert_eq!(stored.status, 201, "{}", stored.text());
    assert_eq!(stored.header("access-control-allow-origin"), app.origin);
    let ConfirmOutcome::Ready { document: Some(document), url: None } = confirm(&ann, ticket.upload).await else { panic!("not ready") };
    assert!(matches!(confirm(&ann, ticket.upload).await, ConfirmOutcome::Ready { document: Some(same), .. } if same == document));

    let list = listed(&ann).await;
    assert_eq!(list.items.len(), 1);
    assert_eq!((list.items[0].id, list.items[0].name.as_str(), list.items[0].size_bytes), (document, "Hợp đồng.pdf", PDF.len() as u64));
    // Nobody declared one, so it is the store's.
    assert_eq!((list.items[0].sha256.as_deref(), list.items[0].sha256_verified), (Some(PDF_SHA256[0]), true));

    let issued: Download = download(&ann, document).await.json();
    assert_eq!(issued.sha256.as_deref(), Some(PDF_SHA256[0]));
    let file = app.anon().send(Method::GET, &issued.url, &[("origin", &app.origin)], Bytes::new()).await;
    assert_eq!(file.header("x-amz-checksum-sha256"), PDF_SHA256[1]);
    assert!(file.header("access-control-expose-headers").contains("x-amz-checksum-sha256"));
    assert_eq!((file.status.as_u16(), &file.body[..]), (200, PDF));
    assert!(file.header("content-disposition").starts_with("attachment;"), "{}", file.header("content-disposition"));
    assert!(file.header("content-disposition").contains("filename*=UTF-8''H%E1%BB%A3p%20"), "{}", file.header("content-disposition"));

    // The ticket still lives: what it brings now is not what was confirmed.
    let mut other = PDF.to_vec();
    other[20] ^= 1;
    post_to_s3(&app, &ticket, &other).await;
    assert!(matches!(confirm(&ann, ticket.upload).await, ConfirmOutcome::Ready { document: Some(same), .. } if same == document));
    let issued: Download = download(&ann, document).await.json();
    assert_eq!(&app.anon().get(&issued.url).await.body[..], PDF);

    // Somebody else: the same answer as for a document that does not exist, and a line in the audit log.
    let bob = app.person("bob").await;
    let refused = download(&bob, document).await;
    let unknown = download(&bob, DocumentId(uuid::Uuid::from_u128(7))).await;
    assert_eq!((refused.status.as_u16(), refused.body), (404, unknown.body));
    let theirs = listed(&bob).await;
    assert!(theirs.items.is_empty());
    let stolen = bob.json("/api/uploads/confirm", &json!({ "upload": ticket.upload })).await;
    assert_eq!(stolen.status, 404);
    assert_eq!(bob.json("/api/audit/list", &json!({ "query": "" })).await.status, 403);

    let root = app.admin().await;
    let log: AuditList = root.json("/api/audit/list", &json!({ "query": "" })).await.json();
    let refused = |row: &&AuditRow| {
        row.action == "document.download"
            && row.result == domain::audit::AuditResult::Refused
            && row.resource_id == Some(document.to_string())
    };
    let log = log.page;
    assert_eq!(log.items.iter().filter(refused).count(), 1, "{:?}", log.items);
    assert!(
        log.items.iter().all(|row| row.action == "auth.register"
            || row.action == "upload.expire"
            || row.ip.as_deref() == Some("127.0.0.1")
            || row.actor.is_none()),
        "{:?}",
        log.items
    );
    for action in ["auth.register", "auth.login", "upload.presign", "upload.confirm", "document.download", "cdn.cookies"] {
        assert!(log.items.iter().any(|row| row.action == action), "{action}");
    }
}

#[tokio::test]
async fn a_document_on_sqlite() {
    a_document_goes_in_and_comes_out(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_document_on_postgres() {
    a_document_goes_in_and_comes_out(Engine::Postgres).await;
}

#[tokio::test]
async fn pictures_open_with_the_cookies_and_documents_never_do() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let cdn = app.site.app.cdn.public_origin().to_owned();
    let avatar = presign(&ann, "avatar", "me.png", "image/png", PNG).await;
    assert_eq!(post_to_s3(&app, &avatar, PNG).await.status, 201);
    let ConfirmOutcome::Ready { document: None, url: Some(url) } = confirm(&ann, avatar.upload).await else { panic!("not ready") };
    assert_eq!(url, format!("{cdn}/{}", key(&avatar)));
    let document = presign(&ann, "document", "a.pdf", "application/pdf", PDF).await;
    assert_eq!(post_to_s3(&app, &document, PDF).await.status, 201);
    assert!(matches!(confirm(&ann, document.upload).await, ConfirmOutcome::Ready { .. }));

    let get = |url: String, cookies: String| {
        let browser = app.anon();
        async move {
            let headers: &[(&str, &str)] = if cookies.is_empty() { &[] } else { &[("cookie", &cookies)] };
            browser.send(Method::GET, &url, headers, Bytes::new()).await
        }
    };
    let (avatars, images) = (cdn_cookies(&ann, "/avatars"), cdn_cookies(&ann, "/images"));
    assert!(avatars.contains("CloudFront-Signature=") && images.contains("CloudFront-Signature="));
    let shown = get(url.clone(), avatars.clone()).await;
    assert_eq!((shown.status.as_u16(), &shown.body[..]), (200, PNG));
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(get(url.clone(), String::new()).await.status, 403, "no cookies");
    assert_eq!(get(url, images.clone()).await.status, 403, "another path's cookies");
    for cookies in [avatars, images] {
        for path in [
            key(&document),
            format!("avatars/../{}", key(&document)),
            format!("avatars/%2e%2e/{}", key(&document)),
            format!("incoming/{}", key(&avatar)),
        ] {
            assert_eq!(get(format!("{cdn}/{path}"), cookies.clone()).await.status, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn without_javascript_a_form_uploads_and_a_form_downloads() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let started = ann.form("/api/uploads/start", &[("name", "Rechnung.pdf"), ("content_type", "application/pdf")]).await;
    assert_eq!(started.status, 303, "{started:?}");
    let page = ann.get(started.header("location")).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("x-amz-signature") && page.text().contains("multipart/form-data"));
    let upload: UploadId = started.header("location").rsplit('/').next().unwrap().parse().unwrap();
    let ticket: Ticket = ann.json("/api/uploads/form", &json!({ "upload": upload })).await.json();
    let posted = post_to_s3(&app, &ticket, PDF).await;
    assert_eq!(posted.status, 303, "{}", posted.text());
    let back = posted.header("location").to_owned();
    assert!(back.starts_with(&format!("{}/uploads/{upload}/return", app.origin)), "{back}");
    let confirmed = ann.get(back.strip_prefix(&app.origin).unwrap()).await;
    let list = listed(&ann).await;
    let page = format!("/documents/{}?uploaded", list.items[0].id);
    assert_eq!((confirmed.status.as_u16(), confirmed.header("location")), (303, page.as_str()));
    assert_eq!(list.items[0].name, "Rechnung.pdf");
    let documents = ann.get("/documents").await;
    assert!(documents.text().contains("Rechnung.pdf"));

    let sent = ann.form("/api/documents/download", &[("document", &list.items[0].id.to_string()), ("disposition", "attachment")]).await;
    assert_eq!(sent.status, 303, "{sent:?}");
    assert_eq!(&app.anon().get(sent.header("location")).await.body[..], PDF);

    let bob = app.person("bob").await;
    assert_eq!(bob.get(&format!("/uploads/{upload}/return")).await.status, 404);
    assert_eq!(bob.get("/uploads/nonsense/return").await.status, 404);
}

#[tokio::test]
async fn what_is_under_way_stands_on_the_page_of_its_person_alone() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let ticket = presign(&ann, "document", "Hợp đồng.pdf", "application/pdf", PDF).await;
    let open = async |client: &Client| -> Vec<OpenUpload> { client.json("/api/uploads/open", &json!({})).await.json() };
    assert_eq!(open(&ann).await.iter().map(|row| row.id).collect::<Vec<_>>(), [ticket.upload]);
    assert_eq!(open(&bob).await, []);
    let page = ann.get("/documents").await.text();
    assert!(page.contains("On their way") && page.contains("Hợp đồng.pdf"), "{page}");
    assert!(!bob.get("/documents").await.text().contains("On their way"));

    assert_eq!(bob.json("/api/uploads/cancel", &json!({ "upload": ticket.upload })).await.status, 404);
    assert_eq!(ann.json("/api/uploads/cancel", &json!({ "upload": ticket.upload })).await.status, 200);
    assert!(!ann.get("/documents").await.text().contains("On their way"));
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_refused_and_gone() {
    let app = TestApp::start().await;
    let ann = app.person("ann").await;
    let html = b"<!doctype html><script>alert(1)</script>";
    let ticket = presign(&ann, "document", "a.pdf", "application/pdf", html).await;
    assert_eq!(post_to_s3(&app, &ticket, html).await.status, 201);
    assert!(matches!(confirm(&ann, ticket.upload).await, ConfirmOutcome::Rejected { .. }));
    assert!(app.site.app.bucket.head(&format!("incoming/{}", key(&ticket))).await.unwrap().is_none());
    for (content_type, status) in [("image/svg+xml", 422), ("text/html", 422)] {
        let request =
            json!({ "purpose": "document", "file_name": "a", "content_type": content_type, "size_bytes": 5, "checksum_sha256": null });
        let answer = ann.json("/api/uploads/presign", &json!({ "request": request })).await;
        assert_eq!(answer.status, status, "{content_type}: {}", answer.text());
    }
    let request = json!({ "purpose": "document", "file_name": "a.pdf", "content_type": "application/pdf", "size_bytes": 61 * 1024 * 1024, "checksum_sha256": null });
    let answer = ann.json("/api/uploads/presign", &json!({ "request": request })).await;
    assert_eq!((answer.status.as_u16(), answer.text().contains("61 MB, the limit is 50 MB")), (413, true), "{}", answer.text());
    let larger = presign(&ann, "document", "b.pdf", "application/pdf", PDF).await;
    let over = post_to_s3(&app, &larger, &[PDF, PDF].concat()).await;
    assert_eq!((over.status.as_u16(), over.text().contains("<Code>EntityTooLarge</Code>")), (400, true), "{}", over.text());
}

impl TestApp {
    /// An administrator, made as the command line makes one.
    pub(crate) async fn admin(&self) -> Client {
        let email = "root@example.com".parse().unwrap();
        services::accounts::create_admin(&self.site.app, email, "Root".parse().unwrap(), PASSWORD).await.unwrap();
        let client = self.anon();
        client.form("/api/auth/login", &[("email", "root@example.com"), ("password", PASSWORD)]).await;
        client
    }
}
