//! The form's signature: HMAC-SHA256 over the base64 text of its policy.

use aws_lc_rs::constant_time;

use super::form::Form;
use crate::{
    hex::hex,
    s3::{Config, error::S3Failure},
    sigv4_key::{mac, signing_key},
};

/// Whether the form claims to be signed at all.
pub(super) fn is_signed(form: &Form) -> bool {
    ["x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date"].iter().any(|name| form.get(name).is_some())
}

/// Checks that the key signed exactly this policy, for this region and service.
pub(super) fn check(config: &Config, form: &Form) -> Result<(), S3Failure> {
    let signature = form.required("X-Amz-Signature")?;
    let algorithm = form.required("X-Amz-Algorithm")?;
    let credential = form.required("X-Amz-Credential")?;
    let date = form.required("X-Amz-Date")?;
    let policy = form.required("policy")?;

    let [access_key_id, day, region, service, "aws4_request"] = credential.split('/').collect::<Vec<_>>()[..] else {
        return Err(argument(
            "X-Amz-Credential",
            "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        ));
    };
    if algorithm != "AWS4-HMAC-SHA256" {
        return Err(argument("X-Amz-Algorithm", "Unsupported X-Amz-Algorithm: only AWS4-HMAC-SHA256 is supported."));
    }
    if access_key_id != config.access_key_id {
        let message = "The AWS Access Key Id you provided does not exist in our records.";
        return Err(S3Failure::new(http::StatusCode::FORBIDDEN, "InvalidAccessKeyId", message).with("AWSAccessKeyId", access_key_id));
    }
    if region != config.region {
        return Err(argument("X-Amz-Credential", &format!("the region '{region}' is wrong; expecting '{}'", config.region)));
    }
    if service != "s3" || !date.starts_with(day) {
        return Err(argument("X-Amz-Credential", "the Credential's date and service must be those of the request."));
    }
    let expected = hex(&mac(&signing_key(&config.secret_access_key, day, region, service), policy));
    if constant_time::verify_slices_are_equal(expected.as_bytes(), signature.as_bytes()).is_ok() {
        return Ok(());
    }
    let message = "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
    let bytes: Vec<String> = policy.bytes().map(|byte| hex(&[byte])).collect();
    Err(S3Failure::new(http::StatusCode::FORBIDDEN, "SignatureDoesNotMatch", message)
        .with("AWSAccessKeyId", access_key_id)
        .with("StringToSign", policy)
        .with("SignatureProvided", signature)
        .with("StringToSignBytes", bytes.join(" ")))
}

fn argument(name: &'static str, message: &str) -> S3Failure {
    S3Failure::bad_request("InvalidArgument", message).with("ArgumentName", name)
}
