//! The commands, one file each.

mod admin;
mod audit;
mod config;
mod doctor;
mod invite;
mod localcloud;
mod migrate;
mod orphans;
mod provision;
mod serve;

use std::process::ExitCode;

use crate::{
    cli::{Admin, Audit, Cli, Command, Invite},
    config::{Loaded, Sources, load},
    demo, logging, out,
};

/// Whatever stops a command; its text is for the person at the terminal.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command; failures are printed with what would be right.
pub fn run(cli: &Cli) -> ExitCode {
    if let Some(Command::Config { example: true }) = cli.command {
        out::text(crate::config::keys::env_example());
        return ExitCode::SUCCESS;
    }
    let sources = Sources { flags: cli.set.clone(), environment: std::env::vars().collect(), file: cli.config.clone() };
    let outcome = load(&sources).map_err(Failure::from).and_then(|loaded| {
        logging::start(&loaded.config.log);
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(command(cli, loaded))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            out::failure(format_args!("gatehouse: {failure}"));
            ExitCode::FAILURE
        }
    }
}

async fn command(cli: &Cli, loaded: Loaded) -> Result<(), Failure> {
    let config = &loaded.config;
    match cli.command.as_ref().unwrap_or(&Command::Serve) {
        Command::Serve => serve::run(config).await,
        Command::Localcloud => localcloud::run(config).await,
        Command::Admin(Admin::Create(new)) => admin::create(config, new).await,
        Command::Invite(Invite::Create) => invite::create(config).await,
        Command::Demo => demo::run(config).await,
        Command::Migrate => migrate::run(config).await,
        Command::Provision => provision::run(config).await,
        Command::Config { .. } => {
            config::run(&loaded);
            Ok(())
        }
        Command::Audit(Audit::Verify { checkpoints }) => audit::verify(config, checkpoints.as_deref()).await,
        Command::Orphans => orphans::run(config).await,
        Command::Doctor => doctor::run(config).await,
    }
}
