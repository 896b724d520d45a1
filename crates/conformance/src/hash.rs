//! Digests as S3 writes them.

use std::fmt::Write as _;

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Hex MD5 in quotes, as an `ETag` has it.
pub fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Md5::digest(bytes)))
}

/// Base64 MD5, as `Content-MD5` has it.
pub fn md5_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// Base64 SHA-256, as `x-amz-checksum-sha256` has it.
pub fn sha256_base64(bytes: &[u8]) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, bytes))
}
