//! The audit log, for administrators.

use domain::{
    audit::AuditRow,
    cursor::{Cursor, Page},
};
use leptos::{prelude::*, server_fn::codec::Json};

use super::ApiError;

/// A page of events, newest first.
#[server(endpoint = "audit/list", input = Json)]
pub async fn list(after: Option<Cursor>) -> Result<Page<AuditRow>, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::audit::list(&services(), &actor()?, &info(), after).await.map_err(report)
}
