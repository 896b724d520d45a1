//! The people who have accounts here.

use domain::{
    account::PersonRow,
    cursor::{Cursor, Page},
};
use leptos::prelude::*;

use super::{ApiError, Call};

/// A page of people, newest first.
#[server(endpoint = "people/list", protocol = Call)]
pub async fn list(after: Option<Cursor>) -> Result<Page<PersonRow>, ApiError> {
    use crate::ssr::{actor, report, services};

    services::people::list(&services(), &actor()?, after).await.map_err(report)
}
