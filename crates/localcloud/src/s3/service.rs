//! The signed operations, over the store.

use std::{io, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::StreamExt as _;
use http::Uri;
use s3s::{
    S3, S3Request, S3Response, S3Result,
    dto::{
        AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, CORSRule, ChecksumAlgorithm, ChecksumMode, CopyObjectInput,
        CopyObjectOutput, CopyObjectResult, CopySource, CreateBucketInput, CreateBucketOutput, DeleteBucketCorsInput,
        DeleteBucketCorsOutput, DeleteBucketLifecycleInput, DeleteBucketLifecycleOutput, DeleteObjectInput, DeleteObjectOutput,
        DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, ETag, ETagCondition, ExpirationStatus, GetBucketCorsInput,
        GetBucketCorsOutput, GetBucketLifecycleConfigurationInput, GetBucketLifecycleConfigurationOutput, GetObjectInput, GetObjectOutput,
        HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
        ListObjectsV2Input, ListObjectsV2Output, MetadataDirective, Object as ListedObject, PutBucketCorsInput, PutBucketCorsOutput,
        PutBucketLifecycleConfigurationInput, PutBucketLifecycleConfigurationOutput, PutObjectInput, PutObjectOutput, StreamingBlob,
        Timestamp,
    },
    s3_error,
};
use time::OffsetDateTime;
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _},
};
use tokio_util::io::ReaderStream;

use super::{
    Config,
    bucket_config::{CorsRule, ExpiryRule},
    index::{Headers, Object},
    presigned, rfc2047,
    store::Store,
};

/// Keys in one page of a list, as S3 has it.
const MAX_KEYS: i32 = 1000;

/// The one bucket's operations.
pub(super) struct Bucket {
    config: Config,
    store: Arc<Store>,
}

impl Bucket {
    pub(super) fn new(config: Config, store: Arc<Store>) -> Self {
        Self { config, store }
    }

    fn check(&self, bucket: &str) -> S3Result<()> {
        if bucket == self.config.bucket { Ok(()) } else { Err(s3_error!(NoSuchBucket, "The specified bucket does not exist")) }
    }

    fn find(&self, bucket: &str, key: &str) -> S3Result<Arc<Object>> {
        self.check(bucket)?;
        self.store.get(key).ok_or_else(no_such_key)
    }

    async fn open(&self, bucket: &str, key: &str) -> S3Result<(Arc<Object>, File)> {
        self.check(bucket)?;
        self.store.open_object(key).await.map_err(broken)?.ok_or_else(no_such_key)
    }

    fn now(&self) -> i64 {
        (self.config.clock)()
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn broken(error: io::Error) -> s3s::S3Error {
    tracing::error!(%error, "the embedded S3's disk failed");
    s3_error!(InternalError, "We encountered an internal error. Please try again.")
}

fn no_such_key() -> s3s::S3Error {
    s3_error!(NoSuchKey, "The specified key does not exist.")
}

fn failed_precondition() -> s3s::S3Error {
    s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
}

fn etag(object: &Object) -> ETag {
    ETag::Strong(object.etag.clone())
}

fn written_at(object: &Object) -> Option<Timestamp> {
    OffsetDateTime::from_unix_timestamp(object.written_at).ok().map(Timestamp::from)
}

fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn is(condition: &ETagCondition, object: &Object) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(ETag::Strong(tag) | ETag::Weak(tag)) => *tag == object.etag,
    }
}

/// Told where it is asked for, by a header or in the query.
fn checksum(object: &Object, mode: Option<&ChecksumMode>, uri: &Uri) -> Option<String> {
    let asked = mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED) || presigned::asks_for_checksum(uri);
    asked.then(|| object.checksum_sha256.clone())
}

fn metadata(object: &Object) -> Option<s3s::dto::Metadata> {
    let metadata = &object.headers.metadata;
    (!metadata.is_empty()).then(|| metadata.iter().map(|(name, value)| (name.clone(), rfc2047::encode(value))).collect())
}

