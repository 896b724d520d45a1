//! Keys made on the first start, under `{data_dir}/keys` (0700, files 0600). Never logged.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    digest::{SHA256, digest},
    encoding::{AsDer as _, PublicKeyX509Der},
    rand::{SecureRandom as _, SystemRandom},
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretString};
use services::audit::AuditKeys;

/// A key file that cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file system.
    #[error("the key file {path} cannot be {what}: {cause}", path = path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// "made" or "read".
        what: &'static str,
        /// Why.
        cause: io::Error,
    },
    /// Not what this program wrote.
    #[error("the key file {path} is damaged: restore it from a backup, or remove it to make a new one", path = .0.display())]
    Damaged(PathBuf),
}

/// What signs session tokens.
pub struct SessionKey {
    /// Names the key inside tokens; derived from it.
    pub kid: String,
    /// The secret's text.
    pub secret: SecretString,
}

impl SessionKey {
    /// A key with its name.
    pub fn new(secret: SecretString) -> Self {
        Self { kid: fingerprint(secret.expose_secret().as_bytes())[..16].to_owned(), secret }
    }
}

/// The embedded S3's access key.
pub struct S3Key {
    /// Public.
    pub access_key_id: String,
    /// Secret.
    pub secret_access_key: SecretString,
}

/// The embedded CDN's key pair: ECDSA P-256.
pub struct CdnKey {
    /// The id of the public key, `K` and 13 characters as CloudFront's.
    pub key_pair_id: String,
    /// PKCS #8, PEM.
    pub private_pem: SecretString,
    /// `SubjectPublicKeyInfo`, PEM.
    pub public_pem: String,
}

/// The session key, made when it is not there.
pub fn session(dir: &Path) -> Result<SessionKey, KeyError> {
    let text = read_or_make(&dir.join("session.key"), || STANDARD.encode(random::<48>()))?;
    Ok(SessionKey::new(text.into()))
}

/// The embedded S3's access key, made when it is not there.
pub fn s3(dir: &Path) -> Result<S3Key, KeyError> {
    let path = dir.join("s3.key");
    let text = read_or_make(&path, || format!("AK{}\n{}\n", base32(&random::<18>()), STANDARD.encode(random::<30>())))?;
    let (id, secret) = text.split_once('\n').ok_or_else(|| KeyError::Damaged(path.clone()))?;
    if id.is_empty() || secret.is_empty() {
        return Err(KeyError::Damaged(path));
    }
    Ok(S3Key { access_key_id: id.to_owned(), secret_access_key: secret.into() })
}

/// The embedded CDN's key pair, made when it is not there.
///
/// # Panics
/// When the system has no randomness: nothing can go on then.
pub fn cdn(dir: &Path) -> Result<CdnKey, KeyError> {
    let path = dir.join("cdn.pem");
    let private = read_or_make(&path, || {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("the system has randomness");
        pem("PRIVATE KEY", pair.to_pkcs8v1().expect("a fresh key has an encoding").as_ref())
    })?;
    let damaged = || KeyError::Damaged(path.clone());
    let der = STANDARD.decode(private.lines().filter(|line| !line.starts_with("-----")).collect::<String>()).map_err(|_| damaged())?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der).map_err(|_| damaged())?;
    let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|_| damaged())?;
    let key_pair_id = format!("K{}", base32(digest(&SHA256, public.as_ref()).as_ref()).chars().take(13).collect::<String>());
    Ok(CdnKey { key_pair_id, public_pem: pem("PUBLIC KEY", public.as_ref()), private_pem: private.into() })
}

/// What signs the audit log's checkpoints: the configured file's key, else one made when it is not there.
///
/// # Panics
/// When the system has no randomness: nothing can go on then.
pub fn audit(configured: Option<&Path>, dir: &Path) -> Result<AuditKeys, KeyError> {
    let made = dir.join("audit.pem");
    let (path, pem) = match configured {
        Some(path) => (path, read(path)?),
        None => (made.as_path(), read_or_make(&made, || AuditKeys::generate().expect("the system has randomness"))?),
    };
    AuditKeys::from_pem(&pem).map_err(|_| KeyError::Damaged(path.to_owned()))
}

/// Makes a directory that only this account can enter.
pub fn private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Written aside and linked into place: a crash leaves no half key, and of two first starts at once one wins for both.
fn read_or_make(path: &Path, make: impl FnOnce() -> String) -> Result<String, KeyError> {
    let failed = |what| move |cause| KeyError::Io { path: path.to_owned(), what, cause };
    if !path.exists() {
        let dir = path.parent().unwrap_or(Path::new("."));
        private_dir(dir).map_err(failed("made"))?;
        let aside = dir.join(format!(".{}", uuid::Uuid::new_v4()));
        let linked = write_private(&aside, &make()).and_then(|()| match fs::hard_link(&aside, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        });
        let removed = fs::remove_file(&aside);
        linked.and(removed).map_err(failed("made"))?;
    }
    read(path)
}

fn read(path: &Path) -> Result<String, KeyError> {
    let failed = |cause| KeyError::Io { path: path.to_owned(), what: "read", cause };
    fs::read_to_string(path).map(|text| text.trim().to_owned()).map_err(failed)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
    bytes
}

/// A password of 120 random bits, in words' length a person can copy.
pub fn password() -> String {
    let text = base32(&random::<24>()).to_lowercase();
    text.as_bytes().chunks(6).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

fn fingerprint(bytes: &[u8]) -> String {
    base32(digest(&SHA256, bytes).as_ref())
}

/// Five bits of each byte as a capital or digit.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn keys_are_made_once_and_only_for_this_account() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("data/keys");
        let (first, second) = (session(&dir).unwrap(), session(&dir).unwrap());
        assert_eq!(first.secret.expose_secret(), second.secret.expose_secret());
        assert_eq!(first.kid, second.kid);
        assert!(!first.secret.expose_secret().contains(&first.kid));
        let (one, two) = (s3(&dir).unwrap(), s3(&dir).unwrap());
        assert_eq!(one.access_key_id, two.access_key_id);
        assert_eq!(one.access_key_id.len(), 20);
        assert_eq!(one.secret_access_key.expose_secret().len(), 40);
        let (one, two) = (cdn(&dir).unwrap(), cdn(&dir).unwrap());
        assert_eq!(one.public_pem, two.public_pem);
        assert_eq!(one.key_pair_id.len(), 14);
        audit(None, &dir).unwrap();
        assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
        let names: Vec<_> = fs::read_dir(&dir).unwrap().map(Result::unwrap).collect();
        assert_eq!(names.len(), 4, "nothing is left aside");
        for entry in names {
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("cdn.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").unwrap();
        assert!(cdn(dir.path()).err().unwrap().to_string().contains("cdn.pem is damaged"));
        fs::write(dir.path().join("audit.pem"), "not a key").unwrap();
        assert!(audit(None, dir.path()).err().unwrap().to_string().contains("audit.pem is damaged"));
    }

    #[test]
    fn many_first_starts_at_once_agree() {
        let dir = tempfile::tempdir().unwrap();
        let made: std::collections::HashSet<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| s3(dir.path()).unwrap().access_key_id)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(made.len(), 1);
    }

    #[test]
    fn passwords_pass_the_rule_and_differ() {
        assert_ne!(password(), password());
        domain::account::check_password_length(&password()).unwrap();
    }
}
