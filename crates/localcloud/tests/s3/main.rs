//! The embedded S3 over real TCP: a signer and a client of the tests' own, so that no mistake is shared with the server or the app.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cors;
mod durability;
mod lifecycle;
mod memory;
mod objects;
mod post;
mod presigned;
mod refusals;
mod sizes;
mod support;
mod vectors;
