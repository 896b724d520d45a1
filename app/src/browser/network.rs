//! Whether there is a network, by the browser's own word. It knows nothing of a server on the same machine, which answers without one:
//! so only who got no answer asks here.

use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::AddEventListenerOptions;

/// Whether the browser believes that there is one.
pub(crate) fn is_online() -> bool {
    window().navigator().on_line()
}

/// Waits until there is one again; at once where there is.
pub(super) async fn back() {
    if is_online() {
        return;
    }
    let once = AddEventListenerOptions::new();
    once.set_once(true);
    let online = Promise::new(&mut |resolve, _| {
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options("online", &resolve, &once);
    });
    let _ = JsFuture::from(online).await;
}
