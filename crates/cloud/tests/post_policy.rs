//! The POST signer against vectors, and its properties.

#![expect(clippy::unwrap_used, reason = "tests")]

use aws_credential_types::Credentials;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::post_policy::{OnSuccess, PostPolicy, PostPolicyError, PostSigner, SignedPost, sign_policy};
use cloud::signing_key::SigningKey;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use time::macros::{datetime, format_description};

const NOW: OffsetDateTime = datetime!(2026-05-13 10:00:00 UTC);

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors/s3.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn credentials(vectors: &Value) -> Credentials {
    let keys = &vectors["credentials"];
    Credentials::from_keys(text(keys, "access_key_id"), text(keys, "secret_access_key"), None)
}

fn day(vector: &Value) -> OffsetDateTime {
    let date = time::Date::parse(text(vector, "date"), format_description!("[year][month][day]")).unwrap();
    date.midnight().assume_utc()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn every_vector_signs_byte_for_byte() {
    let vectors = vectors();
    let credentials = credentials(&vectors);
    let all = vectors["post"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    for vector in all {
        let key = SigningKey::derive(credentials.secret_access_key(), day(vector), text(vector, "region"));
        let signed = sign_policy(&key, text(vector, "policy_json"));
        assert_eq!(hex(key.as_ref()), text(vector, "signing_key_hex"));
        assert_eq!(signed.policy, text(vector, "policy_base64"));
        assert_eq!(signed.signature, text(vector, "signature"));
    }
}

fn avatar() -> PostPolicy<'static> {
    PostPolicy {
        key: "avatars/user-123/0b9f0c1e-5d4a-4a58-9b0a-8f2d6a3f7b11.png",
        content_type: "image/png",
        content_length: 1..=5_242_880,
        checksum_sha256: None,
        on_success: OnSuccess::Created,
        expires_at: NOW + Duration::from_mins(5),
    }
}

fn policy_text(signed: &SignedPost) -> String {
    String::from_utf8(STANDARD.decode(field(signed, "policy").unwrap()).unwrap()).unwrap()
}

fn field<'a>(signed: &'a SignedPost, name: &str) -> Option<&'a str> {
    signed.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
}

/// The vector has one condition more than the product needs (`$tagging`); all others, their order and spelling are equal.
#[test]
fn the_policy_is_the_vector_without_its_tagging() {
    let vectors = vectors();
    let vector = vectors["post"].as_array().unwrap().iter().find(|vector| vector["name"] == "avatar-upload").unwrap();
    let mut expected: Value = serde_json::from_str(text(vector, "policy_json")).unwrap();
    expected["conditions"].as_array_mut().unwrap().retain(|condition| condition[1] != "$tagging");
    let signed = PostSigner::new("my-bucket", text(vector, "region")).sign(&avatar(), &credentials(&vectors), NOW).unwrap();
    let policy = policy_text(&signed);
    assert_eq!(serde_json::from_str::<Value>(&policy).unwrap(), expected);
    assert_eq!(signed.expires_at, datetime!(2026-05-13 10:05:00 UTC));

    let key = SigningKey::derive(credentials(&vectors).secret_access_key(), NOW, text(vector, "region"));
    assert_eq!(field(&signed, "x-amz-signature"), Some(sign_policy(&key, &policy).signature.as_str()));
}

#[test]
fn a_form_for_plain_html_redirects_and_pins_the_checksum() {
    let policy = PostPolicy {
        checksum_sha256: Some("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
        on_success: OnSuccess::Redirect("https://app.example.com/uploads/1/return"),
        ..avatar()
    };
    let signed = PostSigner::new("b", "eu-west-1").sign(&policy, &Credentials::from_keys("AK", "sk", None), NOW).unwrap();
    let names: Vec<_> = signed.fields.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "key",
            "Content-Type",
            "success_action_redirect",
            "x-amz-checksum-algorithm",
            "x-amz-checksum-sha256",
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "policy",
            "x-amz-signature"
        ]
    );
    assert_eq!(field(&signed, "x-amz-date"), Some("20260513T100000Z"));
    assert_eq!(field(&signed, "x-amz-credential"), Some("AK/20260513/eu-west-1/s3/aws4_request"));
}

fn sts(expires_at: OffsetDateTime) -> Credentials {
    Credentials::new("ASIA", "secret", Some("the-session-token".to_owned()), Some(expires_at.into()), "test")
}

#[test]
fn a_form_never_outlives_its_credentials() {
    let end = datetime!(2026-05-13 10:02:30.75 UTC);
    let signer = PostSigner::new("b", "eu-west-1");
    let form = signer.sign(&avatar(), &sts(end), NOW).unwrap();
    assert_eq!(form.expires_at, datetime!(2026-05-13 10:02:30 UTC));
    let policy: Value = serde_json::from_str(&policy_text(&form)).unwrap();
    assert_eq!(policy["expiration"], "2026-05-13T10:02:30.000Z");
    assert_eq!(field(&form, "x-amz-security-token"), Some("the-session-token"));

    let late = signer.sign(&avatar(), &sts(end), end);
    assert!(matches!(late, Err(PostPolicyError::Ended(_))), "{late:?}");
}

