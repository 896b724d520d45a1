//! The audit log, for administrators.

use domain::{audit::AuditRow, cursor::Page};
use leptos::prelude::*;

use super::{ApiError, Call};

/// A page of events, newest first.
#[server(endpoint = "audit/list", protocol = Call)]
pub async fn list(after: Option<String>) -> Result<Page<AuditRow>, ApiError> {
    use crate::ssr::{actor, cursor, info, report, services};

    services::audit::list(&services(), &actor()?, &info(), cursor(after)?).await.map_err(report)
}
