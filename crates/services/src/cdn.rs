//! Signed cookies for the CDN.

use domain::{account::Actor, audit::AuditAction, cdn::CdnAccess};

use crate::{App, Error, RequestInfo, audit, ports::Cookie};

/// Cookies to set, and what the page may know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The cookies.
    pub cookies: Vec<Cookie>,
    /// When they end, and when to ask again.
    pub access: CdnAccess,
}

/// Opens avatars, images and their own thumbnails to whoever is logged in. Recorded before the cookies are handed out.
pub async fn grant(app: &App, actor: &Actor, info: &RequestInfo) -> Result<Grant, Error> {
    let now = app.clock.now();
    let signed = app.cdn.cookies(actor.user, now)?;
    audit::record(app.db.writer(), now, audit::Event::done(actor, AuditAction::CdnCookies, info)).await?;
    let seconds_left = (signed.expires_at.0 - now.0).max(0) / 1_000_000;
    let refresh_in_seconds = u32::try_from(seconds_left * 3 / 4).unwrap_or(u32::MAX);
    Ok(Grant { cookies: signed.cookies, access: CdnAccess { expires_at: signed.expires_at, refresh_in_seconds } })
}

/// The cookies that take the access back from this browser. CloudFront knows no revocation: a copy works until it ends.
pub fn clearing(app: &App) -> Vec<Cookie> {
    app.cdn.clearing()
}
