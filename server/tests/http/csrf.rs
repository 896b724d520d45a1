//! Cross-site requests stop before anything happens, whatever they carry.

use bytes::Bytes;
use http::Method;

use crate::support::TestApp;

#[tokio::test]
async fn only_our_own_pages_may_post_and_only_known_types() {
    let app = TestApp::start().await;
    let origin = app.origin.clone();
    let own: &[&[(&str, &str)]] =
        &[&[("sec-fetch-site", "same-origin")], &[("origin", &origin)], &[("sec-fetch-site", "same-origin"), ("origin", &origin)]];
    let foreign: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", &origin)],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://localhost.evil.example")],
        &[("referer", &origin)],
    ];
    let types = ["application/json", "application/x-www-form-urlencoded", "application/json; charset=utf-8", "Application/JSON"];
    let other_types = ["text/plain", "multipart/form-data; boundary=x", "", "text/plain; application/json", "application/jsonp"];
    let anon = app.anon();
    for path in ["/api/auth/login", "/api/documents/list", "/api/unknown", "/documents", "/health/live"] {
        for from in foreign {
            for kind in types.iter().chain(&other_types) {
                let headers: Vec<_> = from.iter().copied().chain([("content-type", *kind)]).collect();
                let answer = anon.send(Method::POST, path, &headers, Bytes::from_static(b"{}")).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}");
            }
        }
        for from in own {
            for kind in other_types {
                let headers: Vec<_> = from.iter().copied().chain([("content-type", kind)]).collect();
                let answer = anon.send(Method::POST, path, &headers, Bytes::from_static(b"{}")).await;
                assert_eq!(answer.status, 415, "{path} {headers:?}");
            }
            for kind in types {
                let headers: Vec<_> = from.iter().copied().chain([("content-type", kind)]).collect();
                let answer = anon.send(Method::POST, path, &headers, Bytes::from_static(b"{}")).await;
                assert!(![403, 415].contains(&answer.status.as_u16()), "{path} {headers:?} {answer:?}");
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = anon.send(method, path, &[("sec-fetch-site", "cross-site")], Bytes::new()).await;
            assert_eq!(answer.status, 403);
        }
    }
}

#[tokio::test]
async fn a_refusal_says_why_in_the_form_that_was_asked_for() {
    let app = TestApp::start().await;
    let json = app.anon().send(Method::POST, "/api/auth/login", &[("content-type", "application/json")], Bytes::new()).await;
    let problem: domain::problem::Problem = json.json();
    assert_eq!(problem.kind, domain::problem::ProblemKind::Forbidden);
    let page = app.anon().send(Method::POST, "/api/auth/login", &[("accept", "text/html,*/*")], Bytes::new()).await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text().contains("did not come from a page of Gatehouse"));
}
