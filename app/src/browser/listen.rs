//! Events that concern the whole page.

use leptos::prelude::{on_cleanup, window_event_listener_untyped};
use web_sys::Event;

/// Listens at the window for as long as the owner lives. One piece of code for all events and listeners.
pub(crate) fn listen(name: &'static str, run: impl Fn(Event) + 'static) {
    listen_boxed(name, Box::new(run));
}

fn listen_boxed(name: &'static str, run: Box<dyn Fn(Event)>) {
    let listener = window_event_listener_untyped(name, run);
    on_cleanup(move || listener.remove());
}
