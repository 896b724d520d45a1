//! Short messages at the page's edge.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(6);

/// What a message offers to do. Counted, since it outlives the row that it came from.
#[derive(Clone)]
pub struct Offer {
    /// The button's word.
    pub label: &'static str,
    /// Does it.
    pub run: Arc<dyn Fn() + Send + Sync>,
}

/// One message.
#[derive(Clone)]
pub struct Toast {
    /// Tells it from the others.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// What it offers.
    pub offer: Option<Offer>,
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
        let (this, id) = (*self, self.push(text.into(), None));
        set_timeout(move || this.dismiss(id), STAY);
    }

    /// Shows a message with something to do; it stays until that is done or the message dismissed.
    pub fn offer(&self, text: impl Into<String>, label: &'static str, run: impl Fn() + Send + Sync + 'static) {
        self.push(text.into(), Some(Offer { label, run: Arc::new(run) }));
    }

    fn push(&self, text: String, offer: Option<Offer>) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push(Toast { id, text, offer }));
        id
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
