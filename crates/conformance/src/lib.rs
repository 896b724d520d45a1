//! What S3 answers, as data (`cases/`), and a runner that asks any S3 over TCP.
//!
//! The signer is this crate's own: it shares no code with the app's signers, nor with the embedded S3 that checks them, so that no mistake
//! can hide on both sides. A case is written as what differs from one good upload or download; `src/case.rs` says what may differ.

#![expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "for tests alone: what cannot be is a panic")]

mod case;
mod copy;
mod deviation;
mod get;
mod hash;
mod http;
mod post;
mod preflight;
mod report;
mod run;
mod scope;
mod sign;
mod target;
mod ticket;

pub use case::{Group, groups};
pub use deviation::Deviations;
pub use hash::{etag, md5_base64, sha256_base64};
pub use http::{Answer, Connection, Request};
pub use report::Report;
pub use run::run;
pub use sign::{Signer, amz_date};
pub use target::{Target, now};
pub use ticket::{Form, Ticket};
