//! The binary `gatehouse`: everything is in the library, so that tests use the real thing.

use std::process::ExitCode;

use clap::Parser as _;
use server::{cli::Cli, commands};

fn main() -> ExitCode {
    commands::run(&Cli::parse())
}
