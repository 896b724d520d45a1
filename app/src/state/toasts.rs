//! Short messages at the page's edge.

use std::time::Duration;

use leptos::prelude::*;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Tells it from the others.
    pub id: u32,
    /// What it says.
    pub text: String,
}

/// The messages that are shown now.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Shows a message for a few seconds. In event handlers and tasks of the browser only.
    pub fn show(&self, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push(Toast { id, text: text.into() }));
        let this = *self;
        set_timeout(move || this.dismiss(id), STAY);
    }

    /// Takes a message away.
    pub fn dismiss(&self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// What is shown now.
    pub fn shown(&self) -> Vec<Toast> {
        self.shown.get()
    }
}
