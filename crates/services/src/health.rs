//! Whether the database answers.

use sea_orm::ConnectionTrait as _;

use crate::{App, Error};

/// Asks the database for nothing.
pub async fn check(app: &App) -> Result<(), Error> {
    app.db.reader().execute_unprepared("SELECT 1").await?;
    Ok(())
}
