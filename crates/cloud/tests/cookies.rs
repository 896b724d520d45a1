//! The CloudFront cookie signer against vectors, and its properties.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::cdn_key::{CdnHash, CdnKey, CdnKeyError};
use cloud::cookie_policy::{CookiePolicy, CookiePolicyError, Resource, SourceIp};
use cloud::cookies::{CookieError, CookieSet, CookieSigner, KeptCookies, cookie_base64};
use proptest::prelude::*;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/cloudfront.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn der(name: &str) -> Vec<u8> {
    STANDARD.decode(text(&vectors(), name)).unwrap()
}

fn rsa_der() -> Vec<u8> {
    der("rsa_2048_pkcs1_der_base64")
}

fn ec_der() -> Vec<u8> {
    der("ec_p256_sec1_der_base64")
}

fn signer(key: &[u8], hash: CdnHash) -> CookieSigner {
    CookieSigner::new("K2JCJMDEHXQW5F", CdnKey::load(key, hash).unwrap())
}

fn decoded(cookie: &str) -> Vec<u8> {
    STANDARD.decode(cookie.replace('-', "+").replace('_', "=").replace('~', "/")).unwrap()
}

fn seconds(value: &Value) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(value["AWS:EpochTime"].as_i64().unwrap()).unwrap()
}

/// The arguments that a vector's policy text was made from.
fn policy(vector: &Value) -> CookiePolicy {
    let read: Value = serde_json::from_str(text(vector, "policy")).unwrap();
    let statement = &read["Statement"][0];
    let condition = &statement["Condition"];
    CookiePolicy {
        resource: Resource::new(text(statement, "Resource")).unwrap(),
        expires_at: seconds(&condition["DateLessThan"]),
        not_before: condition.get("DateGreaterThan").map(seconds),
        source_ip: condition.get("IpAddress").map(|network| {
            let (address, prefix) = text(network, "AWS:SourceIp").split_once('/').unwrap();
            SourceIp::new(address.parse().unwrap(), prefix.parse().unwrap()).unwrap()
        }),
    }
}

#[test]
fn every_vector_signs_byte_for_byte() {
    let vectors = vectors();
    let all = vectors["vectors"].as_array().unwrap();
    assert_eq!(all.len(), 3);
    for vector in all {
        let policy = policy(vector);
        assert_eq!(policy.to_json().unwrap(), text(vector, "policy"));
        for (hash, field) in [(CdnHash::Sha1, "rsa_sha1"), (CdnHash::Sha256, "rsa_sha256")] {
            let signer = signer(&rsa_der(), hash);
            let custom = signer.custom(&policy).unwrap();
            assert_eq!(custom.get("CloudFront-Policy"), Some(text(vector, "policy_encoded")));
            assert_eq!(custom.get("CloudFront-Signature"), Some(text(vector, field)), "{} {field}", text(vector, "name"));
            if text(vector, "name") == "canned" {
                let canned = signer.canned(policy.resource.clone(), policy.expires_at).unwrap();
                assert_eq!(canned.get("CloudFront-Expires"), Some("1577836800"));
                assert_eq!(canned.get("CloudFront-Policy"), None);
                assert_eq!(canned.get("CloudFront-Signature"), Some(text(vector, field)));
            }
        }
    }
}

#[test]
fn ecdsa_verifies_the_vector_and_our_own() {
    let vectors = vectors();
    let vector = &vectors["ecdsa_p256_sha256"];
    let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &ec_der()).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, pair.public_key().as_ref().to_vec());
    let known = decoded(text(vector, "signature_der_encoded"));
    public.verify(text(vector, "policy").as_bytes(), &known).unwrap();

    let set = signer(&ec_der(), CdnHash::Sha256).custom(&policy(vector)).unwrap();
    let signature = decoded(set.get("CloudFront-Signature").unwrap());
    public.verify(text(vector, "policy").as_bytes(), &signature).unwrap();
    assert!(public.verify(b"another policy", &signature).is_err());
}

