//! The tables as SeaORM sees them, written by hand.

pub mod audit_chain;
pub mod audit_checkpoint;
pub mod audit_event;
pub mod document;
pub mod document_tag;
pub mod document_version;
pub mod folder;
pub mod image;
pub mod invite;
pub mod job;
pub mod link;
pub mod session;
pub mod share;
pub mod upload;
pub mod user;
