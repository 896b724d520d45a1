//! What the whole interface shares, as context values.

use domain::account::Me;
use leptos::prelude::*;

use crate::api;

mod address;
mod data;
mod destination;
mod failure;
mod folders;
mod meter;
mod outage;
mod reading;
mod tally;
mod thumbnails;
mod toasts;
mod upload;
mod uploads;

pub(crate) use address::{address, documents_at, list_at, read_query};
pub use data::Data;
pub(crate) use destination::destination;
pub(crate) use failure::{Failure, Help, PostFailure};
pub(crate) use meter::Meter;
pub(crate) use tally::{Shown, Tally};
pub use toasts::{Toast, Toasts};
pub(crate) use upload::{Stage, Upload};
pub(crate) use uploads::{Uploads, now_ms, uploads};

/// Who is logged in, and what makes lists load again.
#[derive(Clone, Copy)]
pub struct Session {
    /// Who is logged in; `Err` for nobody.
    pub me: Data<Me>,
    me_version: RwSignal<u32>,
    documents_version: RwSignal<u32>,
    folders_version: RwSignal<u32>,
}

impl Session {
    /// Asks again who is logged in: their name or picture has changed.
    pub fn reload_me(&self) {
        self.me_version.update(|version| *version += 1);
    }

    /// Loads the documents again: there is a new one.
    pub fn reload_documents(&self) {
        self.documents_version.update(|version| *version += 1);
    }

    /// Loads the folders to move things to again, and the documents.
    pub fn reload_folders(&self) {
        self.folders_version.update(|version| *version += 1);
        self.reload_documents();
    }

    /// Changes whenever the folders must be loaded again.
    pub fn folders_version(&self) -> u32 {
        self.folders_version.get()
    }

    /// Changes whenever the documents must be loaded again; lists track it.
    pub fn documents_version(&self) -> u32 {
        self.documents_version.get()
    }
}

/// The shared values of the page.
pub fn session() -> Session {
    expect_context()
}

/// Short messages at the page's edge.
pub fn toasts() -> Toasts {
    expect_context()
}

/// Provides everything here.
pub(crate) fn provide() {
    let me_version = RwSignal::new(0);
    provide_context(Session {
        me: Data::new(move || (None, me_version.get()), |_| api::auth::me()),
        me_version,
        documents_version: RwSignal::new(0),
        folders_version: RwSignal::new(0),
    });
    provide_context(Toasts::default());
    provide_context(uploads::Uploads::new());
}
