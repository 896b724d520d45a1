//! Presigned POST: the form fields with which a browser may upload one object.
//!
//! The SDK for Rust has no such signer. Source:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use std::fmt;
use std::ops::RangeInclusive;

use aws_credential_types::Credentials;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap as _, SerializeTuple as _, Serializer};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use crate::moment::end_of;
use crate::signing_key::{KeptSigningKey, SigningKey};

/// S3 refuses a form whose fields before `file` are longer than this, in bytes.
const MAX_FIELDS_BYTES: usize = 20_480;

const AMZ_DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]");
const EXPIRATION: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].000Z");

/// What S3 answers when it has stored the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSuccess<'a> {
    /// 201 with a `PostResponse` document: for scripts.
    Created,
    /// 303 to this URL, with `bucket`, `key` and `etag` added to its query: for plain forms.
    Redirect(&'a str),
}

/// What one presigned POST allows.
#[derive(Debug, Clone)]
pub struct PostPolicy<'a> {
    /// The exact key. S3 expands `${filename}` in it, so it is made by the server, never from a file name.
    pub key: &'a str,
    /// The exact `Content-Type`.
    pub content_type: &'a str,
    /// Size of the file in bytes, inclusive at both ends.
    pub content_length: RangeInclusive<u64>,
    /// SHA-256 of the file in base64, where the store can check it.
    pub checksum_sha256: Option<&'a str>,
    /// S3's answer.
    pub on_success: OnSuccess<'a>,
    /// Until when the form may be used; cut to whole seconds and to the end of the credentials.
    pub expires_at: OffsetDateTime,
}

/// A signed form. Holding it is the permission to upload, so its `Debug` shows no values.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedPost {
    /// Names and values in form order; the part `file` follows them, last.
    pub fields: Vec<(&'static str, String)>,
    /// When S3 begins to refuse the form.
    pub expires_at: OffsetDateTime,
}

impl fmt::Debug for SignedPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("SignedPost").field("fields", &names).field("expires_at", &self.expires_at).finish()
    }
}

/// Why a policy was not signed.
#[derive(Debug, thiserror::Error)]
pub enum PostPolicyError {
    /// The form, or the credentials under it, would have ended already.
    #[error("the form would end at {0}, which is past")]
    Ended(OffsetDateTime),
    /// The range holds no size at all.
    #[error("content-length-range is empty: {0} is more than {1}")]
    EmptyRange(u64, u64),
    /// S3 would answer `MaxPostPreDataLengthExceeded`.
    #[error("the form fields take {0} bytes, S3 accepts {MAX_FIELDS_BYTES}")]
    FieldsTooLong(usize),
    /// The time lies outside the years that the formats can write.
    #[error("the time cannot be written: {0}")]
    Time(#[from] time::error::Format),
    /// The policy could not be written as JSON.
    #[error("the policy cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Signs POST policies for one bucket; keeps the day's signing key.
pub struct PostSigner {
    bucket: String,
    region: String,
    key: KeptSigningKey,
}

impl fmt::Debug for PostSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostSigner").field("bucket", &self.bucket).field("region", &self.region).finish_non_exhaustive()
    }
}

impl PostSigner {
    /// A signer for `bucket`, which lies in `region`.
    pub fn new(bucket: impl Into<String>, region: impl Into<String>) -> Self {
        Self { bucket: bucket.into(), region: region.into(), key: KeptSigningKey::default() }
    }

    /// Signs `policy` as of `now`.
    pub fn sign(&self, policy: &PostPolicy<'_>, credentials: &Credentials, now: OffsetDateTime) -> Result<SignedPost, PostPolicyError> {
        let now = now.to_offset(UtcOffset::UTC);
        let expires_at = end_of_use(policy.expires_at, credentials);
        if expires_at <= now {
            return Err(PostPolicyError::Ended(expires_at));
        }
        let mut fields = self.fields(policy, credentials, now)?;
        let text = policy_json(&self.bucket, &policy.content_length, &fields, expires_at)?;
        let signed = sign_policy(&self.key.get(credentials, now, &self.region), &text);
        fields.push(("policy", signed.policy));
        fields.push(("x-amz-signature", signed.signature));
        let size = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_FIELDS_BYTES {
            return Err(PostPolicyError::FieldsTooLong(size));
        }
        Ok(SignedPost { fields, expires_at })
    }

