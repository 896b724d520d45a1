//! The object store through aws-sdk-s3.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, MetadataDirective};
use domain::document::Disposition;
use domain::timestamp::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use services::ports::{Bucket, GetRequest, ObjectHead, PortError, PostRequest, PostSuccess, Promoted, Promotion, SignedPost};

use crate::content_disposition::content_disposition;
use crate::moment::{calendar, timestamp};
use crate::port_error::{STORE, port_error, status};
use crate::post_policy::{OnSuccess, PostPolicy, PostSigner};
use crate::presigned_get::PresignedGet;
use crate::settings::S3Settings;
use crate::signers::Signers;
use crate::store_clock::StoreClock;

/// In `x-amz-copy-source`, all but the unreserved characters and `/` is percent-encoded.
const COPY_SOURCE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A bucket of AWS, or of any other S3.
#[derive(Debug)]
pub struct S3Bucket {
    pub(crate) client: Client,
    pub(crate) bucket: String,
    signers: Signers,
    post: PostSigner,
    form_url: String,
    public_origin: String,
    pins_checksums: bool,
    is_aws: bool,
    clock: StoreClock,
}

fn failed(cause: impl std::fmt::Display) -> PortError {
    PortError::Failed { what: STORE, cause: cause.to_string() }
}

impl S3Bucket {
    /// Makes the clients; asks nothing of the store.
    pub async fn new(settings: &S3Settings) -> Result<Self, PortError> {
        let provider = settings.credentials.provider(&settings.region).await;
        let clock = StoreClock::default();
        let client = Client::from_conf(settings.internal().credentials_provider(provider.clone()).interceptor(clock.clone()).build());
        let form_url = form_url(settings).await?;
        Ok(Self {
            client,
            bucket: settings.bucket.clone(),
            signers: Signers::new(provider, settings.public()),
            post: PostSigner::new(&settings.bucket, &settings.region),
            public_origin: origin(&form_url).ok_or_else(|| failed(format!("{form_url} has no origin")))?,
            form_url,
            pins_checksums: settings.pins_checksums,
            is_aws: settings.endpoint.is_none(),
            clock,
        })
    }
}

/// Where a form for this bucket is posted: by the SDK's own endpoint rules, as the base of an object's URL.
async fn form_url(settings: &S3Settings) -> Result<String, PortError> {
    let placeholder = aws_sdk_s3::config::Credentials::new("none", "none", None, None, "endpoint rules");
    let request = PresignedGet {
        bucket: &settings.bucket,
        key: "key",
        content_disposition: None,
        content_type: None,
        checksum: false,
        lifetime: Duration::from_secs(1),
    };
    let signed = crate::presigned_get::GetSigner::new(settings.public(), placeholder)
        .sign(&request, time::OffsetDateTime::UNIX_EPOCH)
        .await
        .map_err(failed)?;
    let base = signed.url.split_once("key?").map(|(base, _)| base.to_owned());
    base.ok_or_else(|| failed("the public endpoint must not hold a query"))
}

/// `scheme://host[:port]`
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next()?))
}

/// Browsers would guess a text's encoding by its first letters; one in UTF-16 has a mark that counts more.
fn served_as(request: &GetRequest) -> &'static str {
    match (request.disposition, request.content_type.as_str()) {
        (Disposition::Inline, "text/plain") => "text/plain; charset=utf-8",
        (_, other) => other,
    }
}

#[async_trait]
impl Bucket for S3Bucket {
    async fn presign_post(&self, request: &PostRequest, now: Timestamp) -> Result<SignedPost, PortError> {
        let now = calendar(STORE, now)?;
        let current = self.signers.get(now).await.map_err(unavailable)?;
        let policy = PostPolicy {
            key: &request.key,
            content_type: request.content_type.as_str(),
            content_length: request.min_bytes..=request.max_bytes,
            checksum_sha256: request.checksum_sha256.as_deref().filter(|_| self.pins_checksums),
            on_success: match &request.success {
                PostSuccess::Created => OnSuccess::Created,
                PostSuccess::Redirect(url) => OnSuccess::Redirect(url),
            },
            expires_at: calendar(STORE, request.expires_at)?,
        };
        let signed = self.post.sign(&policy, current.credentials(), now).map_err(failed)?;
        Ok(SignedPost {
            url: self.form_url.clone(),
            fields: signed.fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            expires_at: timestamp(signed.expires_at),
        })
    }

    async fn presign_get(&self, request: &GetRequest, now: Timestamp) -> Result<String, PortError> {
        let now = calendar(STORE, now)?;
        let signer = self.signers.get(now).await.map_err(unavailable)?;
        let presigned = PresignedGet {
            bucket: &self.bucket,
            key: &request.key,
            content_disposition: Some(&content_disposition(request.disposition, &request.file_name)),
            content_type: Some(served_as(request)),
            checksum: self.pins_checksums,
            lifetime: Duration::from_secs(request.expires_in_seconds.into()),
        };
        Ok(signer.sign(&presigned, now).await.map_err(failed)?.url)
    }

