//! What the bucket itself must be told, once: CORS for the app's origins, and the end of what nobody confirmed.

use aws_sdk_s3::config::http::HttpRequest;
use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, BucketLifecycleConfiguration, CorsConfiguration, CorsRule, ExpirationStatus, LifecycleExpiration,
    LifecycleRule, LifecycleRuleFilter, NoncurrentVersionExpiration,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::purpose::INCOMING_PREFIX;
use md5::{Digest as _, Md5};
use services::ports::PortError;

use crate::bucket::S3Bucket;
use crate::port_error::{STORE, port_error};

/// How long browsers keep a preflight's answer.
const MAX_AGE_SECONDS: i32 = 3600;

/// S3 counts whole days and rounds up to the next midnight UTC: 24 to 48 hours.
const INCOMING_DAYS: i32 = 1;

impl S3Bucket {
    /// Replaces the bucket's CORS configuration: `origins` (such as `https://app.example.com`) may post forms and read objects.
    pub async fn apply_cors(&self, origins: &[String]) -> Result<(), PortError> {
        let rule = CorsRule::builder()
            .id("gatehouse")
            .set_allowed_origins(Some(origins.to_vec()))
            .set_allowed_methods(Some(["POST", "GET", "HEAD"].map(str::to_owned).to_vec()))
            .allowed_headers("*")
            .set_expose_headers(Some(["ETag", "Content-Range", "x-amz-request-id", "x-amz-checksum-sha256"].map(str::to_owned).to_vec()))
            .max_age_seconds(MAX_AGE_SECONDS)
            .build()
            .map_err(|error| incomplete(&error))?;
        let configuration = CorsConfiguration::builder().cors_rules(rule).build().map_err(|error| incomplete(&error))?;
        let request = self.client.put_bucket_cors().bucket(&self.bucket).cors_configuration(configuration);
        request.customize().mutate_request(add_content_md5).send().await.map_err(|error| port_error(STORE, &error))?;
        Ok(())
    }

    /// Replaces the bucket's lifecycle configuration: what stays under `incoming/` for a day goes, unfinished multipart uploads too.
    pub async fn apply_lifecycle(&self) -> Result<(), PortError> {
        let rule = LifecycleRule::builder()
            .id("gatehouse-incoming")
            .status(ExpirationStatus::Enabled)
            .filter(LifecycleRuleFilter::builder().prefix(INCOMING_PREFIX).build())
            .expiration(LifecycleExpiration::builder().days(INCOMING_DAYS).build())
            // In a bucket with versions, expiration alone only hides an object.
            .noncurrent_version_expiration(NoncurrentVersionExpiration::builder().noncurrent_days(INCOMING_DAYS).build())
            .abort_incomplete_multipart_upload(AbortIncompleteMultipartUpload::builder().days_after_initiation(INCOMING_DAYS).build())
            .build()
            .map_err(|error| incomplete(&error))?;
        let configuration = BucketLifecycleConfiguration::builder().rules(rule).build().map_err(|error| incomplete(&error))?;
        let request = self.client.put_bucket_lifecycle_configuration().bucket(&self.bucket).lifecycle_configuration(configuration);
        request.customize().mutate_request(add_content_md5).send().await.map_err(|error| port_error(STORE, &error))?;
        Ok(())
    }
}

/// The SDK sends a newer checksum, but Ceph RGW 16 asks for this one.
fn add_content_md5(request: &mut HttpRequest) {
    if let Some(body) = request.body().bytes() {
        let digest = STANDARD.encode(Md5::digest(body));
        request.headers_mut().insert("content-md5", digest);
    }
}

fn incomplete(error: &BuildError) -> PortError {
    PortError::Failed { what: STORE, cause: error.to_string() }
}