#[test]
fn the_hash_is_named_by_a_cookie_unless_it_is_sha1() {
    let avatars = policy(&vectors()["vectors"][0]);
    let names = |set: &CookieSet| set.cookies.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    for key in [rsa_der(), ec_der()] {
        let set = signer(&key, CdnHash::default()).custom(&avatars).unwrap();
        assert_eq!(names(&set), ["CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id", "CloudFront-Hash-Algorithm"]);
        assert_eq!(set.get("CloudFront-Hash-Algorithm"), Some("SHA256"));
        assert_eq!(set.get("CloudFront-Key-Pair-Id"), Some("K2JCJMDEHXQW5F"));
    }
    let old = signer(&rsa_der(), CdnHash::Sha1).custom(&avatars).unwrap();
    assert_eq!(names(&old), ["CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id"]);
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<_> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[test]
fn keys_are_read_in_every_usual_form() {
    let ec_parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let mut forms = vec![
        rsa_der(),
        ec_der(),
        pem("RSA PRIVATE KEY", &rsa_der()).into_bytes(),
        format!("{ec_parameters}{}", pem("EC PRIVATE KEY", &ec_der())).into_bytes(),
        pem("RSA PRIVATE KEY", &rsa_der()).replace('\n', "\r\n").into_bytes(),
    ];
    let rsa: Pkcs8V1Der<'_> = RsaKeyPair::from_der(&rsa_der()).unwrap().as_der().unwrap();
    let ec = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &ec_der()).unwrap().to_pkcs8v1().unwrap();
    for pkcs8 in [rsa.as_ref(), ec.as_ref()] {
        forms.push(pem("PRIVATE KEY", pkcs8).into_bytes());
        forms.push(pkcs8.to_vec());
    }
    let expected = policy(&vectors()["vectors"][0]);
    for form in forms {
        let set = signer(&form, CdnHash::Sha256).custom(&expected).unwrap();
        assert_eq!(decoded(set.get("CloudFront-Policy").unwrap()), expected.to_json().unwrap().into_bytes());
        if CdnKey::load(&form, CdnHash::Sha1).is_ok() {
            let set = signer(&form, CdnHash::Sha1).custom(&expected).unwrap();
            assert_eq!(set.get("CloudFront-Signature"), vectors()["vectors"][0]["rsa_sha1"].as_str());
        }
    }
}