    async fn head(&self, key: &str) -> Result<Option<ObjectHead>, PortError> {
        let answer = self.client.head_object().bucket(&self.bucket).key(key).checksum_mode(ChecksumMode::Enabled).send().await;
        let head = match answer {
            Ok(head) => head,
            Err(error) => match status(&error) {
                Some(404) => return Ok(None),
                // Without s3:ListBucket a missing key is 403, but so is a key that we may not read.
                Some(403) => {
                    tracing::warn!(key, "HeadObject answered 403, taken as not there; grant s3:ListBucket to tell the two apart");
                    return Ok(None);
                }
                _ => return Err(port_error(STORE, &error)),
            },
        };
        let size = head.content_length().and_then(|length| u64::try_from(length).ok());
        Ok(Some(ObjectHead {
            size_bytes: size.ok_or_else(|| failed("HeadObject told no size"))?,
            etag: head.e_tag.clone().ok_or_else(|| failed("HeadObject told no ETag"))?,
            content_type: head.content_type,
            checksum_sha256: head.checksum_sha256,
        }))
    }

    async fn range(&self, key: &str, etag: &str, offset: u64, length: u32) -> Result<Option<Vec<u8>>, PortError> {
        let Some(more) = length.checked_sub(1) else {
            return Ok(Some(Vec::new()));
        };
        let range = format!("bytes={offset}-{}", offset + u64::from(more));
        let answer = self.client.get_object().bucket(&self.bucket).key(key).range(range).if_match(etag).send().await;
        let object = match answer {
            Ok(object) => object,
            Err(error) => match status(&error) {
                Some(403 | 404 | 412) => return Ok(None),
                // Nothing begins behind the end; an empty object has no first byte.
                Some(416) => return Ok(Some(Vec::new())),
                _ => return Err(port_error(STORE, &error)),
            },
        };
        // Whoever ignores ranges sends everything, from the beginning.
        if offset > 0 && object.content_range.is_none() {
            return Err(failed("GetObject was asked for a range and answered with the whole object"));
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (mut body, mut part) = (object.body, Vec::new());
        while part.len() < length {
            match body.try_next().await {
                Ok(Some(chunk)) => part.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(PortError::Unavailable { what: STORE, cause: error.to_string() }),
            }
        }
        part.truncate(length);
        Ok(Some(part))
    }

    async fn promote(&self, promotion: &Promotion) -> Result<Promoted, PortError> {
        let source = format!("{}/{}", self.bucket, utf8_percent_encode(&promotion.from, COPY_SOURCE));
        let copy = self
            .client
            .copy_object()
            .bucket(&self.bucket)
            .key(&promotion.to)
            .copy_source(source)
            .copy_source_if_match(&promotion.etag)
            .metadata_directive(MetadataDirective::Replace)
            // Computed anew, whether or not the object came with one.
            .set_checksum_algorithm(self.pins_checksums.then_some(ChecksumAlgorithm::Sha256))
            .content_type(promotion.content_type.as_str())
            .cache_control(promotion.cache_control);
        let answer = if self.is_aws {
            copy.send().await
        } else {
            // Ceph RGW 16 reads the condition under this name only, and would copy an object that has changed.
            let etag = promotion.etag.clone();
            copy.customize()
                .mutate_request(move |request| {
                    request.headers_mut().insert("x-amz-copy-if-match", etag.clone());
                })
                .send()
                .await
        };
        match answer {
            Ok(copied) => Ok(Promoted::Done { checksum_sha256: copied.copy_object_result.and_then(|result| result.checksum_sha256) }),
            Err(error) => match status(&error) {
                Some(412) => Ok(Promoted::Changed),
                Some(404) => Ok(Promoted::Missing),
                _ => Err(port_error(STORE, &error)),
            },
        }
    }

    async fn list(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, PortError> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).set_start_after(after.map(str::to_owned));
        let page = request.send().await.map_err(|error| port_error(STORE, &error))?;
        Ok(page.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect())
    }

    async fn put_json(&self, key: &str, text: &str) -> Result<(), PortError> {
        let body = text.as_bytes().to_vec().into();
        let put = self.client.put_object().bucket(&self.bucket).key(key).content_type("application/json").body(body);
        put.send().await.map(|_| ()).map_err(|error| port_error(STORE, &error))
    }

    async fn delete(&self, key: &str) -> Result<(), PortError> {
        match self.client.delete_object().bucket(&self.bucket).key(key).send().await {
            Ok(_) => Ok(()),
            Err(error) if status(&error) == Some(404) => Ok(()),
            Err(error) => Err(port_error(STORE, &error)),
        }
    }

    fn pins_checksums(&self) -> bool {
        self.pins_checksums
    }

    fn public_origin(&self) -> &str {
        &self.public_origin
    }

    fn clock_skew_seconds(&self) -> Option<i64> {
        self.clock.skew_seconds()
    }
}

/// No credentials: the provider is away, or refuses for now.
fn unavailable(error: aws_credential_types::provider::error::CredentialsError) -> PortError {
    PortError::Unavailable { what: STORE, cause: aws_sdk_s3::error::DisplayErrorContext(error).to_string() }
}
