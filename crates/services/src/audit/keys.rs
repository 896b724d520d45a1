//! The keys of the checkpoints: Ed25519 (RFC 8032), in PKCS #8 as `openssl genpkey -algorithm ed25519` writes it.

use std::collections::HashMap;

use aws_lc_rs::{
    digest::{SHA256, digest},
    error::KeyRejected,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::audit::chain::{Checkpoint, Link};

use super::checkpoints::SignedCheckpoint;

/// The file is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("there is no Ed25519 key in PKCS #8 in it: make one with `openssl genpkey -algorithm ed25519`")]
pub struct InvalidKey;

impl From<KeyRejected> for InvalidKey {
    fn from(_: KeyRejected) -> Self {
        Self
    }
}

/// One key that signs, and all whose signatures count.
pub struct AuditKeys {
    signing: Ed25519KeyPair,
    signing_id: String,
    known: HashMap<String, Vec<u8>>,
}

impl AuditKeys {
    /// From PEM: the first key signs, the ones after it signed once.
    pub fn from_pem(pem: &str) -> Result<Self, InvalidKey> {
        let mut pairs = pem.split("-----BEGIN PRIVATE KEY-----").skip(1).map(pair).collect::<Result<Vec<_>, _>>()?.into_iter();
        let signing = pairs.next().ok_or(InvalidKey)?;
        let known = pairs.map(|old| named(&old)).chain([named(&signing)]).collect();
        Ok(Self { signing_id: named(&signing).0, signing, known })
    }

    /// A new key, as PEM.
    pub fn generate() -> Result<String, InvalidKey> {
        let pair = Ed25519KeyPair::generate().map_err(|_| InvalidKey)?;
        let der = STANDARD.encode(pair.to_pkcs8v1().map_err(|_| InvalidKey)?.as_ref());
        let lines: Vec<_> = der.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
        Ok(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n")))
    }

    /// Signs.
    pub(super) fn sign(&self, checkpoint: Checkpoint) -> SignedCheckpoint {
        let signature = self.signing.sign(&checkpoint.signed_bytes()).as_ref().to_vec();
        SignedCheckpoint { checkpoint, key_id: self.signing_id.clone(), signature }
    }

    /// Whether one of the keys signed exactly this.
    pub(super) fn verify(&self, signed: &SignedCheckpoint) -> bool {
        self.known.get(&signed.key_id).is_some_and(|public| {
            UnparsedPublicKey::new(&ED25519, public).verify(&signed.checkpoint.signed_bytes(), &signed.signature).is_ok()
        })
    }
}

fn pair(after_begin: &str) -> Result<Ed25519KeyPair, InvalidKey> {
    let (body, _) = after_begin.split_once("-----END").ok_or(InvalidKey)?;
    let der = STANDARD.decode(body.split_whitespace().collect::<String>()).map_err(|_| InvalidKey)?;
    Ok(Ed25519KeyPair::from_pkcs8(&der)?)
}

/// The public key, under 16 digits of its SHA-256.
fn named(pair: &Ed25519KeyPair) -> (String, Vec<u8>) {
    let public = pair.public_key().as_ref().to_vec();
    (sha256(&public).hex()[..16].to_owned(), public)
}

pub(super) fn sha256(bytes: &[u8]) -> Link {
    let mut link = [0; 32];
    link.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Link(link)
}

#[cfg(test)]
mod tests {
    use domain::timestamp::Timestamp;

    use super::*;

    #[test]
    fn signatures_of_known_keys_count_and_no_others() {
        let checkpoint = Checkpoint { sequence: 7, link: sha256(b"x"), at: Timestamp(1) };
        let (old, new) = (AuditKeys::generate().unwrap(), AuditKeys::generate().unwrap());
        let signed = AuditKeys::from_pem(&old).unwrap().sign(checkpoint);
        assert!(AuditKeys::from_pem(&(new.clone() + &old)).unwrap().verify(&signed), "a key that was replaced still counts");
        assert!(!AuditKeys::from_pem(&new).unwrap().verify(&signed));
        let moved = SignedCheckpoint { checkpoint: Checkpoint { sequence: 8, ..checkpoint }, ..signed };
        assert!(!AuditKeys::from_pem(&old).unwrap().verify(&moved));
    }

    #[test]
    fn a_key_of_openssl_is_read_and_others_are_refused() {
        // RFC 8410, section 10.3.
        let pem =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        AuditKeys::from_pem(pem).unwrap();
        for wrong in ["", "text", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA"] {
            assert!(AuditKeys::from_pem(wrong).is_err(), "{wrong}");
        }
    }
}
