//! The key group: the public keys whose signatures open the CDN.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html>

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::rsa::PublicEncryptingKey;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA1_ASN1, ECDSA_P256_SHA256_ASN1, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_2048_8192_SHA256, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// CloudFront takes no other RSA size for signed cookies.
const RSA_BITS: usize = 2048;

/// Why a key group cannot be built.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyGroupError {
    /// Not a public key that CloudFront would take.
    #[error("public key {0}: not a PEM block `PUBLIC KEY` of RSA 2048 or ECDSA P-256")]
    NotAKey(String),
    /// RSA, but not of 2048 bits.
    #[error("public key {id}: CloudFront takes RSA keys of 2048 bits only, this one has {bits}")]
    RsaSize {
        /// The key's id.
        id: String,
        /// Its size.
        bits: usize,
    },
    /// Two keys with one id.
    #[error("public key {0}: the id is there twice")]
    Twice(String),
    /// Nothing could ever be opened.
    #[error("a key group needs at least one key")]
    Empty,
}

/// The hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha1,
    Sha256,
}

/// Public keys by their ids. While keys rotate it holds the old and the new one.
#[derive(Debug, Clone)]
pub struct KeyGroup {
    keys: Arc<HashMap<String, PublicKey>>,
}

#[derive(Debug)]
struct PublicKey {
    sha1: ParsedPublicKey,
    sha256: ParsedPublicKey,
}

impl KeyGroup {
    /// Builds a group of `(id, PEM)`; the PEM is a `SubjectPublicKeyInfo`, as `openssl … -pubout` writes it.
    pub fn new<I, P>(keys: impl IntoIterator<Item = (I, P)>) -> Result<Self, KeyGroupError>
    where
        I: Into<String>,
        P: AsRef<str>,
    {
        let mut group = HashMap::new();
        for (id, pem) in keys {
            let id = id.into();
            let key = PublicKey::from_pem(&id, pem.as_ref())?;
            if group.insert(id.clone(), key).is_some() {
                return Err(KeyGroupError::Twice(id));
            }
        }
        if group.is_empty() { Err(KeyGroupError::Empty) } else { Ok(Self { keys: Arc::new(group) }) }
    }

    /// Whether the group holds the key.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }

    /// Whether `signature` is the key's over `message`: PKCS#1 v1.5 for RSA, DER for ECDSA.
    pub(super) fn verifies(&self, id: &str, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        let Some(key) = self.keys.get(id) else { return false };
        let key = match hash {
            Hash::Sha1 => &key.sha1,
            Hash::Sha256 => &key.sha256,
        };
        key.verify_sig(message, signature).is_ok()
    }
}

impl PublicKey {
    fn from_pem(id: &str, pem: &str) -> Result<Self, KeyGroupError> {
        let not_a_key = || KeyGroupError::NotAKey(id.to_owned());
        let der = public_key_der(pem).ok_or_else(not_a_key)?;
        let (sha1, sha256): (&'static dyn VerificationAlgorithm, &'static dyn VerificationAlgorithm) =
            match PublicEncryptingKey::from_der(&der) {
                Ok(rsa) if rsa.key_size_bits() == RSA_BITS => (&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, &RSA_PKCS1_2048_8192_SHA256),
                Ok(rsa) => return Err(KeyGroupError::RsaSize { id: id.to_owned(), bits: rsa.key_size_bits() }),
                Err(_) => (&ECDSA_P256_SHA1_ASN1, &ECDSA_P256_SHA256_ASN1),
            };
        let parse = |algorithm| ParsedPublicKey::new(algorithm, &der).map_err(|_| not_a_key());
        Ok(Self { sha1: parse(sha1)?, sha256: parse(sha256)? })
    }
}

fn public_key_der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN PUBLIC KEY-----")?;
    let (body, _) = rest.split_once("-----END PUBLIC KEY-----")?;
    let body: String = body.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(body).ok()
}
