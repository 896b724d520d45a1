//! `gatehouse admin create`: there is no default account.

use std::io::BufRead as _;

use super::Failure;
use crate::{boot, cli::NewAdmin, config::Config, keys, out};

/// Makes an administrator; a password that was made here is printed once.
pub(super) async fn create(config: &Config, new: &NewAdmin) -> Result<(), Failure> {
    let given = new.password_stdin.then(read_password).transpose()?;
    let password = given.clone().unwrap_or_else(keys::password);
    let app = boot::app(config, boot::Ports::configured(config)).await?;
    services::accounts::create_admin(&app, new.email.clone(), new.name.clone(), &password).await.map_err(|error| {
        let (problem, cause) = error.into_problem();
        cause.unwrap_or(problem.message)
    })?;
    out::line(format_args!("{} is an administrator now; the address to log in with is {}.", new.name.as_str(), new.email));
    if given.is_none() {
        out::line(format_args!("Password (shown only now): {password}"));
    }
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
