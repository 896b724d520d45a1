//! The private key that signs for a CloudFront key group.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html>

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256};
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs1v15;
use rsa::pkcs8::{DecodePrivateKey as _, SecretDocument};
use rsa::signature::{SignatureEncoding as _, Signer as _};
use sha1::Sha1;

/// CloudFront takes no other RSA size for signed cookies.
const RSA_BYTES: usize = 2048 / 8;

/// The hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CdnHash {
    /// Distributions whose edges know the cookie `CloudFront-Hash-Algorithm`.
    #[default]
    Sha256,
    /// CloudFront's own default without that cookie; RSA keys only.
    Sha1,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CdnKeyError {
    /// Neither a PEM block nor the DER of a private key.
    #[error("not an unencrypted private key in PEM or DER (PKCS#8, PKCS#1 or SEC1), of RSA 2048 or ECDSA P-256")]
    NotAKey,
    /// RSA, but not of 2048 bits.
    #[error("CloudFront takes RSA keys of 2048 bits only, this one has {0}")]
    RsaSize(usize),
    /// SHA-1 was asked of an ECDSA key.
    #[error("SHA-1 signatures need an RSA key; use SHA-256 with an ECDSA key")]
    Sha1NeedsRsa,
    /// The key could not sign.
    #[error("the key could not sign")]
    Signing,
}

/// A loaded key together with the hash it signs with.
pub struct CdnKey(Kind);

enum Kind {
    RsaSha256(RsaKeyPair),
    // aws-lc-rs refuses to sign over SHA-1.
    RsaSha1(Box<pkcs1v15::SigningKey<Sha1>>),
    P256(EcdsaKeyPair),
}

impl fmt::Debug for CdnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::RsaSha256(_) => "CdnKey(RSA, SHA-256)",
            Kind::RsaSha1(_) => "CdnKey(RSA, SHA-1)",
            Kind::P256(_) => "CdnKey(P-256, SHA-256)",
        })
    }
}

impl CdnKey {
    /// Loads a private key from PEM or DER: PKCS#8, PKCS#1 (RSA) or SEC1 (P-256).
    pub fn load(bytes: &[u8], hash: CdnHash) -> Result<Self, CdnKeyError> {
        match private_key_block(bytes) {
            Some(pem) => {
                let (label, der) = SecretDocument::from_pem(pem).map_err(|_| CdnKeyError::NotAKey)?;
                if label.starts_with("ENCRYPTED") { Err(CdnKeyError::NotAKey) } else { Self::from_der(der.as_bytes(), hash) }
            }
            None => Self::from_der(bytes, hash),
        }
    }

    fn from_der(der: &[u8], hash: CdnHash) -> Result<Self, CdnKeyError> {
        if let Ok(pair) = RsaKeyPair::from_pkcs8(der).or_else(|_| RsaKeyPair::from_der(der)) {
            if pair.public_modulus_len() != RSA_BYTES {
                return Err(CdnKeyError::RsaSize(pair.public_modulus_len() * 8));
            }
            return match hash {
                CdnHash::Sha256 => Ok(Self(Kind::RsaSha256(pair))),
                CdnHash::Sha1 => {
                    let key = rsa::PrivateKey::from_pkcs8_der(der)
                        .or_else(|_| rsa::PrivateKey::from_pkcs1_der(der))
                        .map_err(|_| CdnKeyError::NotAKey)?;
                    Ok(Self(Kind::RsaSha1(Box::new(pkcs1v15::SigningKey::new(key)))))
                }
            };
        }
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, der).map_err(|_| CdnKeyError::NotAKey)?;
        match hash {
            CdnHash::Sha256 => Ok(Self(Kind::P256(pair))),
            CdnHash::Sha1 => Err(CdnKeyError::Sha1NeedsRsa),
        }
    }

    /// The hash it signs with.
    pub fn hash(&self) -> CdnHash {
        match self.0 {
            Kind::RsaSha1(_) => CdnHash::Sha1,
            Kind::RsaSha256(_) | Kind::P256(_) => CdnHash::Sha256,
        }
    }

    /// PKCS#1 v1.5 for RSA (256 bytes), DER for ECDSA.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CdnKeyError> {
        match &self.0 {
            Kind::RsaSha256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(|_| CdnKeyError::Signing)?;
                Ok(signature)
            }
            Kind::RsaSha1(key) => Ok(key.try_sign(message).map_err(|_| CdnKeyError::Signing)?.to_vec()),
            Kind::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| CdnKeyError::Signing)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

/// The PEM block of the private key: openssl writes `EC PARAMETERS` in front of it.
fn private_key_block(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.match_indices("-----BEGIN ")
        .map(|(start, _)| &text[start..])
        .find(|block| block.lines().next().is_some_and(|line| line.trim_end().ends_with("PRIVATE KEY-----")))
}
