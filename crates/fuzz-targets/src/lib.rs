//! What must hold whatever the input: one function for each fuzz target, which takes any bytes and panics where something does not hold.
//!
//! `fuzz/` hands them to libFuzzer; `tests/corpus.rs` gives them, in every test run, what libFuzzer has kept. What they compare with is written
//! here a second time, on purpose in another way than in the crates under test.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target says that something does not hold")]

mod content_disposition;
mod cookie_matching;
mod cookie_policy;
mod multipart;
mod post_policy;
mod reference;

pub use content_disposition::content_disposition;
pub use cookie_matching::cookie_matching;
pub use cookie_policy::cookie_policy;
pub use multipart::multipart;
pub use post_policy::post_policy;
