//! The embedded S3 over real TCP: what is its own. What it answers as S3 does is said by the cases of `conformance`, whose signer and client
//! these tests use too.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cors;
mod durability;
mod lifecycle;
mod memory;
mod objects;
mod post;
mod presigned;
mod sizes;
mod support;
