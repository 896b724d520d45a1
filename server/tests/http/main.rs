//! The real router over real TCP, with a real database, the embedded S3 and the embedded CDN.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod anonymous;
mod audit;
mod body;
mod client;
mod csrf;
mod documents;
mod faults;
mod functions;
mod health;
mod links;
mod login;
mod matrix;
mod pages;
mod processes;
mod support;
mod viewer;
