//! What S3 says of a presigned URL before it looks at the signature; `s3s` says it in other words, or not at all.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use std::borrow::Cow;

use http::Uri;
use percent_encoding::percent_decode_str;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, macros::format_description};

use super::{Config, error::S3Failure};

/// Seven days, in seconds.
const LONGEST: i64 = 604_800;
/// How far a signer's clock may be ahead, in seconds.
const AHEAD: i64 = 900;

/// A query's parameters, decoded.
struct Query<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Query<'a> {
    fn of(uri: &'a Uri) -> Self {
        let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (name, percent_decode_str(value).decode_utf8_lossy())).collect())
    }

    fn get(&self, wanted: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_ref())
    }

    fn required(&self, name: &str) -> Result<&str, S3Failure> {
        let message = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, \
                       X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
        self.get(name).ok_or_else(|| parameters(message))
    }
}

fn parameters(message: &str) -> S3Failure {
    S3Failure::bad_request("AuthorizationQueryParametersError", message)
}

/// Checks all but the signature. A request that is not presigned passes.
pub(super) fn check(config: &Config, uri: &Uri) -> Result<(), S3Failure> {
    let query = Query::of(uri);
    if ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].iter().any(|name| query.get(name).is_some()) {
        check_scope(config, &query)?;
        check_time(&query, (config.clock)())?;
    }
    check_overrides(&query)
}

fn check_scope(config: &Config, query: &Query<'_>) -> Result<(), S3Failure> {
    for name in ["X-Amz-Signature", "X-Amz-SignedHeaders"] {
        query.required(name)?;
    }
    if query.required("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
        return Err(parameters("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""));
    }
    match query.required("X-Amz-Credential")?.split('/').nth(2) {
        Some(region) if region != config.region => {
            let message =
                format!("Error parsing the X-Amz-Credential parameter; the region '{region}' is wrong; expecting '{}'", config.region);
            Err(parameters(&message).with("Region", &config.region))
        }
        _ => Ok(()),
    }
}

fn check_time(query: &Query<'_>, now: i64) -> Result<(), S3Failure> {
    let (date, expires) = (query.required("X-Amz-Date")?, query.required("X-Amz-Expires")?);
    let seconds: i64 = expires.parse().map_err(|_| parameters("X-Amz-Expires should be a number"))?;
    if seconds < 0 {
        return Err(parameters("X-Amz-Expires must be non-negative"));
    }
    if seconds > LONGEST {
        let message =
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds";
        return Err(parameters(message));
    }
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let signed_at = PrimitiveDateTime::parse(date, format)
        .map_err(|_| parameters("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""))?
        .assume_utc();
    if signed_at.unix_timestamp() > now + AHEAD {
        return Err(S3Failure::denied("Request is not yet valid"));
    }
    let ends = signed_at + Duration::seconds(seconds);
    if now < ends.unix_timestamp() {
        return Ok(());
    }
    let iso = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let text = |moment: OffsetDateTime| moment.format(iso).unwrap_or_default();
    Err(S3Failure::denied("Request has expired")
        .with("X-Amz-Expires", expires)
        .with("Expires", text(ends))
        .with("ServerTime", OffsetDateTime::from_unix_timestamp(now).map(text).unwrap_or_default()))
}

/// Whether the query asks for the checksum, which a header may do as well.
pub(super) fn asks_for_checksum(uri: &Uri) -> bool {
    Query::of(uri).get("x-amz-checksum-mode") == Some("ENABLED")
}

/// Headers are Latin-1.
fn check_overrides(query: &Query<'_>) -> Result<(), S3Failure> {
    let wrong = query.0.iter().find(|(name, value)| name.starts_with("response-") && value.chars().any(|character| character > '\u{ff}'));
    wrong.map_or(Ok(()), |(name, value)| {
        let failure = S3Failure::bad_request("InvalidArgument", "Header value cannot be represented using ISO-8859-1.");
        Err(failure.with("ArgumentName", *name).with("ArgumentValue", value.as_ref()))
    })
}
