//! Use cases on SQLite and on PostgreSQL, with a store, a CDN and a clock of the tests' own.

mod accounts;
mod audit;
mod documents;
mod jobs;
mod quota;
mod reconcile;
mod support;
mod trash;
mod uploads;
