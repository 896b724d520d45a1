//! Sessions, and what else opens something, as cookies of the response.

use http::header::SET_COOKIE;
use services::{cdn::Grant, sessions::NewSession};

use super::{append_header, cookies, info, services};

/// Hands a new session to the browser, and opens the CDN to it.
pub(crate) async fn begin(session: &NewSession) {
    for cookie in cookies::session(session) {
        append_header(SET_COOKIE, cookie);
    }
    match services::cdn::grant(&services(), &session.actor, &info()).await {
        Ok(grant) => open_cdn(&grant),
        // Being logged in is worth more than pictures; the next page asks again.
        Err(error) => tracing::warn!(%error, "no CDN cookies with this log-in"),
    }
}

/// Opens the CDN to the browser.
pub(crate) fn open_cdn(grant: &Grant) {
    for cookie in cookies::cdn(grant) {
        append_header(SET_COOKIE, cookie);
    }
}

/// Lets the browser open the link whose password was right.
pub(crate) fn unlock_link(pass: &str) {
    append_header(SET_COOKIE, cookies::link(pass));
}

/// Takes every cookie back.
pub(crate) fn end() {
    let cdn = cookies::cdn_clearing(&services::cdn::clearing(&services()));
    for cookie in cookies::session_clearing().into_iter().chain(cdn) {
        append_header(SET_COOKIE, cookie);
    }
}
