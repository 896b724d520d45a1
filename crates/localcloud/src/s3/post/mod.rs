//! POST Object: a form with a signed policy, streamed to the store.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html>; statuses, codes and messages as recorded from AWS.

mod form;
mod handler;
pub(crate) mod multipart;
mod policy;
mod signature;

pub(super) use handler::{handle, is_form};
