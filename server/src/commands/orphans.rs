//! `gatehouse orphans`.

use services::orphans;

use super::Failure;
use crate::{
    boot::{self, Ports},
    config::Config,
    out,
};

/// Lists what does not belong together, a line each; fails where there is anything.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let app = boot::app(config, Ports::configured(config)).await?;
    let found = orphans::check(&app).await.map_err(|error| format!("the store and the database could not be compared: {error}"))?;
    for key in &found.objects {
        out::line(format_args!("object without a row   {key}"));
    }
    for key in &found.rows {
        out::line(format_args!("row without an object  {key}"));
    }
    if found == orphans::Orphans::default() {
        out::line("Every object has its row, and every row its object.");
        return Ok(());
    }
    Err(format!("{} objects without a row, {} rows without an object", found.objects.len(), found.rows.len()).into())
}
