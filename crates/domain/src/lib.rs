//! What Gatehouse is about, without any of how: ids, names, limits, content types, the upload's states, access rules, pages.
//!
//! Pure and wasm-safe. The browser and the server share it, so a rule is written once. No async, no clock, no database.

pub mod access;
pub mod account;
pub mod audit;
pub mod cdn;
mod checked_text;
pub mod content_type;
pub mod cursor;
pub mod document;
pub mod file_name;
pub mod folder;
pub mod id;
pub mod image;
pub mod link;
pub mod listing;
pub mod local_path;
mod named;
pub mod problem;
pub mod purpose;
pub mod quota;
pub mod share;
pub mod size;
pub mod tag;
pub mod timestamp;
pub mod upload;
