//! Use cases on SQLite and on PostgreSQL, with a store, a CDN and a clock of the tests' own.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod accounts;
mod arrivals;
mod audit;
mod audit_chain;
mod audit_grants;
mod audit_many;
mod database;
mod details;
mod documents;
mod fail_points;
mod files;
mod folders;
mod images;
mod jobs;
mod known;
mod links;
mod listing;
mod many;
mod orphans;
mod polyglots;
mod quota;
mod rates;
mod reconcile;
mod shares;
mod support;
mod trash;
mod uploads;
mod versions;
