//! The credentials in use, and the presigner built on them.

use std::fmt;
use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_sdk_s3::config::Builder;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use crate::moment::end_of;
use crate::presigned_get::GetSigner;

/// Temporary credentials are asked for again when they have less than this left: a ticket lives as long.
const REFRESH_BEFORE_END: Duration = Duration::minutes(5);

/// Asks the provider seldom: a role's provider goes over the network.
pub(crate) struct Signers {
    provider: SharedCredentialsProvider,
    public: Builder,
    current: Mutex<Option<Arc<GetSigner>>>,
}

impl fmt::Debug for Signers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signers(..)")
    }
}

impl Signers {
    pub(crate) fn new(provider: SharedCredentialsProvider, public: Builder) -> Self {
        Self { provider, public, current: Mutex::default() }
    }

    /// The presigner on credentials that are good as of `now`. While one caller asks the provider, the others wait for the answer.
    pub(crate) async fn get(&self, now: OffsetDateTime) -> Result<Arc<GetSigner>, CredentialsError> {
        let mut current = self.current.lock().await;
        let kept = current.as_ref();
        if let Some(signer) = kept.filter(|signer| left(signer.credentials(), now) > REFRESH_BEFORE_END) {
            return Ok(Arc::clone(signer));
        }
        match self.provider.provide_credentials().await {
            Ok(credentials) => {
                let signer = match kept {
                    Some(signer) if *signer.credentials() == credentials => Arc::clone(signer),
                    _ => Arc::new(GetSigner::new(self.public.clone(), credentials)),
                };
                *current = Some(Arc::clone(&signer));
                Ok(signer)
            }
            Err(error) => match kept.filter(|signer| left(signer.credentials(), now) > Duration::ZERO) {
                Some(signer) => {
                    tracing::warn!(%error, "the credentials could not be renewed; signing goes on with those that are left");
                    Ok(Arc::clone(signer))
                }
                None => Err(error),
            },
        }
    }
}

fn left(credentials: &Credentials, now: OffsetDateTime) -> Duration {
    end_of(credentials).map_or(Duration::MAX, |end| end - now)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;

    use aws_credential_types::provider::{self, ProvideCredentials, future};
    use aws_sdk_s3::config::{BehaviorVersion, Region};
    use time::macros::datetime;

    use super::*;

    /// Hands out its answers one by one, then refuses.
    #[derive(Debug)]
    struct Script(StdMutex<Vec<Credentials>>);

    impl ProvideCredentials for Script {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let next: provider::Result = self.0.lock().unwrap().pop().ok_or_else(|| CredentialsError::provider_error("no answer left"));
            future::ProvideCredentials::ready(next)
        }
    }

    const NOON: OffsetDateTime = datetime!(2026-05-13 12:00 UTC);

    fn ending(id: &str, at: OffsetDateTime) -> Credentials {
        Credentials::new(id, "secret", Some("token".to_owned()), Some(at.into()), "test")
    }

    fn signers(mut answers: Vec<Credentials>) -> Signers {
        answers.reverse();
        let public = Builder::new().behavior_version(BehaviorVersion::latest()).region(Region::new("eu-west-1"));
        Signers::new(SharedCredentialsProvider::new(Script(StdMutex::new(answers))), public)
    }

    async fn id(signers: &Signers, at: OffsetDateTime) -> Result<String, CredentialsError> {
        Ok(signers.get(at).await?.credentials().access_key_id().to_owned())
    }

    #[tokio::test]
    async fn credentials_are_renewed_before_a_ticket_could_outlive_them() {
        let signers = signers(vec![ending("first", NOON + Duration::HOUR), ending("second", NOON + 2 * Duration::HOUR)]);
        assert_eq!(id(&signers, NOON).await.unwrap(), "first");
        assert_eq!(id(&signers, NOON + Duration::minutes(54)).await.unwrap(), "first");
        assert_eq!(id(&signers, NOON + Duration::minutes(55)).await.unwrap(), "second");
    }

    #[tokio::test]
    async fn a_provider_that_is_away_costs_nothing_until_the_end() {
        let signers = signers(vec![ending("only", NOON + Duration::HOUR)]);
        assert_eq!(id(&signers, NOON).await.unwrap(), "only");
        assert_eq!(id(&signers, NOON + Duration::minutes(59)).await.unwrap(), "only");
        id(&signers, NOON + Duration::HOUR).await.unwrap_err();
    }
}
