//! The audit log, for administrators.

use domain::audit::{AuditList, AuditTail};
use leptos::prelude::*;

use super::{ApiError, Call};

/// A page of the events that a page's query asks for, newest first.
#[server(endpoint = "audit/list", protocol = Call)]
pub async fn list(query: String) -> Result<AuditList, ApiError> {
    use crate::ssr::{actor, audit_query, info, report, services};

    let (filter, after) = audit_query(&query)?;
    services::audit::list(&services(), &actor()?, &info(), &filter, after).await.map_err(report)
}

/// What came into the chain after a place, of the events that a page's query asks for.
#[server(endpoint = "audit/tail", protocol = Call)]
pub async fn tail(query: String, after: i64) -> Result<AuditTail, ApiError> {
    use crate::ssr::{actor, audit_query, info, report, services};

    let (filter, _) = audit_query(&query)?;
    services::audit::tail(&services(), &actor()?, &info(), &filter, after).await.map_err(report)
}
