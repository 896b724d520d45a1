//! Signature Version 4 in the `Authorization` header, verified.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::fmt::Write as _;

use aws_lc_rs::{constant_time, digest};
use http::HeaderMap;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use time::PrimitiveDateTime;
use time::macros::format_description;

use super::edge::ControlKey;
use crate::hex::hex;
use crate::sigv4_key::{mac, signing_key};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "cloudfront";
/// How far a request's time may be from ours, in seconds.
const MAX_SKEW_SECONDS: i64 = 15 * 60;
/// RFC 3986's unreserved characters stay.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const ENCODED_IN_PATH: &AsciiSet = &ENCODED.remove(b'/');

/// Why a request is not the key's, as AWS names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsigned {
    MissingAuthenticationToken,
    IncompleteSignature,
    InvalidClientTokenId,
    SignatureDoesNotMatch,
    RequestExpired,
}

/// What an `Authorization` header says.
struct Claim<'a> {
    access_key_id: &'a str,
    date: &'a str,
    region: &'a str,
    signed_headers: Vec<&'a str>,
    signature: Vec<u8>,
}

/// Checks that `key` signed this very request, body and all, at about `now` (seconds since 1970).
pub(super) fn verify(key: &ControlKey, parts: &Parts, body: &[u8], now: i64) -> Result<(), Unsigned> {
    let authorization = parts.headers.get(AUTHORIZATION).ok_or(Unsigned::MissingAuthenticationToken)?;
    let claim = authorization.to_str().ok().and_then(Claim::parse).ok_or(Unsigned::IncompleteSignature)?;
    if claim.access_key_id != key.access_key_id {
        return Err(Unsigned::InvalidClientTokenId);
    }
    let amz_date = header(&parts.headers, "x-amz-date").ok_or(Unsigned::IncompleteSignature)?;
    let seconds = seconds(&amz_date).filter(|_| amz_date.starts_with(claim.date)).ok_or(Unsigned::IncompleteSignature)?;
    if !claim.covers(&parts.headers) {
        return Err(Unsigned::SignatureDoesNotMatch);
    }
    let payload = hex(digest::digest(&digest::SHA256, body).as_ref());
    if header(&parts.headers, "x-amz-content-sha256").is_some_and(|claimed| claimed != payload) {
        return Err(Unsigned::SignatureDoesNotMatch);
    }
    let request = canonical_request(parts, &claim.signed_headers, &payload).ok_or(Unsigned::SignatureDoesNotMatch)?;
    let scope = format!("{}/{}/{SERVICE}/aws4_request", claim.date, claim.region);
    let text = format!("{ALGORITHM}\n{amz_date}\n{scope}\n{}", hex(digest::digest(&digest::SHA256, request.as_bytes()).as_ref()));
    let signing_key = signing_key(&key.secret_access_key, claim.date, claim.region, SERVICE);
    constant_time::verify_slices_are_equal(&mac(&signing_key, &text), &claim.signature).map_err(|_| Unsigned::SignatureDoesNotMatch)?;
    // Only now: an unsigned time says nothing.
    if seconds.abs_diff(now) > MAX_SKEW_SECONDS.unsigned_abs() { Err(Unsigned::RequestExpired) } else { Ok(()) }
}

impl<'a> Claim<'a> {
    fn parse(authorization: &'a str) -> Option<Self> {
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in authorization.strip_prefix(ALGORITHM)?.strip_prefix(' ')?.split(',') {
            match part.trim().split_once('=')? {
                ("Credential", value) => credential = Some(value),
                ("SignedHeaders", value) => signed_headers = Some(value),
                ("Signature", value) => signature = Some(value),
                _ => return None,
            }
        }
        let scope: Vec<&str> = credential?.split('/').collect();
        let [access_key_id, date, region, SERVICE, "aws4_request"] = scope[..] else { return None };
        Some(Self { access_key_id, date, region, signed_headers: signed_headers?.split(';').collect(), signature: unhex(signature?)? })
    }

    /// The host and every `x-amz-` header must be signed, or they could be swapped.
    fn covers(&self, headers: &HeaderMap) -> bool {
        headers
            .keys()
            .map(http::HeaderName::as_str)
            .filter(|name| *name == HOST.as_str() || name.starts_with("x-amz-"))
            .all(|name| self.signed_headers.contains(&name))
            && self.signed_headers.contains(&HOST.as_str())
    }
}

fn canonical_request(parts: &Parts, signed_headers: &[&str], payload: &str) -> Option<String> {
    // Every service but S3 signs the path encoded twice.
    let path = utf8_percent_encode(parts.uri.path(), ENCODED_IN_PATH);
    let mut query: Vec<(String, String)> = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded_once(name), encoded_once(value)))
        .collect();
    query.sort();
    let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut text = format!("{}\n{path}\n{}\n", parts.method, query.join("&"));
    for name in signed_headers {
        writeln!(text, "{name}:{}", header(&parts.headers, name)?).ok()?;
    }
    write!(text, "\n{}\n{payload}", signed_headers.join(";")).ok()?;
    Some(text)
}

fn encoded_once(text: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(text).collect();
    percent_encoding::percent_encode(&decoded, ENCODED).to_string()
}

/// A header's canonical value: all of its values, trimmed, with single spaces.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Option<Vec<String>> = headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().ok().map(|value| value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    values.filter(|values| !values.is_empty()).map(|values| values.join(","))
}

fn seconds(amz_date: &str) -> Option<i64> {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    PrimitiveDateTime::parse(amz_date, format).ok().map(|time| time.assume_utc().unix_timestamp())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
