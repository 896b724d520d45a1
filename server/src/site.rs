//! What request handlers share.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::extract::FromRef;
use ipnet::IpNet;
use leptos::config::LeptosOptions;
use services::App;

use crate::config::Origin;

/// A cheap handle on [`Parts`].
#[derive(Clone)]
pub struct Site(Arc<Parts>);

/// What request handlers share.
pub struct Parts {
    /// The use cases' parts.
    pub app: Arc<App>,
    /// The app's origin as browsers see it.
    pub public_url: Origin,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the built site is.
    pub leptos: LeptosOptions,
    stopping: AtomicBool,
}

impl Site {
    /// A site that takes requests.
    pub fn new(app: Arc<App>, public_url: Origin, trusted_proxies: Vec<IpNet>, leptos: LeptosOptions) -> Self {
        Self(Arc::new(Parts { app, public_url, trusted_proxies, leptos, stopping: AtomicBool::new(false) }))
    }

    /// From now on the site says that it is not ready, so that no new requests are sent to it.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether [`Site::stop`] was called.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.leptos.clone()
    }
}