#[test]
fn credentials_may_end_outside_the_calendar() {
    let signer = PostSigner::new("b", "eu-west-1");
    let ending = |end| Credentials::new("AK", "sk", None, Some(end), "test");
    let never = SystemTime::from(datetime!(9999-12-31 23:59:59 UTC)) + Duration::from_secs(1);
    assert_eq!(signer.sign(&avatar(), &ending(never), NOW).unwrap().expires_at, avatar().expires_at);
    let long_ago = SystemTime::from(datetime!(-9999-01-01 00:00 UTC)) - Duration::from_secs(1);
    assert!(matches!(signer.sign(&avatar(), &ending(long_ago), NOW), Err(PostPolicyError::Ended(_))));
}

#[test]
fn what_s3_would_refuse_is_not_signed() {
    let signer = PostSigner::new("b", "eu-west-1");
    let keys = Credentials::from_keys("AK", "sk", None);
    #[expect(clippy::reversed_empty_ranges, reason = "that is the case under test")]
    let empty = signer.sign(&PostPolicy { content_length: 2..=1, ..avatar() }, &keys, NOW);
    assert!(matches!(empty, Err(PostPolicyError::EmptyRange(2, 1))), "{empty:?}");

    let long = "k".repeat(20_480);
    let too_long = signer.sign(&PostPolicy { key: &long, ..avatar() }, &keys, NOW);
    assert!(matches!(too_long, Err(PostPolicyError::FieldsTooLong(_))), "{too_long:?}");
}

#[test]
fn debug_shows_no_secret() {
    let signer = PostSigner::new("b", "eu-west-1");
    let credentials = sts(NOW + Duration::from_mins(15));
    let form = signer.sign(&avatar(), &credentials, NOW).unwrap();
    let key = SigningKey::derive("secret", NOW, "eu-west-1");
    let shown = format!("{signer:?} {form:?} {key:?}");
    for secret in ["the-session-token", "secret", field(&form, "x-amz-signature").unwrap(), field(&form, "policy").unwrap()] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

proptest! {
    /// Whatever the texts are: valid JSON, exactly our conditions, one for every field that needs one.
    #[test]
    fn the_policy_holds_exactly_our_conditions(
        user in any::<String>(),
        content_type in any::<String>(),
        url in proptest::option::of(any::<String>()),
        token in proptest::option::of("[ -~]{1,40}"),
        checksum in proptest::option::of(any::<String>()),
        (min, max) in (any::<u64>(), any::<u64>()),
    ) {
        let key = format!("incoming/avatars/{user}/1.png");
        let (min, max) = (min.min(max), min.max(max));
        let policy = PostPolicy {
            key: &key,
            content_type: &content_type,
            content_length: min..=max,
            checksum_sha256: checksum.as_deref(),
            on_success: url.as_deref().map_or(OnSuccess::Created, OnSuccess::Redirect),
            expires_at: NOW + Duration::from_mins(5),
        };
        let credentials = Credentials::new("AK", "sk", token.clone(), None, "test");
        let signed = PostSigner::new("my-\"bucket\"", "eu-west-1").sign(&policy, &credentials, NOW).unwrap();
        let read: Value = serde_json::from_str(&policy_text(&signed)).unwrap();

        let mut expected = vec![
            json!({"bucket": "my-\"bucket\""}),
            json!(["eq", "$key", key]),
            json!(["content-length-range", min, max]),
            json!(["eq", "$Content-Type", content_type]),
            match &url {
                None => json!(["eq", "$success_action_status", "201"]),
                Some(url) => json!(["eq", "$success_action_redirect", url]),
            },
        ];
        if let Some(checksum) = &checksum {
            expected.push(json!({"x-amz-checksum-algorithm": "SHA256"}));
            expected.push(json!({"x-amz-checksum-sha256": checksum}));
        }
        expected.push(json!({"x-amz-algorithm": "AWS4-HMAC-SHA256"}));
        expected.push(json!({"x-amz-credential": "AK/20260513/eu-west-1/s3/aws4_request"}));
        expected.push(json!({"x-amz-date": "20260513T100000Z"}));
        if let Some(token) = &token {
            expected.push(json!({"x-amz-security-token": token}));
        }
        prop_assert_eq!(&read, &json!({"expiration": "2026-05-13T10:05:00.000Z", "conditions": expected}));

        // All but the policy itself and the signature are covered: bucket and range have no field.
        prop_assert_eq!(signed.fields.len() - 2, read["conditions"].as_array().unwrap().len() - 2);
    }
}
