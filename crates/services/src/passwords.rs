//! Passwords: argon2id, off the async threads and a few at a time; strength judged by zxcvbn.

use std::sync::{Arc, OnceLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use domain::{account::check_password_length, problem::Problem};
use tokio::sync::Semaphore;

use crate::Error;

/// OWASP's first choice for argon2id: 46 MiB, one pass, one lane.
const MEMORY_KIB: u32 = 46 * 1024;
/// Hashes at a time; each takes a core for some tens of milliseconds and 46 MiB.
const AT_ONCE: usize = 2;

/// Hashes and verifies.
#[derive(Debug, Clone)]
pub(crate) struct Hasher {
    places: Arc<Semaphore>,
    /// The hash that unknown accounts are compared with, so that they take as long as known ones.
    dummy: Arc<OnceLock<String>>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), dummy: Arc::default() }
    }
}

/// How a verification ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verified {
    /// Wrong.
    No,
    /// Right.
    Yes,
    /// Right, but hashed with other parameters than today's: hash it again.
    Outdated,
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, 1, 1, None).map_err(|error| Error::Defect(format!("argon2's parameters: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String, Error> {
    let hash: PasswordHash =
        argon2()?.hash_password(password.as_bytes()).map_err(|error| Error::Defect(format!("hashing a password: {error}")))?;
    Ok(hash.to_string())
}

fn verify_now(password: &str, stored: &str) -> Result<Verified, Error> {
    let hash = PasswordHash::new(stored).map_err(|error| Error::Defect(format!("a stored password hash: {error}")))?;
    let argon2 = argon2()?;
    if argon2.verify_password(password.as_bytes(), &hash).is_err() {
        return Ok(Verified::No);
    }
    let params = Params::try_from(&hash).ok();
    let current = params.is_some_and(|params| params.m_cost() == MEMORY_KIB && params.t_cost() == 1 && params.p_cost() == 1);
    Ok(if current { Verified::Yes } else { Verified::Outdated })
}

impl Hasher {
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
        let _place = self.places.acquire().await.map_err(|error| Error::Defect(error.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Error::Defect(error.to_string()))?
    }

    /// A PHC string of the password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Error> {
        let password = password.to_owned();
        self.run(move || hash_now(&password)).await
    }

    /// Compares with a stored hash, or with a dummy one where there is no account: both take the same time.
    pub(crate) async fn verify(&self, password: &str, stored: Option<&str>) -> Result<Verified, Error> {
        let (password, stored, dummy) = (password.to_owned(), stored.map(str::to_owned), self.dummy.clone());
        self.run(move || {
            // Made by whoever asks first, account or not.
            let dummy = dummy.get_or_init(|| hash_now("no account has this password").unwrap_or_default());
            let verified = verify_now(&password, stored.as_deref().unwrap_or(dummy))?;
            Ok(if stored.is_some() { verified } else { Verified::No })
        })
        .await
    }
}

/// Refuses passwords that are short, common or made of the person's own data.
pub fn check_strength(password: &str, inputs: &[&str]) -> Result<(), Problem> {
    check_password_length(password)?;
    let entropy = zxcvbn::zxcvbn(password, inputs);
    if u8::from(entropy.score()) >= 3 {
        return Ok(());
    }
    let why = entropy.feedback().and_then(zxcvbn::feedback::Feedback::warning).map(|warning| format!(" {warning}")).unwrap_or_default();
    Err(Problem::invalid("password", format!("This password is too easy to guess.{why} Use a few uncommon words in a row.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easy_passwords_are_refused_with_a_reason() {
        for easy in ["password123", "1234567890", "qwertyuiop", "ann smith 1"] {
            let problem = check_strength(easy, &["ann.smith@example.com", "Ann Smith"]).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("password"), "{easy}");
        }
        check_strength("plover-granite-umbrella", &[]).unwrap();
    }

    #[tokio::test]
    async fn a_hash_verifies_its_password_and_knows_its_age() {
        let hasher = Hasher::default();
        let hash = hasher.hash("plover-granite-umbrella").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
        assert_eq!(hasher.verify("plover-granite-umbrella", Some(&hash)).await.unwrap(), Verified::Yes);
        assert_eq!(hasher.verify("plover-granite-umbrellA", Some(&hash)).await.unwrap(), Verified::No);
        assert_eq!(hasher.verify("no account has this password", None).await.unwrap(), Verified::No);

        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let old: PasswordHash = old.hash_password(b"plover-granite-umbrella").unwrap();
        assert_eq!(hasher.verify("plover-granite-umbrella", Some(&old.to_string())).await.unwrap(), Verified::Outdated);
    }
}
