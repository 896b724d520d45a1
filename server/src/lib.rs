//! The Gatehouse server: configuration, router, middleware, background work, command line.

mod audit_export;
pub mod background;
pub mod boot;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod embedded;
mod health;
pub mod http_client;
pub mod keys;
mod logging;
pub mod middleware;
mod out;
mod preview;
mod refusal;
pub mod router;
pub mod site;
mod statics;
mod uploads_return;
mod viewer;
