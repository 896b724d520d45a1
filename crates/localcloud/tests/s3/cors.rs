//! The bucket's CORS rules.

use crate::support::{Answer, BUCKET, Request, Server};

const APP: &str = "http://localhost:3000";
const RULES: &str = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>\
    <AllowedOrigin>http://localhost:3000</AllowedOrigin><AllowedOrigin>https://*.example.com</AllowedOrigin>\
    <AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>Range</AllowedHeader>\
    <AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>";

async fn preflight(server: &Server, origin: &str, method: &str) -> Answer {
    let request = Request::new("OPTIONS", format!("/{BUCKET}/"));
    server.send(&request.header("Origin", origin).header("Access-Control-Request-Method", method)).await
}

fn allowed(answer: &Answer) -> [&str; 4] {
    ["origin", "methods", "headers", "credentials"].map(|name| answer.header(&format!("access-control-allow-{name}")))
}

#[tokio::test]
async fn rules_are_kept_read_and_removed() {
    let server = Server::start().await;
    assert_eq!(preflight(&server, APP, "POST").await.status, 403, "without rules");
    let read = Request::new("GET", format!("/{BUCKET}?cors"));
    let answer = server.signed(read.clone()).await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (404, "NoSuchCORSConfiguration"));

    server.configure("cors", RULES).await;
    let server = server.restart().await;
    assert_eq!(preflight(&server, APP, "POST").await.status, 200);
    let answer = server.signed(read).await;
    assert_eq!((answer.element("AllowedOrigin").as_str(), answer.element("MaxAgeSeconds").as_str()), (APP, "600"));

    let anybody = Request::new("PUT", format!("/{BUCKET}?cors")).body(RULES.replace("3000", "6666"));
    assert_eq!(server.send(&anybody).await.status, 403);
    assert_eq!(server.signed(Request::new("DELETE", format!("/{BUCKET}?cors"))).await.status, 204);
    assert_eq!(preflight(&server, APP, "POST").await.status, 403);
}

#[tokio::test]
async fn anybody_by_a_star() {
    let server = Server::start().await;
    let rules =
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
    server.configure("cors", rules).await;
    let answer = preflight(&server, "https://a.test", "GET").await;
    assert_eq!((answer.status, allowed(&answer)), (200, ["*", "GET", "", ""]), "a star never goes with credentials");
    assert_eq!(preflight(&server, "https://a.test", "POST").await.status, 403);
}
