//! The signer gives what AWS documents and what botocore computes.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

mod support;

use support::{signer, vectors};

#[test]
fn forms() {
    let vectors = vectors();
    let posts = vectors["post"].as_array().unwrap();
    assert_eq!(posts.len(), 2);
    for post in posts {
        let text = |name: &str| post[name].as_str().unwrap();
        assert_eq!(signer(post).post(text("date"), text("policy_base64")), text("signature"), "{}", text("name"));
    }
}

#[test]
fn urls() {
    let vectors = vectors();
    let gets = vectors["get"].as_array().unwrap();
    assert_eq!(gets.len(), 3);
    for get in gets {
        let text = |name: &str| get[name].as_str().unwrap_or_default();
        let (host, _) = text("url").strip_prefix("https://").unwrap().split_once('/').unwrap();
        let more = [
            ("response-content-disposition", text("response_content_disposition")),
            ("response-content-type", text("response_content_type")),
        ];
        let more: Vec<_> = more.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let date = text("at").replace(['-', ':'], "");
        let expires = u32::try_from(get["expires_in_seconds"].as_u64().unwrap()).unwrap();
        let signed = signer(get).presign("GET", host, &format!("/{}", text("key")), &date, expires, &more);
        let parts = |url: &str| -> BTreeSet<String> { url.split(['?', '&']).map(str::to_owned).collect() };
        assert_eq!(parts(&format!("https://{host}{signed}")), parts(text("url")), "{}", text("name"));
    }
}