#[test]
fn keys_that_cloudfront_does_not_take_are_refused() {
    let refused = |bytes: &[u8], hash| CdnKey::load(bytes, hash).unwrap_err();
    assert_eq!(refused(&ec_der(), CdnHash::Sha1), CdnKeyError::Sha1NeedsRsa);
    assert_eq!(refused(b"", CdnHash::Sha256), CdnKeyError::NotAKey);
    assert_eq!(refused(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", CdnHash::Sha256), CdnKeyError::NotAKey);
    let encrypted = pem("ENCRYPTED PRIVATE KEY", &rsa_der());
    assert_eq!(refused(encrypted.as_bytes(), CdnHash::Sha256), CdnKeyError::NotAKey);
    let public = RsaKeyPair::from_der(&rsa_der()).unwrap().public_key().as_ref().to_vec();
    assert_eq!(refused(&public, CdnHash::Sha256), CdnKeyError::NotAKey);
    assert_eq!(refused(pem("RSA PUBLIC KEY", &public).as_bytes(), CdnHash::Sha256), CdnKeyError::NotAKey);
    let large: Pkcs8V1Der<'_> = RsaKeyPair::generate(KeySize::Rsa3072).unwrap().as_der().unwrap();
    assert_eq!(refused(large.as_ref(), CdnHash::Sha256), CdnKeyError::RsaSize(3072));
    let p384 = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).unwrap().to_pkcs8v1().unwrap();
    assert_eq!(refused(p384.as_ref(), CdnHash::Sha256), CdnKeyError::NotAKey);
}

#[test]
fn resources_that_open_everything_or_nothing_are_refused() {
    for bad in ["", "*", "/avatars/*", "cdn.example.com/*", "https://", "http:///x", "ftp://cdn.example.com/*", "http*://cdn/*"] {
        assert_eq!(Resource::new(bad), Err(CookiePolicyError::Resource(bad.to_owned())));
    }
    assert_eq!(SourceIp::new(Ipv4Addr::LOCALHOST, 33), Err(CookiePolicyError::Prefix(33)));
    let pattern = Resource::new("https://cdn.example.com/*").unwrap();
    let canned = signer(&ec_der(), CdnHash::Sha256).canned(pattern, datetime!(2026-01-01 0:00 UTC));
    assert!(matches!(canned, Err(CookieError::Policy(CookiePolicyError::Wildcard(_)))), "{canned:?}");
}

#[test]
fn times_that_cloudfront_cannot_read_are_not_signed() {
    let (early, late) = (datetime!(1969-12-31 23:59:59 UTC), datetime!(2026-01-01 0:00 UTC));
    let until = |at| CookiePolicy::until(Resource::new("https://cdn.example.com/a").unwrap(), at);
    for wrong in [until(early), CookiePolicy { not_before: Some(early), ..until(late) }] {
        assert_eq!(wrong.to_json(), Err(CookiePolicyError::Before1970(early)));
    }
}

#[test]
fn a_kept_set_serves_everybody_until_the_rounded_expiry_moves() {
    let kept = KeptCookies::new(signer(&ec_der(), CdnHash::Sha256), Duration::from_hours(1));
    let avatars = Resource::new("https://cdn.example.com/avatars/*").unwrap();
    let images = Resource::new("https://cdn.example.com/images/*").unwrap();
    let noon = datetime!(2026-05-13 12:00 UTC);

    let first = kept.get(&avatars, noon).unwrap();
    let same = kept.get(&avatars, noon + Duration::from_secs(299)).unwrap();
    assert!(Arc::ptr_eq(&first, &same));
    assert_eq!(first.expires_at, datetime!(2026-05-13 13:00 UTC));

    let next = kept.get(&avatars, noon + Duration::from_mins(5)).unwrap();
    assert_eq!(next.expires_at, datetime!(2026-05-13 13:05 UTC));
    assert_ne!(kept.get(&images, noon).unwrap().get("CloudFront-Policy"), first.get("CloudFront-Policy"));
}

#[test]
fn debug_shows_no_secret() {
    let signer = signer(&rsa_der(), CdnHash::Sha1);
    let set = signer.custom(&policy(&vectors()["vectors"][0])).unwrap();
    let shown = format!("{signer:?} {set:?}");
    assert!(shown.contains("CdnKey(RSA, SHA-1)"), "{shown}");
    for (_, value) in &set.cookies {
        assert!(!shown.contains(value.as_str()) || value == "K2JCJMDEHXQW5F", "{shown}");
    }
}

proptest! {
    /// Whatever the resource holds, the policy says just that, and nothing more.
    #[test]
    fn a_policy_reads_back(
        tail in any::<String>(),
        expires in 0i64..253_402_300_799,
        not_before in proptest::option::of(0i64..253_402_300_799),
        ip in proptest::option::of((any::<u32>(), 0u8..=32)),
    ) {
        let resource = format!("https://c{tail}");
        let at = |seconds| OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let policy = CookiePolicy {
            resource: Resource::new(resource.clone()).unwrap(),
            expires_at: at(expires),
            not_before: not_before.map(at),
            source_ip: ip.map(|(address, prefix)| SourceIp::new(Ipv4Addr::from(address), prefix).unwrap()),
        };
        let mut condition = json!({"DateLessThan": {"AWS:EpochTime": expires}});
        if let Some(seconds) = not_before {
            condition["DateGreaterThan"] = json!({"AWS:EpochTime": seconds});
        }
        if let Some((address, prefix)) = ip {
            condition["IpAddress"] = json!({"AWS:SourceIp": format!("{}/{prefix}", Ipv4Addr::from(address))});
        }
        let read: Value = serde_json::from_str(&policy.to_json().unwrap()).unwrap();
        prop_assert_eq!(read, json!({"Statement": [{"Resource": resource, "Condition": condition}]}));
    }

    #[test]
    fn the_alphabet_fits_in_a_cookie_and_reads_back(bytes in any::<Vec<u8>>()) {
        let text = cookie_base64(&bytes);
        prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "-_~".contains(c)));
        prop_assert_eq!(decoded(&text), bytes);
    }

    /// A set never outlives the lifetime, and is never much shorter.
    #[test]
    fn the_rounded_expiry_stays_within_the_lifetime(lifetime in 12u64..=86_400, at in 0i64..4_000_000_000) {
        let key = CdnKey::load(&ec_der(), CdnHash::Sha256).unwrap();
        let kept = KeptCookies::new(CookieSigner::new("K", key), Duration::from_secs(lifetime));
        let resource = Resource::new("https://cdn.example.com/avatars/*").unwrap();
        let now = OffsetDateTime::from_unix_timestamp(at).unwrap();
        let left = (kept.get(&resource, now).unwrap().expires_at - now).whole_seconds();
        let lifetime = i64::try_from(lifetime).unwrap();
        prop_assert!(left <= lifetime && left > lifetime - lifetime / 12 - 1, "{left} of {lifetime}");
    }
}
