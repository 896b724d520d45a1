//! Which pages may read the answers, errors too.

use crate::support::{Answer, BUCKET, Request, Server, Signer, Ticket, amz_date, real_now};

const APP: &str = "http://localhost:3000";
const RULES: &str = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>\
    <AllowedOrigin>http://localhost:3000</AllowedOrigin><AllowedOrigin>https://*.example.com</AllowedOrigin>\
    <AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>Range</AllowedHeader>\
    <AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>";

async fn server() -> Server {
    let server = Server::start().await;
    server.configure("cors", RULES).await;
    server
}

async fn preflight(server: &Server, origin: &str, method: &str, headers: &str) -> Answer {
    let request = Request::new("OPTIONS", format!("/{BUCKET}/"));
    let request = request.header("Origin", origin).header("Access-Control-Request-Method", method);
    let request = if headers.is_empty() { request } else { request.header("Access-Control-Request-Headers", headers) };
    server.send(&request).await
}

fn allowed(answer: &Answer) -> [&str; 4] {
    ["origin", "methods", "headers", "credentials"].map(|name| answer.header(&format!("access-control-allow-{name}")))
}

#[tokio::test]
async fn preflights_that_are_allowed() {
    let server = server().await;
    let answer = preflight(&server, APP, "POST", "").await;
    assert_eq!((answer.status, allowed(&answer)), (200, [APP, "POST, GET", "", "true"]));
    assert_eq!(answer.header("access-control-max-age"), "600");
    assert_eq!(answer.header("access-control-expose-headers"), "ETag");
    assert_eq!(answer.header("vary"), "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    let answer = preflight(&server, "https://app.example.com", "GET", "range, X-Amz-Date").await;
    assert_eq!((answer.status, allowed(&answer)), (200, ["https://app.example.com", "POST, GET", "range, x-amz-date", "true"]));
}

#[tokio::test]
async fn preflights_that_are_refused() {
    let server = server().await;
    for (origin, method, headers) in [
        ("http://localhost:3001", "POST", ""),
        ("https://example.com.evil.test", "POST", ""),
        ("null", "POST", ""),
        (APP, "DELETE", ""),
        (APP, "", ""),
        (APP, "POST", "authorization"),
        (APP, "POST", "range, authorization"),
    ] {
        let answer = preflight(&server, origin, method, headers).await;
        assert_eq!((answer.status, answer.element("Code").as_str()), (403, "AccessForbidden"), "{origin} {method} {headers}");
        assert_eq!(allowed(&answer), ["", "", "", ""]);
    }
    let answer = server.send(&Request::new("OPTIONS", format!("/{BUCKET}/"))).await;
    let message = "Insufficient information. Origin request header needed.";
    assert_eq!(answer.refusal(), (400, "BadRequest".to_owned(), message.to_owned()));
}

#[tokio::test]
async fn every_answer_can_be_read_by_the_app_and_by_nobody_else() {
    let server = server().await;
    server.put("documents/a", "text/plain", b"a").await;
    let form = Ticket::new(server.now(), "incoming/a").sign();
    let url = |key: &str, ago: i64| {
        let date = amz_date(real_now() - ago);
        Signer::right().presign("GET", &server.host(), &format!("/{BUCKET}/{key}"), &date, 60, &[])
    };
    let not_a_form = Request::new("POST", format!("/{BUCKET}/"));
    let elsewhere = Request { target: "/another".to_owned(), ..form.request(b"x") };
    for (request, status) in [
        (form.request(b"x"), 201),
        (form.clone().set("key", "b").request(b"x"), 403),
        (form.clone().set("x-amz-signature", "b").request(b"x"), 403),
        (form.clone().without("x-amz-signature").request(b"x"), 400),
        (form.request(b""), 400),
        (form.request(&vec![b'a'; 1 << 20]), 400),
        (not_a_form, 412),
        (elsewhere, 404),
        (Request::new("GET", url("documents/a", 0)), 200),
        (Request::new("GET", url("documents/a", 0)).header("Range", "bytes=0-0"), 206),
        (Request::new("GET", url("documents/a", 0)).header("Range", "bytes=9-"), 416),
        (Request::new("GET", url("documents/missing", 0)), 404),
        (Request::new("GET", url("documents/a", 61)), 403),
        (Request::new("GET", url("documents/a", 0).replace("documents/a", "documents/b")), 403),
        (Request::new("GET", format!("/{BUCKET}/documents/a")), 403),
    ] {
        let answer = server.send(&request.clone().header("Origin", APP)).await;
        assert_eq!((answer.status, allowed(&answer)[0]), (status, APP), "{} {}", request.method, request.target);
        assert_eq!((answer.header("access-control-expose-headers"), answer.header("vary").contains("Origin")), ("ETag", true));
        let answer = server.send(&request.clone().header("Origin", "https://evil.test")).await;
        assert_eq!((answer.status, allowed(&answer)), (status, ["", "", "", ""]));
        let answer = server.send(&request).await;
        assert_eq!((answer.status, allowed(&answer)), (status, ["", "", "", ""]));
    }
}

#[tokio::test]
async fn rules_are_kept_read_and_removed() {
    let server = Server::start().await;
    assert_eq!(preflight(&server, APP, "POST", "").await.status, 403, "without rules");
    let read = Request::new("GET", format!("/{BUCKET}?cors"));
    let answer = server.signed(read.clone()).await;
    assert_eq!((answer.status, answer.element("Code").as_str()), (404, "NoSuchCORSConfiguration"));

    server.configure("cors", RULES).await;
    let server = server.restart().await;
    assert_eq!(preflight(&server, APP, "POST", "").await.status, 200);
    let answer = server.signed(read).await;
    assert_eq!((answer.element("AllowedOrigin").as_str(), answer.element("MaxAgeSeconds").as_str()), (APP, "600"));

    let anybody = Request::new("PUT", format!("/{BUCKET}?cors")).body(RULES.replace("3000", "6666"));
    assert_eq!(server.send(&anybody).await.status, 403);
    assert_eq!(server.signed(Request::new("DELETE", format!("/{BUCKET}?cors"))).await.status, 204);
    assert_eq!(preflight(&server, APP, "POST", "").await.status, 403);
}

#[tokio::test]
async fn anybody_by_a_star() {
    let server = Server::start().await;
    let rules =
        "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
    server.configure("cors", rules).await;
    let answer = preflight(&server, "https://a.test", "GET", "").await;
    assert_eq!((answer.status, allowed(&answer)), (200, ["*", "GET", "", ""]), "a star never goes with credentials");
    assert_eq!(preflight(&server, "https://a.test", "POST", "").await.status, 403);
}
