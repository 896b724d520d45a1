//! The one place that names the cookies and renders `Set-Cookie`. All are `HttpOnly; Secure; SameSite=Lax`.

use domain::link::UNLOCKED_SECONDS;
use http::{HeaderMap, HeaderValue, header::COOKIE};
use services::{cdn::Grant, ports::Cookie, sessions::NewSession};

/// The JWT. `__Host-`: host-only, `Secure`, `Path=/` (RFC 6265bis section 4.1.3.2).
pub const TOKEN: &str = "__Host-gatehouse";
/// What renews the JWT.
pub const REFRESH: &str = "__Host-gatehouse-refresh";
/// When the CDN's cookies end, in epoch seconds: those have paths of their own, so page requests do not carry them.
pub const CDN_MARKER: &str = "__Host-gatehouse-cdn";
/// A refused form, for the page that shows it.
pub const FLASH: &str = "__Host-gatehouse-flash";
/// Opens the link whose password was right.
pub const LINK: &str = "__Host-gatehouse-link";

/// The value of a cookie of the request.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let mut values = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(found, _)| *found == name);
    values.next().map(|(_, value)| value.to_owned())
}

/// The JWT's cookie.
pub fn token(token: &str, max_age_seconds: u32) -> HeaderValue {
    host(TOKEN, token, max_age_seconds)
}

/// Both cookies of a new session.
pub fn session(session: &NewSession) -> [HeaderValue; 2] {
    [token(&session.token, session.max_age_seconds), host(REFRESH, &session.refresh, session.max_age_seconds)]
}

/// Takes the session's cookies back.
pub fn session_clearing() -> [HeaderValue; 2] {
    [host(TOKEN, "", 0), host(REFRESH, "", 0)]
}

/// The CDN's cookies and their marker.
pub fn cdn(grant: &Grant) -> Vec<HeaderValue> {
    let max_age_seconds = grant.cookies.iter().map(|cookie| cookie.max_age_seconds).min().unwrap_or(0);
    let ends_at = grant.access.expires_at.0 / 1_000_000;
    grant.cookies.iter().map(scoped).chain([host(CDN_MARKER, &ends_at.to_string(), max_age_seconds)]).collect()
}

/// Takes the CDN's cookies and their marker back.
pub fn cdn_clearing(cookies: &[Cookie]) -> Vec<HeaderValue> {
    cookies.iter().map(scoped).chain([host(CDN_MARKER, "", 0)]).collect()
}

/// The cookie that opens a link for a while.
pub(super) fn link(pass: &str) -> HeaderValue {
    host(LINK, pass, UNLOCKED_SECONDS)
}

/// A refused form's cookie.
pub(super) fn flash(value: &str, max_age_seconds: u32) -> HeaderValue {
    host(FLASH, value, max_age_seconds)
}

fn host(name: &str, value: &str, max_age_seconds: u32) -> HeaderValue {
    render(&format!("{name}={value}; Path=/; Max-Age={max_age_seconds}"))
}

fn scoped(cookie: &Cookie) -> HeaderValue {
    let Cookie { name, value, path, domain, max_age_seconds } = cookie;
    let domain = domain.as_ref().map(|domain| format!("; Domain={domain}")).unwrap_or_default();
    render(&format!("{name}={value}; Path={path}{domain}; Max-Age={max_age_seconds}"))
}

fn render(cookie: &str) -> HeaderValue {
    HeaderValue::try_from(format!("{cookie}; HttpOnly; Secure; SameSite=Lax"))
        .expect("names and values are base64, digits and configured hosts")
}

#[cfg(test)]
mod tests {
    use domain::{cdn::CdnAccess, timestamp::Timestamp};

    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-gatehouse-refresh=r; __Host-gatehouse=t=="));
        headers.append(COOKIE, HeaderValue::from_static("b=2"));
        assert_eq!(read(&headers, TOKEN).as_deref(), Some("t=="));
        assert_eq!(read(&headers, REFRESH).as_deref(), Some("r"));
        assert_eq!(read(&headers, "b").as_deref(), Some("2"));
        assert_eq!(read(&headers, CDN_MARKER), None);
    }

    #[test]
    fn cookies_of_the_cdn_carry_their_scope_and_the_marker_comes_along() {
        let cookie = Cookie {
            name: "CloudFront-Policy".to_owned(),
            value: "x".to_owned(),
            path: "/avatars".to_owned(),
            domain: Some("example.com".to_owned()),
            max_age_seconds: 60,
        };
        let grant = Grant { cookies: vec![cookie], access: CdnAccess { expires_at: Timestamp(9_000_000), refresh_in_seconds: 45 } };
        assert_eq!(
            cdn(&grant),
            [
                "CloudFront-Policy=x; Path=/avatars; Domain=example.com; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
                "__Host-gatehouse-cdn=9; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
            ]
        );
        assert_eq!(session_clearing()[0], "__Host-gatehouse=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax");
    }
}
