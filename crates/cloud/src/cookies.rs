//! CloudFront signed cookies.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-cookies.html>

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;

use crate::cdn_key::{CdnHash, CdnKey, CdnKeyError};
use crate::cookie_policy::{CookiePolicy, CookiePolicyError, Resource};

/// Why there are no cookies.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CookieError {
    /// The policy is not one that CloudFront would take as meant.
    #[error(transparent)]
    Policy(#[from] CookiePolicyError),
    /// The key could not sign.
    #[error(transparent)]
    Key(#[from] CdnKeyError),
    /// The time lies outside the calendar.
    #[error("the time cannot be rounded")]
    Time,
}

/// The cookies that open one resource. Holding them is the permission, so `Debug` shows no values.
#[derive(Clone, PartialEq, Eq)]
pub struct CookieSet {
    /// Names and values; every value is made of characters that a cookie can hold.
    pub cookies: Vec<(&'static str, String)>,
    /// When CloudFront begins to refuse them.
    pub expires_at: OffsetDateTime,
}

impl CookieSet {
    /// The value of the cookie `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(cookie, _)| *cookie == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for CookieSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.cookies.iter().map(|(name, _)| name).collect();
        f.debug_struct("CookieSet").field("cookies", &names).field("expires_at", &self.expires_at).finish()
    }
}

/// Signs cookie policies with one key of a key group.
#[derive(Debug)]
pub struct CookieSigner {
    key_pair_id: String,
    key: CdnKey,
}

impl CookieSigner {
    /// `key_pair_id` is CloudFront's id of the public key (`K2JCJMDEHXQW5F`).
    pub fn new(key_pair_id: impl Into<String>, key: CdnKey) -> Self {
        Self { key_pair_id: key_pair_id.into(), key }
    }

    /// Cookies that carry the policy itself.
    pub fn custom(&self, policy: &CookiePolicy) -> Result<CookieSet, CookieError> {
        let text = policy.to_json()?;
        let carried = ("CloudFront-Policy", cookie_base64(text.as_bytes()));
        self.set(carried, &text, policy.expires_at)
    }

    /// Cookies for one object: CloudFront rebuilds the policy from the request's URL and `CloudFront-Expires`.
    pub fn canned(&self, resource: Resource, expires_at: OffsetDateTime) -> Result<CookieSet, CookieError> {
        if resource.as_str().contains('*') {
            return Err(CookiePolicyError::Wildcard(resource.as_str().to_owned()).into());
        }
        let text = CookiePolicy::until(resource, expires_at).to_json()?;
        let carried = ("CloudFront-Expires", expires_at.unix_timestamp().to_string());
        self.set(carried, &text, expires_at)
    }

    fn set(&self, carried: (&'static str, String), policy: &str, expires_at: OffsetDateTime) -> Result<CookieSet, CookieError> {
        let signature = self.key.sign(policy.as_bytes())?;
        let mut cookies =
            vec![carried, ("CloudFront-Signature", cookie_base64(&signature)), ("CloudFront-Key-Pair-Id", self.key_pair_id.clone())];
        if self.key.hash() == CdnHash::Sha256 {
            cookies.push(("CloudFront-Hash-Algorithm", "SHA256".to_owned()));
        }
        Ok(CookieSet { cookies, expires_at: expires_at.truncate_to_second() })
    }
}

/// Base64 in CloudFront's alphabet: `+`, `=`, `/` become `-`, `_`, `~`.
pub fn cookie_base64(bytes: &[u8]) -> String {
    let mut text = STANDARD.encode(bytes).into_bytes();
    for byte in &mut text {
        *byte = match *byte {
            b'+' => b'-',
            b'=' => b'_',
            b'/' => b'~',
            other => other,
        };
    }
    // Both alphabets are ASCII, so each byte is one character.
    text.into_iter().map(char::from).collect()
}

/// One signature per resource and per rounded expiry, for everybody: the policy holds nothing of the user.
///
/// Keeps the newest set of each resource, so it is as large as the number of resources it is asked for.
#[derive(Debug)]
pub struct KeptCookies {
    signer: CookieSigner,
    lifetime_seconds: i64,
    kept: Mutex<HashMap<Resource, Arc<CookieSet>>>,
}

impl KeptCookies {
    /// Cookies live `lifetime` at most, and eleven twelfths of it at least (55 to 60 minutes for an hour).
    pub fn new(signer: CookieSigner, lifetime: Duration) -> Self {
        let lifetime_seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        Self { signer, lifetime_seconds, kept: Mutex::default() }
    }

    /// The cookies for `resource` as of `now`; signed anew when the rounded expiry moves on.
    pub fn get(&self, resource: &Resource, now: OffsetDateTime) -> Result<Arc<CookieSet>, CookieError> {
        let expires_at = self.rounded_expiry(now).ok_or(CookieError::Time)?;
        // Signing under the lock makes one signature of many simultaneous questions. Entries are replaced whole,
        // so a poisoned lock still holds consistent values.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = kept.get(resource)
            && set.expires_at == expires_at
        {
            return Ok(Arc::clone(set));
        }
        let set = self.fresh(resource.clone(), now)?;
        kept.insert(resource.clone(), Arc::clone(&set));
        Ok(set)
    }

    /// The same without keeping them: for a resource that is one person's.
    pub fn fresh(&self, resource: Resource, now: OffsetDateTime) -> Result<Arc<CookieSet>, CookieError> {
        let expires_at = self.rounded_expiry(now).ok_or(CookieError::Time)?;
        self.signer.custom(&CookiePolicy::until(resource, expires_at)).map(Arc::new)
    }

    /// Down to a twelfth of the lifetime, so that no set outlives the configured maximum.
    fn rounded_expiry(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let step = (self.lifetime_seconds / 12).max(1);
        let latest = now.unix_timestamp().checked_add(self.lifetime_seconds)?;
        OffsetDateTime::from_unix_timestamp(latest - latest.rem_euclid(step)).ok()
    }
}
