//! The CDN: signed cookies for its paths, fixed URLs, and invalidation through aws-sdk-cloudfront.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_cloudfront::Client;
use aws_sdk_cloudfront::config::{BehaviorVersion, Builder, Region};
use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};
use domain::id::UserId;
use domain::purpose::Purpose;
use domain::timestamp::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use services::ports::{Cdn, Cookie, PortError, SignedCookies};

use crate::cdn_key::{CdnHash, CdnKey};
use crate::cookie_policy::Resource;
use crate::cookies::{CookieSigner, KeptCookies};
use crate::moment::{calendar, timestamp};
use crate::port_error::{CDN, port_error};
use crate::settings::{CredentialSource, retries, timeouts};

/// CloudFront's control plane is in one region only.
const REGION: &str = "us-east-1";

/// The cookies of a custom policy, with either hash.
const COOKIE_NAMES: [&str; 4] = ["CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id", "CloudFront-Hash-Algorithm"];

const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The distribution.
#[derive(Clone)]
pub struct CdnSettings {
    /// Its origin as browsers see it, without a path: `https://cdn.example.com`.
    pub public_url: String,
    /// The parent domain that app and CDN share; `None` on localhost.
    pub cookie_domain: Option<String>,
    /// How long cookies live at most. There is no revocation: an hour or less.
    pub cookie_lifetime: Duration,
    /// CloudFront's id of the public key.
    pub key_pair_id: String,
    /// The private key in PEM or DER, see [`CdnKey::load`].
    pub private_key: Vec<u8>,
    /// The hash under the signatures.
    pub hash: CdnHash,
    /// The distribution's id, which invalidations name.
    pub distribution_id: String,
    /// Where invalidations are asked for; `None` is CloudFront's own endpoint.
    pub api_endpoint: Option<String>,
    /// The keys that ask for invalidations.
    pub credentials: CredentialSource,
}

impl fmt::Debug for CdnSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CdnSettings")
            .field("public_url", &self.public_url)
            .field("key_pair_id", &self.key_pair_id)
            .field("distribution_id", &self.distribution_id)
            .finish_non_exhaustive()
    }
}

/// A CloudFront distribution, or an edge that behaves like one.
#[derive(Debug)]
pub struct CloudFrontCdn {
    client: Client,
    distribution_id: String,
    public_url: String,
    cookie_domain: Option<String>,
    kept: KeptCookies,
}

/// The path that a purpose's cookies are sent to.
fn path(purpose: Purpose) -> String {
    format!("/{}", purpose.prefix())
}

fn failed(cause: impl fmt::Display) -> PortError {
    PortError::Failed { what: CDN, cause: cause.to_string() }
}

impl CloudFrontCdn {
    /// Loads the key and makes the client; asks nothing of the CDN.
    pub async fn new(settings: &CdnSettings) -> Result<Self, PortError> {
        let public_url = settings.public_url.trim_end_matches('/').to_owned();
        if public_url.split_once("://").is_none_or(|(_, host)| host.contains(['/', '?', '#'])) {
            return Err(failed(format!("the CDN's address {public_url:?} must be scheme://host[:port], without a path")));
        }
        let key = CdnKey::load(&settings.private_key, settings.hash).map_err(failed)?;
        let mut config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .credentials_provider(settings.credentials.provider(REGION).await)
            .timeout_config(timeouts())
            .retry_config(retries());
        config.set_endpoint_url(settings.api_endpoint.clone());
        Ok(Self {
            client: Client::from_conf(config.build()),
            distribution_id: settings.distribution_id.clone(),
            cookie_domain: settings.cookie_domain.clone(),
            kept: KeptCookies::new(CookieSigner::new(&settings.key_pair_id, key), settings.cookie_lifetime),
            public_url,
        })
    }

    fn cookie(&self, name: &str, value: &str, path: &str, max_age_seconds: u32) -> Cookie {
        Cookie {
            name: name.to_owned(),
            value: value.to_owned(),
            path: path.to_owned(),
            domain: self.cookie_domain.clone(),
            max_age_seconds,
        }
    }
}

#[async_trait]
impl Cdn for CloudFrontCdn {
    fn cookies(&self, user: UserId, now: Timestamp) -> Result<SignedCookies, PortError> {
        let now = calendar(CDN, now)?;
        let mut cookies = Vec::with_capacity(Purpose::ON_CDN.len() * COOKIE_NAMES.len());
        let mut expires_at = None;
        for purpose in Purpose::ON_CDN {
            // One resource a policy, and never `/*`: that would open whatever the CDN can read.
            let path = path(purpose);
            let resource = |part: &str| Resource::new(format!("{}{path}/{part}*", self.public_url)).map_err(failed);
            let set = if purpose.is_private() {
                self.kept.fresh(resource(&format!("{user}/"))?, now).map_err(failed)?
            } else {
                self.kept.get(&resource("")?, now).map_err(failed)?
            };
            let max_age = u32::try_from((set.expires_at - now).whole_seconds()).unwrap_or(0);
            cookies.extend(set.cookies.iter().map(|(name, value)| self.cookie(name, value, &path, max_age)));
            expires_at = Some(set.expires_at);
        }
        let expires_at = expires_at.ok_or_else(|| failed("no purpose is on the CDN"))?;
        Ok(SignedCookies { cookies, expires_at: timestamp(expires_at) })
    }

    fn clearing(&self) -> Vec<Cookie> {
        Purpose::ON_CDN.into_iter().flat_map(|purpose| COOKIE_NAMES.map(|name| self.cookie(name, "", &path(purpose), 0))).collect()
    }

    fn url(&self, key: &str) -> String {
        format!("{}/{}", self.public_url, utf8_percent_encode(key, PATH))
    }

    async fn invalidate(&self, keys: &[String], reference: &str) -> Result<(), PortError> {
        let Ok(quantity) = i32::try_from(keys.len()) else {
            return Err(failed("too many keys for one invalidation"));
        };
        if quantity == 0 {
            return Ok(());
        }
        let items = keys.iter().map(|key| format!("/{}", utf8_percent_encode(key, PATH))).collect();
        let paths = Paths::builder().quantity(quantity).set_items(Some(items)).build().map_err(failed)?;
        let batch = InvalidationBatch::builder().paths(paths).caller_reference(reference).build().map_err(failed)?;
        let request = self.client.create_invalidation().distribution_id(&self.distribution_id).invalidation_batch(batch);
        request.send().await.map_err(|error| port_error(CDN, &error))?;
        Ok(())
    }

    fn public_origin(&self) -> &str {
        &self.public_url
    }
}