/// S3 gives every object a type.
fn content_type(object: &Object) -> String {
    object.headers.content_type.clone().unwrap_or_else(|| "binary/octet-stream".to_owned())
}

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn create_bucket(&self, req: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        self.check(&req.input.bucket)?;
        Err(s3_error!(BucketAlreadyOwnedByYou, "Your previous request to create the named bucket succeeded and you already own it."))
    }

    async fn head_bucket(&self, req: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.check(&req.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput { bucket_region: Some(self.config.region.clone()), ..Default::default() }))
    }

    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = req.input;
        let (object, mut file) = self.open(&input.bucket, &input.key).await?;
        if input.if_match.as_ref().is_some_and(|condition| !is(condition, &object)) {
            return Err(failed_precondition());
        }
        if input.if_none_match.as_ref().is_some_and(|condition| is(condition, &object)) {
            return Err(s3_error!(NotModified));
        }
        let (start, end) = match &input.range {
            None => (0, object.size_bytes),
            Some(range) => {
                let range = range.check(object.size_bytes)?;
                (range.start, range.end)
            }
        };
        file.seek(io::SeekFrom::Start(start)).await.map_err(broken)?;
        let body = StreamingBlob::wrap(ReaderStream::with_capacity(file.take(end - start), 64 * 1024));
        let content_range = input.range.map(|_| format!("bytes {start}-{}/{}", end.saturating_sub(1), object.size_bytes));
        Ok(S3Response::new(GetObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            body: Some(body),
            cache_control: input.response_cache_control.or_else(|| object.headers.cache_control.clone()),
            checksum_sha256: checksum(&object, input.checksum_mode.as_ref(), &req.uri).filter(|_| content_range.is_none()),
            content_disposition: input.response_content_disposition.or_else(|| object.headers.content_disposition.clone()),
            content_encoding: input.response_content_encoding,
            content_language: input.response_content_language,
            content_length: Some(length(end - start)),
            content_range,
            content_type: Some(input.response_content_type.unwrap_or_else(|| content_type(&object))),
            e_tag: Some(etag(&object)),
            last_modified: written_at(&object),
            metadata: metadata(&object),
            ..Default::default()
        }))
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let input = req.input;
        let object = self.find(&input.bucket, &input.key)?;
        if input.if_match.as_ref().is_some_and(|condition| !is(condition, &object)) {
            return Err(failed_precondition());
        }
        Ok(S3Response::new(HeadObjectOutput {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: object.headers.cache_control.clone(),
            checksum_sha256: checksum(&object, input.checksum_mode.as_ref(), &req.uri),
            content_disposition: object.headers.content_disposition.clone(),
            content_length: Some(length(object.size_bytes)),
            content_type: Some(content_type(&object)),
            e_tag: Some(etag(&object)),
            last_modified: written_at(&object),
            metadata: metadata(&object),
            ..Default::default()
        }))
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let input = req.input;
        self.check(&input.bucket)?;
        let mut writing = self.store.write().await.map_err(broken)?;
        if let Some(mut body) = input.body {
            while let Some(bytes) = body.next().await {
                let bytes = bytes.map_err(|_| s3_error!(IncompleteBody))?;
                writing.push(&bytes).await.map_err(broken)?;
            }
        }
        let written = writing.finish().await.map_err(broken)?;
        if input.checksum_sha256.is_some_and(|declared| declared != written.checksum_sha256) {
            return Err(s3_error!(BadDigest, "The SHA256 you specified did not match the calculated checksum."));
        }
        let headers = Headers {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            metadata: input.metadata.unwrap_or_default().into_iter().collect(),
        };
        let object = self.store.commit(written, &input.key, headers, self.now()).await.map_err(broken)?;
        Ok(S3Response::new(PutObjectOutput { e_tag: Some(etag(&object)), ..Default::default() }))
    }

    async fn copy_object(&self, req: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let input = req.input;
        self.check(&input.bucket)?;
        let CopySource::Bucket { bucket, key, .. } = &input.copy_source else {
            return Err(s3_error!(NotImplemented, "Copy sources are named by bucket and key here."));
        };
        let replace = input.metadata_directive.as_ref().is_some_and(|directive| directive.as_str() == MetadataDirective::REPLACE);
        let replaced = replace.then(|| Headers {
            content_type: input.content_type,
            cache_control: input.cache_control,
            content_disposition: input.content_disposition,
            metadata: input.metadata.unwrap_or_default().into_iter().collect(),
        });
        let object = loop {
            let source = self.find(bucket, key)?;
            let wrong = input.copy_source_if_match.as_ref().is_some_and(|condition| !is(condition, &source))
                || input.copy_source_if_none_match.as_ref().is_some_and(|condition| is(condition, &source));
            if wrong {
                return Err(failed_precondition());
            }
            let headers = replaced.clone().unwrap_or_else(|| source.headers.clone());
            // A source that was replaced or deleted a moment ago is looked at again.
            if let Some(object) = self.store.copy(&source, &input.key, headers, self.now()).await.map_err(broken)? {
                break object;
            }
        };
        let asked = input.checksum_algorithm.is_some_and(|algorithm| algorithm.as_str() == ChecksumAlgorithm::SHA256);
        let result = CopyObjectResult {
            checksum_sha256: asked.then(|| object.checksum_sha256.clone()),
            e_tag: Some(etag(&object)),
            last_modified: written_at(&object),
            ..Default::default()
        };
        Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(result), ..Default::default() }))
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.check(&req.input.bucket)?;
        self.store.delete(&req.input.key).await.map_err(broken)?;
        Ok(S3Response::with_status(DeleteObjectOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let input = req.input;
        self.check(&input.bucket)?;
        let mut deleted = Vec::new();
        for object in input.delete.objects {
            self.store.delete(&object.key).await.map_err(broken)?;
            deleted.push(DeletedObject { key: Some(object.key), ..Default::default() });
        }
        let deleted = (!input.delete.quiet.unwrap_or_default()).then_some(deleted);
        Ok(S3Response::new(DeleteObjectsOutput { deleted, ..Default::default() }))
    }

    async fn list_objects_v2(&self, req: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = req.input;
        self.check(&input.bucket)?;
        if input.delimiter.is_some() {
            return Err(s3_error!(NotImplemented, "Lists are not grouped by a delimiter here."));
        }
        let after = match &input.continuation_token {
            Some(token) => {
                let key = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                Some(key.ok_or_else(|| s3_error!(InvalidArgument, "The continuation token provided is incorrect"))?)
            }
            None => input.start_after.clone(),
        };
        let max_keys = input.max_keys.unwrap_or(MAX_KEYS).clamp(0, MAX_KEYS);
        let limit = usize::try_from(max_keys).unwrap_or_default();
        let mut found = self.store.list(input.prefix.as_deref().unwrap_or_default(), after.as_deref(), limit + 1);
        let truncated = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| truncated).map(|last| STANDARD.encode(&last.key));
        let contents = found.iter().map(|object| ListedObject {
            e_tag: Some(etag(object)),
            key: Some(object.key.clone()),
            last_modified: written_at(object),
            size: Some(length(object.size_bytes)),
            ..Default::default()
        });
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: input.prefix,
            max_keys: Some(max_keys),
            key_count: i32::try_from(found.len()).ok(),
            continuation_token: input.continuation_token,
            is_truncated: Some(truncated),
            next_continuation_token: next,
            contents: Some(contents.collect()),
            start_after: input.start_after,
            ..Default::default()
        }))
    }

    async fn get_bucket_cors(&self, req: S3Request<GetBucketCorsInput>) -> S3Result<S3Response<GetBucketCorsOutput>> {
        self.check(&req.input.bucket)?;
        let rules = self.store.config().cors;
        if rules.is_empty() {
            return Err(s3_error!(NoSuchCORSConfiguration, "The CORS configuration does not exist"));
        }
        let rules = rules.into_iter().map(|rule| CORSRule {
            allowed_headers: Some(rule.headers),
            allowed_methods: rule.methods,
            allowed_origins: rule.origins,
            expose_headers: Some(rule.expose),
            id: None,
            max_age_seconds: rule.max_age_seconds,
        });
        Ok(S3Response::new(GetBucketCorsOutput { cors_rules: Some(rules.collect()) }))
    }

    async fn put_bucket_cors(&self, req: S3Request<PutBucketCorsInput>) -> S3Result<S3Response<PutBucketCorsOutput>> {
        self.check(&req.input.bucket)?;
        let rules = req.input.cors_configuration.cors_rules.into_iter().map(|rule| CorsRule {
            origins: rule.allowed_origins,
            methods: rule.allowed_methods,
            headers: rule.allowed_headers.unwrap_or_default(),
            expose: rule.expose_headers.unwrap_or_default(),
            max_age_seconds: rule.max_age_seconds,
        });
        let rules = rules.collect();
        self.store.configure(|config| config.cors = rules).map_err(broken)?;
        Ok(S3Response::new(PutBucketCorsOutput::default()))
    }

    async fn delete_bucket_cors(&self, req: S3Request<DeleteBucketCorsInput>) -> S3Result<S3Response<DeleteBucketCorsOutput>> {
        self.check(&req.input.bucket)?;
        self.store.configure(|config| config.cors.clear()).map_err(broken)?;
        Ok(S3Response::with_status(DeleteBucketCorsOutput::default(), http::StatusCode::NO_CONTENT))
    }

    async fn get_bucket_lifecycle_configuration(
        &self,
        req: S3Request<GetBucketLifecycleConfigurationInput>,
    ) -> S3Result<S3Response<GetBucketLifecycleConfigurationOutput>> {
        self.check(&req.input.bucket)?;
        let rules = self.store.config().lifecycle;
        if rules.is_empty() {
            return Err(s3_error!(NoSuchLifecycleConfiguration, "The lifecycle configuration does not exist"));
        }
        let rules = rules.into_iter().map(dto_rule).collect();
        Ok(S3Response::new(GetBucketLifecycleConfigurationOutput { rules: Some(rules), ..Default::default() }))
    }

    async fn put_bucket_lifecycle_configuration(
        &self,
        req: S3Request<PutBucketLifecycleConfigurationInput>,
    ) -> S3Result<S3Response<PutBucketLifecycleConfigurationOutput>> {
        self.check(&req.input.bucket)?;
        let BucketLifecycleConfiguration { rules, .. } = req.input.lifecycle_configuration.unwrap_or_default();
        let rules = rules.into_iter().map(own_rule).collect::<S3Result<Vec<_>>>()?;
        self.store.configure(|config| config.lifecycle = rules).map_err(broken)?;
        Ok(S3Response::new(PutBucketLifecycleConfigurationOutput::default()))
    }

    async fn delete_bucket_lifecycle(
        &self,
        req: S3Request<DeleteBucketLifecycleInput>,
    ) -> S3Result<S3Response<DeleteBucketLifecycleOutput>> {
        self.check(&req.input.bucket)?;
        self.store.configure(|config| config.lifecycle.clear()).map_err(broken)?;
        Ok(S3Response::with_status(DeleteBucketLifecycleOutput::default(), http::StatusCode::NO_CONTENT))
    }
}

