//! The audit log, for administrators.

use domain::{
    audit::AuditRow,
    cursor::{Cursor, Page},
};
use leptos::prelude::*;

use super::{ApiError, Call};

/// A page of events, newest first.
#[server(endpoint = "audit/list", protocol = Call)]
pub async fn list(after: Option<Cursor>) -> Result<Page<AuditRow>, ApiError> {
    use crate::ssr::{actor, info, report, services};

    services::audit::list(&services(), &actor()?, &info(), after).await.map_err(report)
}
