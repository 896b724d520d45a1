//! The CDN's adapter: cookies for three paths, fixed URLs, and the invalidation that the real SDK sends.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::cdn::{CdnSettings, CloudFrontCdn};
use cloud::cdn_key::CdnHash;
use cloud::settings::CredentialSource;
use domain::id::UserId;
use domain::timestamp::Timestamp;
use serde_json::{Value, json};
use services::ports::{Cdn as _, Cookie, PortError};
use support::Scripted;
use uuid::Uuid;

const USER: UserId = UserId(Uuid::from_u128(1));
const NOW: Timestamp = Timestamp(1_778_666_400_500_000); // 2026-05-13T10:00:00.5Z

fn settings(api_endpoint: &str) -> CdnSettings {
    let vectors: Value = serde_json::from_str(include_str!("vectors/cloudfront.json")).unwrap();
    CdnSettings {
        public_url: "https://cdn.example.com/".to_owned(),
        cookie_domain: Some("example.com".to_owned()),
        cookie_lifetime: Duration::from_hours(1),
        key_pair_id: "K2JCJMDEHXQW5F".to_owned(),
        private_key: STANDARD.decode(vectors["ec_p256_sec1_der_base64"].as_str().unwrap()).unwrap(),
        hash: CdnHash::Sha256,
        distribution_id: "E1DIST".to_owned(),
        api_endpoint: Some(api_endpoint.to_owned()),
        credentials: CredentialSource::Static { access_key_id: "AKIATEST".to_owned(), secret_access_key: "the-secret".to_owned() },
    }
}

async fn cdn(api_endpoint: &str) -> CloudFrontCdn {
    CloudFrontCdn::new(&settings(api_endpoint)).await.unwrap()
}

fn policy(cookies: &[Cookie], path: &str) -> Value {
    let of_path: Vec<_> = cookies.iter().filter(|cookie| cookie.path == path && cookie.name == "CloudFront-Policy").collect();
    assert_eq!(of_path.len(), 1, "{cookies:?}");
    let text = of_path[0].value.replace('-', "+").replace('_', "=").replace('~', "/");
    serde_json::from_slice(&STANDARD.decode(text).unwrap()).unwrap()
}

#[tokio::test]
async fn cookies_open_avatars_images_and_ones_own_thumbnails_and_nothing_else() {
    let cdn = cdn("http://127.0.0.1:1").await;
    let signed = cdn.cookies(USER, NOW).unwrap();
    assert_eq!(signed.cookies.len(), 12);
    assert_eq!(signed.expires_at, Timestamp(1_778_670_000_000_000));
    for (path, opened) in [("/avatars", "*".to_owned()), ("/images", "*".to_owned()), ("/thumbnails", format!("{USER}/*"))] {
        assert_eq!(
            policy(&signed.cookies, path),
            json!({"Statement": [{
                "Resource": format!("https://cdn.example.com{path}/{opened}"),
                "Condition": {"DateLessThan": {"AWS:EpochTime": 1_778_670_000}},
            }]})
        );
    }
    for cookie in &signed.cookies {
        assert_eq!(cookie.domain.as_deref(), Some("example.com"));
        // Half a second of the hour is gone; the browser must not keep them longer than the CDN takes them.
        assert_eq!(cookie.max_age_seconds, 3599);
    }
    let of_another = cdn.cookies(UserId(Uuid::from_u128(2)), NOW).unwrap();
    for (theirs, ours) in of_another.cookies.iter().zip(&signed.cookies) {
        let is_kept = ours.path != "/thumbnails" || !matches!(&*ours.name, "CloudFront-Policy" | "CloudFront-Signature");
        assert_eq!(theirs == ours, is_kept, "a kept set serves everybody, and thumbnails are one's own: {}", ours.path);
    }
}

#[tokio::test]
async fn clearing_names_every_cookie_that_was_set() {
    let cdn = cdn("http://127.0.0.1:1").await;
    let identity = |cookie: &Cookie| (cookie.name.clone(), cookie.path.clone(), cookie.domain.clone());
    let cleared: Vec<_> = cdn.clearing().iter().map(identity).collect();
    for cookie in &cdn.cookies(USER, NOW).unwrap().cookies {
        assert!(cleared.contains(&identity(cookie)), "{cookie:?}");
    }
    assert!(cdn.clearing().iter().all(|cookie| cookie.value.is_empty() && cookie.max_age_seconds == 0));
}

#[tokio::test]
async fn an_address_is_fixed_and_has_no_path_of_its_own() {
    let cdn = cdn("http://127.0.0.1:1").await;
    assert_eq!(cdn.url("avatars/u/1.webp"), "https://cdn.example.com/avatars/u/1.webp");
    assert_eq!(cdn.public_origin(), "https://cdn.example.com");
    for bad in ["https://cdn.example.com/assets", "cdn.example.com", "https://"] {
        let settings = CdnSettings { public_url: bad.to_owned(), ..settings("http://127.0.0.1:1") };
        let refused = CloudFrontCdn::new(&settings).await;
        assert!(matches!(refused, Err(PortError::Failed { .. })), "{bad}");
    }
}

#[tokio::test]
async fn an_invalidation_names_its_paths_and_its_reference() {
    let done = "<Invalidation><Id>I1</Id><Status>Completed</Status><CreateTime>2026-01-01T00:00:00Z</CreateTime><InvalidationBatch>\
                <Paths><Quantity>1</Quantity><Items><Path>/x</Path></Items></Paths><CallerReference>r</CallerReference>\
                </InvalidationBatch></Invalidation>";
    let busy = "<ErrorResponse><Error><Type>Sender</Type><Code>TooManyInvalidationsInProgress</Code><Message>later</Message></Error></ErrorResponse>";
    let denied = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";
    let api = Scripted::start(&[(201, &[], done), (400, &[], busy), (403, &[], denied)]).await;
    let cdn = cdn(&api.url).await;
    let keys = ["avatars/u/1.webp".to_owned(), "avatars/u/2 b.webp".to_owned()];

    cdn.invalidate(&[], "job-0").await.unwrap();
    assert!(api.asked().is_empty());
    cdn.invalidate(&keys, "job-1").await.unwrap();
    let again = cdn.invalidate(&keys, "job-2").await;
    assert!(matches!(again, Err(PortError::Unavailable { .. })), "{again:?}");
    let refused = cdn.invalidate(&keys, "job-3").await;
    assert!(matches!(refused, Err(PortError::Failed { .. })), "{refused:?}");

    let asked = &api.asked()[0];
    assert_eq!(asked.line, "POST /2020-05-31/distribution/E1DIST/invalidation HTTP/1.1");
    for part in [
        "<Quantity>2</Quantity>",
        "<Items><Path>/avatars/u/1.webp</Path><Path>/avatars/u/2%20b.webp</Path></Items>",
        "<CallerReference>job-1</CallerReference>",
    ] {
        assert!(asked.body.contains(part), "{part} in {}", asked.body);
    }
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let settings = settings("http://127.0.0.1:1");
    let cdn = CloudFrontCdn::new(&settings).await.unwrap();
    let signature = cdn.cookies(USER, NOW).unwrap().cookies.into_iter().find(|cookie| cookie.name == "CloudFront-Signature").unwrap();
    let shown = format!("{settings:?} {cdn:?}");
    assert!(!shown.contains("the-secret") && !shown.contains("private_key") && !shown.contains(&signature.value), "{shown}");
}
