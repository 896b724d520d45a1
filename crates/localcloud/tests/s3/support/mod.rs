//! A running server, a signer, forms and a plain HTTP/1.1 client.

mod child;
mod form;
mod http;
mod server;
mod signer;

pub(crate) use child::Child;
pub(crate) use form::{Form, Ticket};
pub(crate) use http::{Answer, Connection, Request};
pub(crate) use server::{BUCKET, REGION, Server, real_now};
pub(crate) use signer::{Signer, amz_date};

use serde_json::Value;

/// Signatures computed by others; `tests/vectors/s3.json` says by whom.
pub(crate) fn vectors() -> Value {
    serde_json::from_str(include_str!("../../vectors/s3.json")).unwrap()
}

/// Bytes that differ from place to place and from seed to seed.
pub(crate) fn pattern(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap() ^ seed).collect()
}

/// Hex MD5 in quotes, as an ETag has it.
pub(crate) fn etag(bytes: &[u8]) -> String {
    use md5::Digest as _;
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in md5::Md5::digest(bytes) {
        write!(text, "{byte:02x}").unwrap();
    }
    format!("\"{text}\"")
}

/// Base64 SHA-256.
pub(crate) fn sha256_base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}
