//! Where the store and the CDN are, and with whose keys they are asked.

use std::fmt;
use std::time::Duration;

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Builder, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation, SharedCredentialsProvider,
};

/// Whose keys sign.
#[derive(Clone)]
pub enum CredentialSource {
    /// A pair of keys from the configuration.
    Static {
        /// The public half (`AKIA…`).
        access_key_id: String,
        /// The secret half.
        secret_access_key: String,
    },
    /// What the machine provides: environment, profile, web identity, ECS or EC2 role.
    Ambient,
}

impl fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static { access_key_id, .. } => f.debug_struct("Static").field("access_key_id", access_key_id).finish_non_exhaustive(),
            Self::Ambient => f.write_str("Ambient"),
        }
    }
}

impl CredentialSource {
    pub(crate) async fn provider(&self, region: &str) -> SharedCredentialsProvider {
        match self {
            Self::Static { access_key_id, secret_access_key } => {
                SharedCredentialsProvider::new(Credentials::new(access_key_id, secret_access_key, None, None, "configuration"))
            }
            Self::Ambient => {
                let chain = DefaultCredentialsChain::builder().region(Region::new(region.to_owned())).build().await;
                SharedCredentialsProvider::new(chain)
            }
        }
    }
}

/// The object store.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// The bucket, which exists already.
    pub bucket: String,
    /// The bucket's region.
    pub region: String,
    /// Where this process reaches S3 (`http://127.0.0.1:9000`); `None` is AWS's own regional endpoint.
    pub endpoint: Option<String>,
    /// Where browsers reach it, when that is another address.
    pub public_endpoint: Option<String>,
    /// `{endpoint}/{bucket}/{key}` in place of `{bucket}.{endpoint}/{key}`.
    pub path_style: bool,
    /// Whether the store checks `x-amz-checksum-sha256` in a POST, keeps it and computes it (AWS does, Ceph 16 does not).
    pub pins_checksums: bool,
    /// The keys that call and sign.
    pub credentials: CredentialSource,
}

impl S3Settings {
    /// For this process's own calls.
    pub(crate) fn internal(&self) -> Builder {
        self.builder(self.endpoint.as_ref())
    }

    /// For URLs that browsers get.
    pub(crate) fn public(&self) -> Builder {
        self.builder(self.public_endpoint.as_ref().or(self.endpoint.as_ref()))
    }

    fn builder(&self, endpoint: Option<&String>) -> Builder {
        let mut builder = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .force_path_style(self.path_style)
            .timeout_config(timeouts())
            .retry_config(retries())
            // Optional checksums are what other S3 implementations know least.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        builder.set_endpoint_url(endpoint.cloned());
        builder
    }
}

/// A call in the worst case answers "unavailable" after 20 s, while the person still waits for it.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(10))
        .operation_attempt_timeout(Duration::from_secs(15))
        .operation_timeout(Duration::from_secs(20))
        .build()
}

/// Three attempts, jittered, within a second or two.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(200)).with_max_backoff(Duration::from_secs(2))
}