    /// The fields that the policy must cover, each by one condition.
    fn fields(
        &self,
        policy: &PostPolicy<'_>,
        credentials: &Credentials,
        now: OffsetDateTime,
    ) -> Result<Vec<(&'static str, String)>, PostPolicyError> {
        let scope = format!("{}/{}/{}/s3/aws4_request", credentials.access_key_id(), now.format(DAY)?, self.region);
        let mut fields = Vec::with_capacity(11);
        fields.push(("key", policy.key.to_owned()));
        fields.push(("Content-Type", policy.content_type.to_owned()));
        fields.push(match policy.on_success {
            OnSuccess::Created => ("success_action_status", "201".to_owned()),
            OnSuccess::Redirect(url) => ("success_action_redirect", url.to_owned()),
        });
        if let Some(checksum) = policy.checksum_sha256 {
            fields.push(("x-amz-checksum-algorithm", "SHA256".to_owned()));
            fields.push(("x-amz-checksum-sha256", checksum.to_owned()));
        }
        fields.push(("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()));
        fields.push(("x-amz-credential", scope));
        fields.push(("x-amz-date", now.format(AMZ_DATE)?));
        if let Some(token) = credentials.session_token() {
            fields.push(("x-amz-security-token", token.to_owned()));
        }
        Ok(fields)
    }
}

/// Whole seconds, and never later than the credentials' own end.
fn end_of_use(wanted: OffsetDateTime, credentials: &Credentials) -> OffsetDateTime {
    let end = end_of(credentials).map_or(wanted, |end| wanted.min(end));
    end.to_offset(UtcOffset::UTC).truncate_to_second()
}

fn policy_json(
    bucket: &str,
    length: &RangeInclusive<u64>,
    fields: &[(&'static str, String)],
    expires_at: OffsetDateTime,
) -> Result<String, PostPolicyError> {
    let (min, max) = (*length.start(), *length.end());
    if min > max {
        return Err(PostPolicyError::EmptyRange(min, max));
    }
    let mut conditions = Vec::with_capacity(fields.len() + 2);
    conditions.push(Condition::Is("bucket", bucket));
    for (name, value) in fields {
        conditions.push(if name.starts_with("x-amz-") { Condition::Is(name, value) } else { Condition::Eq(name, value) });
        if *name == "key" {
            conditions.push(Condition::LengthRange(min, max));
        }
    }
    let expiration = expires_at.format(EXPIRATION)?;
    Ok(serde_json::to_string(&Document { expiration, conditions })?)
}

#[derive(serde::Serialize)]
struct Document<'a> {
    expiration: String,
    conditions: Vec<Condition<'a>>,
}

/// The two spellings of "equals" mean the same; they follow the examples in the documentation.
enum Condition<'a> {
    /// `{"name": "value"}`
    Is(&'static str, &'a str),
    /// `["eq", "$name", "value"]`
    Eq(&'static str, &'a str),
    /// `["content-length-range", min, max]`
    LengthRange(u64, u64),
}

impl Serialize for Condition<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Is(name, value) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(name, value)?;
                map.end()
            }
            Self::Eq(name, value) => {
                let mut tuple = serializer.serialize_tuple(3)?;
                tuple.serialize_element("eq")?;
                tuple.serialize_element(&Variable(name))?;
                tuple.serialize_element(value)?;
                tuple.end()
            }
            Self::LengthRange(min, max) => ("content-length-range", min, max).serialize(serializer),
        }
    }
}

/// A form field as a condition names it: `$key`.
struct Variable(&'static str);

impl Serialize for Variable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("${}", self.0))
    }
}

/// A policy's text and signature as the form carries them.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedPolicy {
    /// Base64 of the policy's JSON text: the field `policy`.
    pub policy: String,
    /// Hex HMAC-SHA256 over that base64: the field `x-amz-signature`.
    pub signature: String,
}

/// Signs the text of a policy, whatever it says.
pub fn sign_policy(key: &SigningKey, policy_json: &str) -> SignedPolicy {
    let policy = STANDARD.encode(policy_json);
    let signature = key.sign(&policy);
    SignedPolicy { policy, signature }
}
