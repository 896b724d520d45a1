//! `/viewer/`: the files of the frame that shows PDFs, which is sandboxed and thus of no origin, the app's included.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderValue,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY},
};

use crate::site::Site;

/// Nothing but the viewer's own files, and a worker that the viewer writes itself. The origin is spelt out, for `'self'` means none in some
/// browsers' sandboxes; the sandbox holds for a tab of its own too.
fn policy(origin: &str) -> String {
    format!(
        "default-src 'none'; script-src {origin}/viewer/; worker-src blob:; style-src {origin}/viewer/; img-src blob: data:; \
         font-src {origin}/viewer/ blob: data:; connect-src {origin}/viewer/; base-uri 'none'; form-action 'none'; frame-ancestors {origin}; \
         sandbox allow-scripts"
    )
}

/// Gives the viewer's files their policy, and lets its frame, another origin by now, load them: they are the same for everybody.
pub(crate) async fn viewer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let asked = request.uri().path().starts_with("/viewer/");
    let mut response = next.run(request).await;
    if let (true, Ok(policy)) = (asked, HeaderValue::from_str(&policy(site.public_url.as_str()))) {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}
