//! Server functions: parse into domain types, ask who it is, call one use case, report its error. One file for each noun.

pub mod audit;
pub mod auth;
mod call;
pub mod cdn;
pub mod documents;
mod encoding;
mod error;
mod flash;
pub mod folders;
pub mod images;
pub mod links;
pub mod people;
pub mod shares;
pub mod trash;
pub mod uploads;

pub use call::Call;
pub(crate) use call::{read, submit};
pub use encoding::JsonOrForm;
pub use error::ApiError;
pub use flash::Flash;
