//! SHA-256 of a file, by the browser's own cryptography.

use js_sys::{Promise, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// Standard base64 of the file's SHA-256. `None` where the page is not a secure context or the file cannot be read.
pub(crate) async fn sha256_base64(file: &Blob) -> Option<String> {
    let subtle = window().crypto().ok()?.subtle();
    if subtle.is_undefined() {
        return None;
    }
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    let digest: Promise = subtle.digest_with_str_and_buffer_source("SHA-256", &bytes.into()).ok()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await.ok()?);
    let binary: String = digest.to_vec().into_iter().map(char::from).collect();
    window().btoa(&binary).ok()
}
