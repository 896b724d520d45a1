//! `gatehouse audit verify`.

use std::{fs, path::Path};

use services::{
    App,
    audit::{
        checkpoints::{self, SignedCheckpoint},
        verify,
    },
};

use super::Failure;
use crate::{
    boot::{self, Ports},
    config::Config,
    out,
};

/// Walks the whole chain; fails with the first thing that does not fit.
pub(super) async fn verify(config: &Config, outside: Option<&Path>) -> Result<(), Failure> {
    let app = boot::app(config, Ports::configured(config)).await?;
    let (where_from, outside) = outside_checkpoints(&app, outside).await?;
    let verified = verify::verify(&app, outside).await.map_err(|error| format!("the audit log could not be read: {error}"))??;
    let verify::Verified { events, checkpoints, signed, waiting } = verified;
    out::line(format_args!("The audit log is whole: {events} events, each chained to the one before."));
    out::line(format_args!("{checkpoints} checkpoints hold{where_from}; the last one signs event {signed}."));
    if waiting > 0 {
        out::line(format_args!("{waiting} events are not chained yet: that takes a few seconds while Gatehouse runs."));
    }
    Ok(())
}

async fn outside_checkpoints(app: &App, outside: Option<&Path>) -> Result<(&'static str, Vec<SignedCheckpoint>), Failure> {
    let Some(place) = outside else {
        return Ok((", all of them from the database itself (--checkpoints s3 looks into the bucket too)", Vec::new()));
    };
    if place == Path::new("s3") {
        let last = checkpoints::last_in_bucket(app.bucket.as_ref()).await.map_err(|error| {
            format!(
                "the bucket's checkpoints could not be read: {error}; give --checkpoints a folder with copies of {}",
                checkpoints::PREFIX
            )
        })?;
        let last =
            last.ok_or("the bucket has no checkpoint, though Gatehouse writes one every minute: look whether somebody deleted them")?;
        return Ok((", with the last one in the bucket", vec![last]));
    }
    Ok((", with those in the folder", in_folder(place)?))
}

fn in_folder(folder: &Path) -> Result<Vec<SignedCheckpoint>, Failure> {
    let unreadable = |path: &Path, cause: std::io::Error| format!("--checkpoints {}: {cause}", path.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let json = fs::read(&path).map_err(|error| unreadable(&path, error))?;
            found.push(SignedCheckpoint::from_json(&json).ok_or_else(|| format!("{} is no checkpoint", path.display()))?);
        }
    }
    if found.is_empty() {
        return Err(format!("--checkpoints {}: there is no checkpoint (*.json) in it", folder.display()).into());
    }
    Ok(found)
}
