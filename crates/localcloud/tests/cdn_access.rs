//! Who gets in at the edge, over TCP.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cdn_support;

use std::sync::atomic::Ordering;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::KeyPair as _;
use cdn_support::{END, NOW, Running, WEBP, avatars_policy, cookies, encode, pem, policy, start, vectors};
use localcloud::cdn::{KeyGroup, KeyGroupError};

const REFUSED: &str = "Error from cloudfront";

async fn code(running: &Running, cookies: &str) -> String {
    let answer = running.with_cookies("/avatars/u/a.webp", cookies).await;
    if answer.status == 200 {
        return "200".to_owned();
    }
    let (status, x_cache, code) = answer.refusal();
    assert_eq!((status, x_cache, answer.header("content-type")), (403, REFUSED, "text/xml"));
    code.to_owned()
}

#[tokio::test]
async fn every_vector_of_every_algorithm_opens_its_resource() {
    let running = start().await;
    let vectors = vectors();
    let avatars = &vectors["vectors"][0];
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let carried = text(&avatars["policy_encoded"]);
    let opens = |signature: String, id: &str, hash: &str| {
        format!("CloudFront-Policy={carried}; CloudFront-Signature={signature}; CloudFront-Key-Pair-Id={id}{hash}")
    };
    for (signature, hash, expected) in [
        ("rsa_sha1", "", "200"),
        ("rsa_sha1", "; CloudFront-Hash-Algorithm=SHA1", "200"),
        ("rsa_sha256", "; CloudFront-Hash-Algorithm=SHA256", "200"),
        ("rsa_sha1", "; CloudFront-Hash-Algorithm=SHA256", "AccessDenied"),
        ("rsa_sha256", "", "AccessDenied"),
        ("rsa_sha256", "; CloudFront-Hash-Algorithm=SHA512", "AccessDenied"),
        ("rsa_sha1", "; CloudFront-Hash-Algorithm=SHA512", "AccessDenied"),
    ] {
        assert_eq!(code(&running, &opens(text(&avatars[signature]), "KRSA", hash)).await, expected, "{signature}{hash}");
    }
    let ecdsa = text(&vectors["ecdsa_p256_sha256"]["signature_der_encoded"]);
    assert_eq!(code(&running, &opens(ecdsa.clone(), "KEC", "; CloudFront-Hash-Algorithm=SHA256")).await, "200");
    assert_eq!(code(&running, &opens(ecdsa, "KEC", "")).await, "AccessDenied");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn canned_vectors_open_one_object() {
    let running = start().await;
    running.clock.store(1_577_836_799, Ordering::SeqCst);
    let vectors = vectors();
    let canned = &vectors["vectors"][1];
    for (signature, hash) in [("rsa_sha1", ""), ("rsa_sha256", "; CloudFront-Hash-Algorithm=SHA256")] {
        let signature = canned[signature].as_str().unwrap();
        let cookies = format!("CloudFront-Expires=1577836800; CloudFront-Signature={signature}; CloudFront-Key-Pair-Id=KRSA{hash}");
        let headers = [("Host", "d111111abcdef8.cloudfront.net"), ("Cookie", cookies.as_str())];
        // Past the signature it meets the origin access policy, whose answer is S3's XML; CloudFront's own is text/xml.
        for (path, refuser) in [
            ("/private-content/private.jpeg", "application/xml"),
            ("/private-content/other.jpeg", "text/xml"),
            ("/private-content/private.jpeg?v=1", "text/xml"),
        ] {
            assert_eq!(running.send("GET", path, &headers, b"").await.header("content-type"), refuser, "{path}");
        }
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn refuses_in_cloudfronts_words() {
    let running = start().await;
    let bare = running.send("GET", "/avatars/u/a.webp", &[], b"").await;
    assert_eq!(
        bare.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>MissingKey</Code>\
         <Message>Missing Key-Pair-Id query parameter or cookie value</Message></Error>"
    );
    assert_eq!((bare.status, bare.header("content-type"), bare.header("x-cache")), (403, "text/xml", REFUSED));

    let good = avatars_policy();
    let carried = encode(good.as_bytes());
    let signature = encode(&running.keys.sign("KRSA", &good));
    let foreign = encode(&running.keys.sign("KRSA", &policy("https://cdn.example.com/images/*")));
    let cases = [
        (cookies(&carried, &signature, "KRSA"), "200"),
        (cookies(&carried, &signature, "KOTHER"), "InvalidKey"),
        (cookies(&carried, &signature, "KEC"), "AccessDenied"),
        (cookies(&carried, &signature, ""), "MissingKey"),
        (cookies(&carried, "a b", "KRSA"), "MalformedSignature"),
        (cookies(&carried, "abc", "KRSA"), "MalformedSignature"),
        (cookies(&carried, "", "KRSA"), "MalformedSignature"),
        (cookies(&carried, &foreign, "KRSA"), "AccessDenied"),
        (cookies(&carried, &signature[..signature.len() - 4], "KRSA"), "AccessDenied"),
        (cookies("!", &signature, "KRSA"), "MalformedPolicy"),
        (cookies(&encode(b"{}"), &signature, "KRSA"), "MalformedPolicy"),
        (format!("CloudFront-Signature={signature}; CloudFront-Key-Pair-Id=KRSA"), "MalformedPolicy"),
        (format!("CloudFront-Policy={carried}; CloudFront-Key-Pair-Id=KRSA"), "MalformedSignature"),
        (format!("CloudFront-Expires=soon; CloudFront-Signature={signature}; CloudFront-Key-Pair-Id=KRSA"), "MalformedPolicy"),
        (running.keys.cookies("KRSA", &policy("https://cdn.example.com/images/*")), "AccessDenied"),
        (running.keys.cookies("KRSA", &policy("http://cdn.example.com/avatars/*")), "AccessDenied"),
        (running.keys.cookies("KRSA", &policy("https://other.example.com/avatars/*")), "AccessDenied"),
        (running.keys.cookies("KEC", &good), "200"),
    ];
    for (cookies, expected) in cases {
        assert_eq!(code(&running, &cookies).await, expected, "{cookies}");
    }
    running.stop().await.unwrap();
}

/// One changed bit of the policy or of the signature, each at many places.
#[tokio::test]
async fn tampering_anywhere_is_seen() {
    let running = start().await;
    let good = avatars_policy();
    for id in ["KRSA", "KEC"] {
        let signature = running.keys.sign(id, &good);
        for at in (0..signature.len()).step_by(7) {
            let mut tampered = signature.clone();
            tampered[at] ^= 1;
            assert_eq!(code(&running, &cookies(&encode(good.as_bytes()), &encode(&tampered), id)).await, "AccessDenied", "{id} {at}");
        }
        let later = good.replace(&END.to_string(), &(END + 1).to_string());
        assert_eq!(code(&running, &cookies(&encode(later.as_bytes()), &encode(&signature), id)).await, "AccessDenied");
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn ends_at_the_second() {
    let running = start().await;
    let policy = avatars_policy();
    let good = running.keys.cookies("KRSA", &policy);
    let later = running.keys.cookies(
        "KRSA",
        &policy.replace("}}}", &format!("}},\"DateGreaterThan\":{{\"AWS:EpochTime\":{}}}}}}}", NOW + 1)).replace("]}}", "]}"),
    );
    let mut seen = Vec::new();
    for now in [NOW, NOW + 1, END - 1, END, END + 1] {
        running.clock.store(now, Ordering::SeqCst);
        seen.push((code(&running, &good).await, code(&running, &later).await));
    }
    let seen: Vec<_> = seen.iter().map(|(good, later)| (good.as_str(), later.as_str())).collect();
    let denied = "AccessDenied";
    assert_eq!(seen, [("200", denied), ("200", "200"), ("200", "200"), (denied, denied), (denied, denied)]);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn documents_stay_shut_with_valid_cookies() {
    let running = start().await;
    let everything = running.keys.cookies("KRSA", &policy("https://cdn.example.com/*"));
    let without_resource =
        running.keys.cookies("KRSA", &format!(r#"{{"Statement":[{{"Condition":{{"DateLessThan":{{"AWS:EpochTime":{END}}}}}}}]}}"#));
    for cookies in [&everything, &without_resource] {
        assert_eq!(running.with_cookies("/images/u/i.webp", cookies).await.status, 200);
        for path in [
            "/documents/u/d.pdf",
            "/incoming/avatars/u/a.webp",
            "/avatars/../documents/u/d.pdf",
            "/avatars/%2e%2E/documents/u/d.pdf",
            "/avatars/..%2fdocuments%2fu%2fd.pdf",
            "/avatars/u/missing.webp",
            "/",
        ] {
            let answer = running.with_cookies(path, cookies).await;
            assert_eq!(answer.refusal(), (403, REFUSED, "AccessDenied"), "{path}");
            assert!(!answer.text().contains("0123456789"));
        }
    }
    // Only what the origin access policy covers has been asked of the bucket.
    assert_eq!(running.bucket.opened.load(Ordering::SeqCst), 3);
    assert_eq!(running.with_cookies("/documents/u/d.pdf", "").await.refusal(), (403, REFUSED, "MissingKey"));
    running.stop().await.unwrap();
}

#[tokio::test]
async fn the_most_specific_cookies_win() {
    let running = start().await;
    let avatars = running.keys.cookies("KRSA", &avatars_policy());
    let images = running.keys.cookies("KEC", &policy("https://cdn.example.com/images/*"));
    assert_eq!(code(&running, &format!("{avatars}; {images}")).await, "200");
    assert_eq!(code(&running, &format!("{images}; {avatars}")).await, "AccessDenied");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn names_in_the_query_make_it_a_signed_url() {
    let running = start().await;
    for name in ["Expires", "Policy", "Signature"] {
        let answer = running.get(&format!("/{WEBP}?{name}=1"), &[]).await;
        assert_eq!(answer.refusal(), (403, REFUSED, "MissingKey"), "{name}");
    }
    assert_eq!(running.get(&format!("/{WEBP}?Key-Pair-Id=KOTHER"), &[]).await.refusal().2, "InvalidKey");

    let custom = avatars_policy();
    let signature = encode(&running.keys.sign("KEC", &custom));
    let signed = format!("/{WEBP}?Policy={}&Signature={signature}&Key-Pair-Id=KEC&Hash-Algorithm=SHA256", encode(custom.as_bytes()));
    assert_eq!(running.send("GET", &signed, &[], b"").await.status, 200);

    let canned = policy("https://cdn.example.com/avatars/u/a.webp?v=1");
    let signature = encode(&running.keys.sign("KRSA", &canned));
    let ask = |query: String| {
        let running = &running;
        async move { running.send("GET", &format!("/{WEBP}?{query}"), &[], b"").await.status }
    };
    let tail = format!("Signature={signature}&Key-Pair-Id=KRSA&Hash-Algorithm=SHA256");
    assert_eq!(ask(format!("v=1&Expires={END}&{tail}")).await, 200);
    assert_eq!(ask(format!("v=2&Expires={END}&{tail}")).await, 403);
    assert_eq!(ask(format!("v=1&Expires={}&{tail}", END + 1)).await, 403);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn policies_may_name_the_clients_network() {
    let running = start().await;
    let from = |cidr: &str| {
        let policy = avatars_policy().replace("}}}]", &format!("}},\"IpAddress\":{{\"AWS:SourceIp\":\"{cidr}\"}}}}}}]"));
        running.keys.cookies("KRSA", &policy)
    };
    assert_eq!(code(&running, &from("127.0.0.0/8")).await, "200");
    assert_eq!(code(&running, &from("192.0.2.0/24")).await, "AccessDenied");
    running.stop().await.unwrap();
}

#[test]
fn key_groups_take_cloudfronts_keys_only() {
    let rsa_1024 = "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ==\n-----END PUBLIC KEY-----";
    for text in ["", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", rsa_1024] {
        assert_eq!(KeyGroup::new([("K", text)]).unwrap_err(), KeyGroupError::NotAKey("K".to_owned()));
    }
    let large = rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa3072).unwrap();
    let large = pem(large.public_key().as_der().unwrap().as_ref());
    assert_eq!(KeyGroup::new([("K", &large)]).unwrap_err(), KeyGroupError::RsaSize { id: "K".to_owned(), bits: 3072 });
    assert_eq!(KeyGroup::new(Vec::<(String, String)>::new()).unwrap_err(), KeyGroupError::Empty);
}
