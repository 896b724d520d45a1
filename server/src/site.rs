//! What request handlers share.

use std::{ops::Deref, sync::Arc};

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
}

impl Site {
    /// A site that takes requests.
    pub fn new(app: Arc<App>, public_url: Origin, trusted_proxies: Vec<IpNet>, leptos: LeptosOptions) -> Self {
        Self(Arc::new(Parts { app, public_url, trusted_proxies, leptos }))
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
