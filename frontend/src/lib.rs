//! The wasm entry: hydrates the page that the server rendered.

// As in `app`, whose types are compiled here too.
#![recursion_limit = "256"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the server's page to life. The page's own script calls it.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
