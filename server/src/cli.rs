//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::account::{Email, PersonName};

/// Signs permission slips; S3 and the CDN carry the files.
#[derive(Debug, Parser)]
#[command(name = "gatehouse", version, about)]
pub struct Cli {
    /// The configuration file (default: gatehouse.toml, where it exists).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Sets one key, such as --set listen.port=3001; stronger than the environment and the file. May be repeated.
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// What to do (default: serve).
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the app, and in embedded mode the S3 and the CDN with it.
    Serve,
    /// Serves only the embedded S3 and CDN; the app runs with embedded.start=false in another process.
    Localcloud,
    /// Makes administrators.
    #[command(subcommand)]
    Admin(Admin),
    /// Invites people.
    #[command(subcommand)]
    Invite(Invite),
    /// Fills a running Gatehouse with a few people, avatars and documents to look at.
    Demo,
    /// Brings the database's schema up to date.
    Migrate,
    /// Gives the bucket its CORS and lifecycle rules, replacing those it has.
    Provision,
    /// Prints the configuration in force, secrets redacted.
    Config {
        /// Prints .env.example instead: every key with its help.
        #[arg(long)]
        example: bool,
    },
    /// Looks after the audit log.
    #[command(subcommand)]
    Audit(Audit),
    /// Lists objects without a row, and rows without an object; changes nothing.
    Orphans,
    /// Checks the database, the store, CORS and the keys, and says what to change.
    Doctor,
}

/// Makes administrators.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Makes one.
    Create(NewAdmin),
}

/// Looks after the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Proves that the log is what was written, or names the first event that is not.
    Verify {
        /// Where to find checkpoints that whoever owns the database could not change: s3 for the last one in the bucket, or a folder with
        /// copies of them. Without it, the end of the log counts as whole when the database's own checkpoints say so.
        #[arg(long, value_name = "s3|DIR")]
        checkpoints: Option<PathBuf>,
    },
}

/// Invites people.
#[derive(Debug, Subcommand)]
pub enum Invite {
    /// Prints a link that lets one person register.
    Create,
}

/// A new administrator.
#[derive(Debug, Args)]
pub struct NewAdmin {
    /// The e-mail address to log in with.
    #[arg(long)]
    pub email: Email,
    /// The name that others see.
    #[arg(long)]
    pub name: PersonName,
    /// Reads the password from standard input, one line. Without it, a password is made and printed once.
    #[arg(long)]
    pub password_stdin: bool,
}
