//! Whether the credentials of a request open its URL.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::keys::{Hash, KeyGroup};
use super::policy::Policy;
use super::refusal::Refusal;
use super::request_url::RequestUrl;

/// What a viewer showed, in cookies or in the query; nothing is checked yet.
#[derive(Default, Clone, Copy)]
pub struct Credentials<'a> {
    /// A custom policy in CloudFront's base64.
    pub policy: Option<&'a str>,
    /// A canned policy's end, in seconds since 1970.
    pub expires: Option<&'a str>,
    /// In CloudFront's base64.
    pub signature: Option<&'a str>,
    /// The key's id.
    pub key_pair_id: Option<&'a str>,
    /// `SHA1` (also when absent) or `SHA256`.
    pub hash_algorithm: Option<&'a str>,
}

/// Answers in CloudFront's order: the key, the signature's form, the policy's form, the signature, the conditions.
pub fn authorise(keys: &KeyGroup, shown: &Credentials<'_>, url: &RequestUrl, now: i64, client: IpAddr) -> Result<(), Refusal> {
    let key = shown.key_pair_id.filter(|id| !id.is_empty()).ok_or(Refusal::MissingKey)?;
    if !keys.contains(key) {
        return Err(Refusal::InvalidKey);
    }
    let signature = shown.signature.and_then(decode).ok_or(Refusal::MalformedSignature)?;
    let text = policy_text(shown, url).ok_or(Refusal::MalformedPolicy)?;
    let policy = Policy::parse(&text).map_err(|_| Refusal::MalformedPolicy)?;
    let hash = match shown.hash_algorithm {
        None | Some("SHA1") => Hash::Sha1,
        Some("SHA256") => Hash::Sha256,
        Some(_) => return Err(Refusal::AccessDenied),
    };
    // A canned policy names this very URL, in which a `*` or `?` is matched by itself.
    if keys.verifies(key, hash, &text, &signature) && policy.allows(url, now, client) { Ok(()) } else { Err(Refusal::AccessDenied) }
}

/// The text that was signed: the custom policy as carried, or the canned one, rebuilt from the URL.
fn policy_text(shown: &Credentials<'_>, url: &RequestUrl) -> Option<Vec<u8>> {
    if let Some(policy) = shown.policy {
        return decode(policy);
    }
    let expires: u64 = shown.expires?.parse().ok()?;
    let resource = serde_json::to_string(&url.to_string()).ok()?;
    Some(
        format!(r#"{{"Statement":[{{"Resource":{resource},"Condition":{{"DateLessThan":{{"AWS:EpochTime":{expires}}}}}}}]}}"#).into_bytes(),
    )
}

/// CloudFront's base64: `-`, `_`, `~` for `+`, `=`, `/`.
fn decode(text: &str) -> Option<Vec<u8>> {
    let standard: String = text
        .chars()
        .map(|c| match c {
            '-' => Some('+'),
            '_' => Some('='),
            '~' => Some('/'),
            c => c.is_ascii_alphanumeric().then_some(c),
        })
        .collect::<Option<_>>()?;
    (!standard.is_empty()).then(|| STANDARD.decode(standard).ok()).flatten()
}
