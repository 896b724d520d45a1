//! Use cases on SQLite and on PostgreSQL, with a store, a CDN and a clock of the tests' own.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod accounts;
mod audit;
mod database;
mod documents;
mod fail_points;
mod files;
mod jobs;
mod orphans;
mod polyglots;
mod quota;
mod rates;
mod reconcile;
mod support;
mod trash;
mod uploads;