fn own_rule(rule: LifecycleRule) -> S3Result<ExpiryRule> {
    // Kept without what it does not understand, a rule would be about more objects than was meant.
    let narrowed = rule.filter.as_ref().is_some_and(|filter| {
        filter.and.is_some() || filter.tag.is_some() || filter.object_size_greater_than.is_some() || filter.object_size_less_than.is_some()
    });
    if narrowed || rule.expiration.as_ref().is_some_and(|expiration| expiration.date.is_some()) {
        return Err(s3_error!(NotImplemented, "Rules are by a prefix and a number of days here."));
    }
    let days = rule.expiration.and_then(|expiration| expiration.days);
    if days.is_some_and(|days| days < 1) {
        return Err(s3_error!(InvalidArgument, "'Days' for Expiration action must be a positive integer"));
    }
    let prefix = rule.filter.and_then(|filter| filter.prefix).or(rule.prefix).unwrap_or_default();
    Ok(ExpiryRule {
        id: rule.id,
        prefix,
        days,
        enabled: rule.status.as_str() == ExpirationStatus::ENABLED,
        abort_multipart_days: rule.abort_incomplete_multipart_upload.and_then(|abort| abort.days_after_initiation),
    })
}

fn dto_rule(rule: ExpiryRule) -> LifecycleRule {
    LifecycleRule {
        abort_incomplete_multipart_upload: rule
            .abort_multipart_days
            .map(|days| AbortIncompleteMultipartUpload { days_after_initiation: Some(days) }),
        expiration: rule.days.map(|days| LifecycleExpiration { days: Some(days), ..Default::default() }),
        filter: Some(LifecycleRuleFilter { prefix: Some(rule.prefix), ..Default::default() }),
        id: rule.id,
        noncurrent_version_expiration: None,
        noncurrent_version_transitions: None,
        prefix: None,
        status: ExpirationStatus::from_static(if rule.enabled { ExpirationStatus::ENABLED } else { ExpirationStatus::DISABLED }),
        transitions: None,
    }
}
