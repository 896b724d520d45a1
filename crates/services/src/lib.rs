//! Use cases over the database: accounts, sessions, uploads, documents, the CDN's cookies, audit, jobs.
//!
//! Every function takes the [`App`] and, where somebody asks, the [`domain::account::Actor`]; it authorises through
//! [`domain::access`], and writes its change, its audit event and its follow-up job in one transaction.

pub mod error;
pub mod ports;

pub use error::Error;
