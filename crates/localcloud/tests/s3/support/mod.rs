//! A running server, in this process or in one of its own.

mod child;
mod server;

pub(crate) use child::Child;
pub(crate) use conformance::{Answer, Connection, Form, Request, Signer, Ticket, amz_date, etag, now as real_now, sha256_base64};
pub(crate) use server::{BUCKET, REGION, Server, bare_ticket, signer, ticket};

/// Bytes that differ from place to place and from seed to seed.
pub(crate) fn pattern(seed: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap() ^ seed).collect()
}
