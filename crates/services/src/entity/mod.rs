//! The tables as SeaORM sees them, written by hand.

pub mod audit_event;
pub mod document;
pub mod document_tag;
pub mod folder;
pub mod invite;
pub mod job;
pub mod session;
pub mod upload;
pub mod user;
