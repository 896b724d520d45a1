//! What only the living page does.

use leptos::prelude::Effect;

/// Runs in browsers once the page lives, and again when a signal changes that it reads: `Effect::new`, compiled once and not for every use.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    let run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(run);
}
