//! The `SigV4` signing key of one day.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>

use std::fmt;
use std::sync::{Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use time::{Date, OffsetDateTime, UtcOffset};

/// A key that signs for one secret, UTC day, region and service.
#[derive(Clone)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    /// Derives the key for S3 in `region` on the UTC day of `at` (four HMAC-SHA256).
    pub fn derive(secret_access_key: &str, at: OffsetDateTime, region: &str) -> Self {
        let derived = generate_signing_key(secret_access_key, at.into(), region, "s3");
        let mut key = [0; 32];
        key.copy_from_slice(derived.as_ref());
        Self(key)
    }

    /// Lower-case hex of HMAC-SHA256 over `text`.
    pub fn sign(&self, text: &str) -> String {
        calculate_signature(self.0, text.as_bytes())
    }
}

impl AsRef<[u8]> for SigningKey {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// Keeps the last derived key: it changes once a day, or when the credentials do.
#[derive(Default)]
pub(crate) struct KeptSigningKey(Mutex<Option<Kept>>);

struct Kept {
    // A clone shares the strings, which are wiped when the last clone goes.
    credentials: Credentials,
    day: Date,
    key: SigningKey,
}

impl KeptSigningKey {
    /// The key for these credentials on the UTC day of `at`. One `KeptSigningKey` serves one region.
    pub(crate) fn get(&self, credentials: &Credentials, at: OffsetDateTime, region: &str) -> SigningKey {
        let day = at.to_offset(UtcOffset::UTC).date();
        let secret = credentials.secret_access_key();
        // The slot is replaced whole, so a poisoned lock still holds a consistent value.
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = slot.as_ref()
            && kept.day == day
            && kept.credentials.secret_access_key() == secret
        {
            return kept.key.clone();
        }
        let key = SigningKey::derive(secret, at, region);
        *slot = Some(Kept { credentials: credentials.clone(), day, key: key.clone() });
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_kept_key_follows_the_day_and_the_secret() {
        let kept = KeptSigningKey::default();
        let first = Credentials::from_keys("AKIA1", "secret-1", None);
        let second = Credentials::from_keys("AKIA1", "secret-2", None);
        let evening = datetime!(2026-05-13 23:59:59 UTC);
        let midnight = datetime!(2026-05-14 00:00:00 UTC);
        for (credentials, at) in [(&first, evening), (&first, evening), (&second, evening), (&first, midnight)] {
            let expected = SigningKey::derive(credentials.secret_access_key(), at, "eu-west-1");
            assert_eq!(kept.get(credentials, at, "eu-west-1").as_ref(), expected.as_ref());
        }
    }

    #[test]
    fn the_day_is_counted_in_utc() {
        // 00:30 in Hanoi on the 14th is still the 13th for S3.
        let hanoi = datetime!(2026-05-14 00:30:00 +7);
        let utc = datetime!(2026-05-13 12:00:00 UTC);
        assert_eq!(SigningKey::derive("s", hanoi, "r").as_ref(), SigningKey::derive("s", utc, "r").as_ref());
    }
}
