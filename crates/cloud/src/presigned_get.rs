//! Presigned GET: a URL with which a browser may read one object for a short while.
//!
//! The SDK signs locally, without a request, and adds `x-id=GetObject` to the query, which S3 ignores.
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
//!
//! Who follows a link sends no headers of S3's, so `x-amz-checksum-mode` stands in the query, where AWS's own SDKs for Go and JavaScript put it.

use std::fmt;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, IdentityCache};
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::presigning::PresigningConfig;
use time::OffsetDateTime;

use crate::moment::end_of;

/// What a URL allows to read, and how the answer is labelled.
#[derive(Debug, Clone)]
pub struct PresignedGet<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The exact key.
    pub key: &'a str,
    /// `response-content-disposition`: ASCII only, see [`crate::content_disposition`].
    pub content_disposition: Option<&'a str>,
    /// `response-content-type`.
    pub content_type: Option<&'a str>,
    /// Whether the answer is to carry the object's checksum: `x-amz-checksum-mode=ENABLED`.
    pub checksum: bool,
    /// How long the URL may be used: whole seconds, 7 days at most; cut to the end of the credentials.
    pub lifetime: Duration,
}

/// A signed URL. Holding it is the permission to read, so its `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PresignedUrl {
    /// The URL, on the public origin.
    pub url: String,
    /// When S3 begins to refuse it.
    pub expires_at: OffsetDateTime,
}

impl fmt::Debug for PresignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedUrl").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Why a URL was not signed.
#[derive(Debug, thiserror::Error)]
pub enum PresignedGetError {
    /// The credentials have less than a second left.
    #[error("the credentials end at {0}")]
    CredentialsEnded(OffsetDateTime),
    /// The SDK refused: longer than 7 days, an empty key, an endpoint that is no URL.
    #[error("the SDK could not sign: {0}")]
    Sdk(String),
}

/// Signs with one set of credentials.
pub struct GetSigner {
    client: Client,
    credentials: Credentials,
}

impl fmt::Debug for GetSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GetSigner(..)")
    }
}

impl GetSigner {
    /// `public` names the endpoint that browsers reach, the region and the addressing style.
    pub fn new(public: Builder, credentials: Credentials) -> Self {
        // Without the SDK's identity cache there is no clock but the caller's.
        let config = public.credentials_provider(credentials.clone()).identity_cache(IdentityCache::no_cache()).build();
        Self { client: Client::from_conf(config), credentials }
    }

    /// The credentials it signs with.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Signs as of `now`.
    pub async fn sign(&self, request: &PresignedGet<'_>, now: OffsetDateTime) -> Result<PresignedUrl, PresignedGetError> {
        // The signature dates itself to the second, so seconds are counted from there.
        let now = now.truncate_to_second();
        let lifetime = self.usable(request.lifetime, now)?;
        let config = PresigningConfig::builder()
            .start_time(now.into())
            .expires_in(lifetime)
            .build()
            .map_err(|error| PresignedGetError::Sdk(error.to_string()))?;
        let mut operation = self
            .client
            .get_object()
            .bucket(request.bucket)
            .key(request.key)
            .set_response_content_disposition(request.content_disposition.map(str::to_owned))
            .set_response_content_type(request.content_type.map(str::to_owned))
            .customize();
        if request.checksum {
            // The SDK's own setter would make it a header that has to be sent.
            operation = operation.map_request(|mut request| {
                let separator = if request.uri().contains('?') { '&' } else { '?' };
                let uri = format!("{}{separator}x-amz-checksum-mode=ENABLED", request.uri());
                request.set_uri(uri).map(|()| request)
            });
        }
        let signed = operation.presigned(config).await.map_err(|error| PresignedGetError::Sdk(DisplayErrorContext(error).to_string()))?;
        Ok(PresignedUrl { url: signed.uri().to_owned(), expires_at: now + lifetime })
    }

    /// The SDK only warns when a URL outlives its credentials; cut it here, so that its end is the real one.
    fn usable(&self, wanted: Duration, now: OffsetDateTime) -> Result<Duration, PresignedGetError> {
        let wanted = Duration::from_secs(wanted.as_secs());
        let Some(end) = end_of(&self.credentials) else {
            return Ok(wanted);
        };
        let left = u64::try_from((end - now).whole_seconds()).unwrap_or(0);
        if left == 0 {
            return Err(PresignedGetError::CredentialsEnded(end));
        }
        Ok(wanted.min(Duration::from_secs(left)))
    }
}
