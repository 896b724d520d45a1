//! The built site's files, precompressed, cached for ever where their name says what is in them.

use std::{fs, path::Path};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::{Redirect, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use tower_http::services::{ServeDir, ServeFile};

use crate::site::Site;

/// A hash or a version in a file's name has at least this many characters.
const HASH_LENGTH: usize = 8;

/// One route for each file and directory at the top of the site, so that no other path ever touches the disk.
pub(crate) fn routes(site_root: &Path) -> Router<Site> {
    let mut router = Router::new();
    let entries = fs::read_dir(site_root).into_iter().flatten().flatten();
    for entry in entries {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let path = format!("/{name}");
        if entry.path().is_dir() {
            router = router.nest_service(
                &path,
                ServeDir::new(entry.path()).precompressed_br().precompressed_gzip().append_index_html_on_directories(false),
            );
        } else if !["br", "gz"].contains(&extension(&name)) && !name.starts_with('.') {
            router = router.route_service(&path, ServeFile::new(entry.path()).precompressed_br().precompressed_gzip());
        }
    }
    router.layer(middleware::from_fn(cache))
}

/// `/style.css` leads to the style sheet, whose own name has a hash: for pages that are not rendered by the app.
pub(crate) fn stylesheet(site_root: &Path) -> Router<Site> {
    let sheets = fs::read_dir(site_root.join("pkg")).into_iter().flatten().flatten();
    let name = sheets.filter_map(|entry| entry.file_name().into_string().ok()).find(|name| extension(name) == "css");
    let target = format!("/pkg/{}", name.as_deref().unwrap_or("gatehouse.css"));
    Router::new().route("/style.css", get(move || async move { Redirect::temporary(&target) }))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

async fn cache(request: Request, next: Next) -> Response {
    let fixed = is_fixed(request.uri().path());
    let mut response = next.run(request).await;
    let value = match response.status() {
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED if fixed => "public, max-age=31536000, immutable",
        StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED => "no-cache",
        _ => "no-store",
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// Whether the name changes with the content: `gatehouse.1b9f4a7c2d.wasm`, `/fonts/inter-5.3.0-latin.woff2`, `/viewer/pdfjs-6.5.438/pdf.min.mjs`.
fn is_fixed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut parts = name.split('.').rev().skip(1).peekable();
    // Between the file's own name and its extension.
    let hashed = std::iter::from_fn(|| parts.next().filter(|_| parts.peek().is_some())).any(|part| part.len() >= HASH_LENGTH);
    ["/fonts/", "/viewer/pdfjs-"].iter().any(|versioned| path.starts_with(versioned)) || (path.starts_with("/pkg/") && hashed)
}

#[cfg(test)]
mod tests {
    use super::is_fixed;

    #[test]
    fn only_names_that_change_with_the_content_are_kept_for_ever() {
        for fixed in [
            "/pkg/gatehouse.1b9f4a7c2d.wasm",
            "/fonts/inter-5.3.0-latin.woff2",
            "/pkg/gatehouse.Xw3kq8Zr1LmN.css",
            "/viewer/pdfjs-6.5.438/pdf.min.mjs",
        ] {
            assert!(is_fixed(fixed), "{fixed}");
        }
        for plain in ["/pkg/gatehouse.wasm", "/pkg/gatehouse.css", "/favicon.ico", "/icons.svg", "/viewer/pdf.html"] {
            assert!(!is_fixed(plain), "{plain}");
        }
    }
}
