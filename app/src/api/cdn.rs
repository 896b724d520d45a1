//! The signed cookies that open avatars and images at the CDN.

use domain::cdn::CdnAccess;
use leptos::prelude::*;

use super::{ApiError, Call};

/// Sets fresh cookies, and answers when to ask again.
#[server(endpoint = "cdn/cookies", protocol = Call)]
pub async fn cookies() -> Result<CdnAccess, ApiError> {
    use crate::ssr::{actor, info, report, services, session};

    let grant = services::cdn::grant(&services(), &actor()?, &info()).await.map_err(report)?;
    session::open_cdn(&grant);
    Ok(grant.access)
}
