//! The people who have accounts here.

use domain::{account::PersonRow, cursor::Page};
use leptos::prelude::*;

use super::{ApiError, Call};

/// A page of people, newest first.
#[server(endpoint = "people/list", protocol = Call)]
pub async fn list(after: Option<String>) -> Result<Page<PersonRow>, ApiError> {
    use crate::ssr::{actor, cursor, report, services};

    services::people::list(&services(), &actor()?, cursor(after)?).await.map_err(report)
}
