//! The first page of a session opens the CDN, so that its first `<img>` already works.

use app::ssr::{Visitor, cookies};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{Method, StatusCode, header::SET_COOKIE};

use crate::site::Site;

/// Cookies that end sooner than this are replaced, in seconds.
const NEARLY_ENDED_SECONDS: i64 = 300;

/// Appends the CDN's cookies to a logged-in visitor's page where the marker says that there are none, or that they end soon.
pub async fn cdn_cookies(State(site): State<Site>, request: Request, next: Next) -> Response {
    let page = *request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    let visitor = request.extensions().get::<Visitor>().cloned();
    let ends_at: Option<i64> = cookies::read(request.headers(), cookies::CDN_MARKER).and_then(|value| value.parse().ok());
    let soon = site.app.clock.now().0 / 1_000_000 + NEARLY_ENDED_SECONDS;
    let mut response = next.run(request).await;
    let Some((actor, info)) = visitor.and_then(|visitor| Some((visitor.actor?, visitor.info))) else { return response };
    if page && response.status() == StatusCode::OK && ends_at.is_none_or(|ends_at| ends_at < soon) {
        match services::cdn::grant(&site.app, &actor, &info).await {
            Ok(grant) => {
                for cookie in cookies::cdn(&grant) {
                    response.headers_mut().append(SET_COOKIE, cookie);
                }
            }
            // The page is worth more than its pictures; the page's script asks again.
            Err(error) => tracing::warn!(%error, "no CDN cookies with this page"),
        }
    }
    response
}
