use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use arbitrary::{Arbitrary, Unstructured};
use aws_credential_types::Credentials;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cloud::post_policy::{OnSuccess, PostPolicy, PostPolicyError, PostSigner, SignedPost};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// S3 refuses longer forms.
const FIELDS_LIMIT: usize = 20_480;

/// Signed forms: the bytes describe a policy, its signer, and the moment.
pub fn post_policy(bytes: &[u8]) {
    if let Ok(wanted) = Wanted::arbitrary_take_rest(Unstructured::new(bytes)) {
        wanted.is_signed_or_refused();
    }
}

#[derive(Debug, Arbitrary)]
struct Wanted<'a> {
    /// Seconds since 1970, and milliseconds.
    now: (u32, u8),
    lifetime_milliseconds: i32,
    credentials_end: End,
    kept: Kept,
    size: (u64, u64),
    key_repeats: u8,
    bucket: &'a str,
    region: &'a str,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: Option<&'a str>,
    checksum: Option<&'a str>,
    redirect: Option<&'a str>,
    content_type: &'a str,
    key: &'a str,
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum End {
    Never,
    /// Milliseconds from now.
    Soon(i32),
    /// Seconds since 1970.
    At(u64),
}

/// What the signer signed before.
#[derive(Debug, Clone, Copy, Arbitrary)]
enum Kept {
    OtherDay,
    OtherSecret,
}

impl Wanted<'_> {
    fn is_signed_or_refused(&self) {
        let key = self.key.repeat(self.key_repeats.into());
        let policy = PostPolicy {
            key: &key,
            content_type: self.content_type,
            content_length: self.size.0..=self.size.1,
            checksum_sha256: self.checksum,
            on_success: self.redirect.map_or(OnSuccess::Created, OnSuccess::Redirect),
            expires_at: self.now() + time::Duration::milliseconds(self.lifetime_milliseconds.into()),
        };
        let credentials = self.credentials(self.secret_access_key);
        let signer = PostSigner::new(self.bucket, self.region);
        // A signing key that is kept from another day or another secret must not be taken.
        let _ = match self.kept {
            Kept::OtherDay => signer.sign(&policy, &credentials, self.now() - time::Duration::DAY),
            Kept::OtherSecret => signer.sign(&policy, &self.credentials("another"), self.now()),
        };

        let expires_at = self.expires_at(policy.expires_at);
        match signer.sign(&policy, &credentials, self.now()) {
            Ok(form) => self.check(&form, &key, expires_at),
            Err(PostPolicyError::Ended(_)) => assert!(expires_at <= self.now()),
            Err(PostPolicyError::EmptyRange(min, max)) => assert!((min, max) == self.size && min > max),
            Err(PostPolicyError::FieldsTooLong(bytes)) => {
                let policy = STANDARD.encode(self.document(&key, expires_at).to_string()).len();
                let rest = self.fields(&key).iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
                assert_eq!(bytes, rest + "policy".len() + policy + "x-amz-signature".len() + 64);
                assert!(bytes > FIELDS_LIMIT);
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + Duration::new(self.now.0.into(), u32::from(self.now.1) * 1_000_000)
    }

    fn credentials(&self, secret: &str) -> Credentials {
        let end = self.credentials_end();
        Credentials::new(self.access_key_id, secret, self.session_token.map(str::to_owned), end, "fuzz")
    }

    fn credentials_end(&self) -> Option<SystemTime> {
        match self.credentials_end {
            End::Never => None,
            End::Soon(milliseconds) => Some((self.now() + time::Duration::milliseconds(milliseconds.into())).into()),
            End::At(seconds) => SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)),
        }
    }

    /// The earlier of the two ends, in whole seconds.
    fn expires_at(&self, wanted: OffsetDateTime) -> OffsetDateTime {
        let wanted = SystemTime::from(wanted);
        let end = self.credentials_end().map_or(wanted, |end| end.min(wanted));
        // What the form asks for is within the calendar, and so is whatever is earlier.
        OffsetDateTime::from(end).truncate_to_second()
    }

    fn check(&self, form: &SignedPost, key: &str, expires_at: OffsetDateTime) {
        assert!(expires_at > self.now() && self.size.0 <= self.size.1);
        assert_eq!(form.expires_at, expires_at);
        assert!(form.fields.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() <= FIELDS_LIMIT);

        let [covered @ .., ("policy", policy), ("x-amz-signature", signature)] = form.fields.as_slice() else {
            panic!("policy and signature come last: {form:?}")
        };
        assert_eq!(covered, self.fields(key));

        let text = STANDARD.decode(policy).expect("base64");
        let read: Value = serde_json::from_slice(&text).expect("JSON");
        // No member twice, nothing between them.
        assert_eq!(text.len(), read.to_string().len());
        let conditions = |document: &Value| -> BTreeSet<String> {
            document["conditions"].as_array().expect("conditions").iter().map(Value::to_string).collect()
        };
        let expected = self.document(key, expires_at);
        assert_eq!(conditions(&read), conditions(&expected));
        assert_eq!(read["conditions"].as_array().map(Vec::len), Some(covered.len() + 2), "bucket and size have no field");
        assert_eq!(read["expiration"], expected["expiration"]);
        assert_eq!(read.as_object().map(serde_json::Map::len), Some(2));

        let secret = format!("AWS4{}", self.secret_access_key).into_bytes();
        let signing_key =
            [&*day(self.now()), self.region, "s3", "aws4_request"].iter().fold(secret, |key, part| mac(&key, part.as_bytes()));
        assert_eq!(signature, &hex(&mac(&signing_key, policy.as_bytes())));
    }

    /// All fields that need a condition.
    fn fields(&self, key: &str) -> Vec<(&'static str, String)> {
        let now = self.now();
        let (hour, minute, second) = now.to_hms();
        let mut fields = vec![("key", key.to_owned()), ("Content-Type", self.content_type.to_owned())];
        fields.push(match self.redirect {
            None => ("success_action_status", "201".to_owned()),
            Some(url) => ("success_action_redirect", url.to_owned()),
        });
        if let Some(checksum) = self.checksum {
            fields.push(("x-amz-checksum-algorithm", "SHA256".to_owned()));
            fields.push(("x-amz-checksum-sha256", checksum.to_owned()));
        }
        fields.push(("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()));
        fields.push(("x-amz-credential", format!("{}/{}/{}/s3/aws4_request", self.access_key_id, day(now), self.region)));
        fields.push(("x-amz-date", format!("{}T{hour:02}{minute:02}{second:02}Z", day(now))));
        fields.extend(self.session_token.map(|token| ("x-amz-security-token", token.to_owned())));
        fields
    }

    /// The policy, its conditions in any order.
    fn document(&self, key: &str, expires_at: OffsetDateTime) -> Value {
        let mut conditions = vec![json!({"bucket": self.bucket}), json!(["content-length-range", self.size.0, self.size.1])];
        conditions.extend(
            self.fields(key).into_iter().map(|(name, value)| {
                if name.starts_with("x-amz-") { json!({name: value}) } else { json!(["eq", format!("${name}"), value]) }
            }),
        );
        let (date, (hour, minute, second)) = (expires_at.date(), expires_at.to_hms());
        json!({"expiration": format!("{date}T{hour:02}:{minute:02}:{second:02}.000Z"), "conditions": conditions})
    }
}

fn day(at: OffsetDateTime) -> String {
    format!("{:04}{:02}{:02}", at.year(), u8::from(at.month()), at.day())
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
