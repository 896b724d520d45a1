//! Putting text into the clipboard.

use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;

/// Whether the browser let it happen.
pub(crate) async fn write(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
