//! What a browser asks before it sends.

use serde::Deserialize;

use crate::{case::Map, http::Request, scope::Scope};

/// An OPTIONS request to where forms are posted. The bucket's rules are in `src/run.rs`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Preflight {
    path: String,
    headers: Map,
}

impl Default for Preflight {
    fn default() -> Self {
        Self { path: "/{bucket}/".to_owned(), headers: Map::new() }
    }
}

impl Preflight {
    pub(crate) fn request(&self, scope: &Scope) -> Request {
        let request = Request::new("OPTIONS", scope.fill(&self.path));
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, value))
    }
}
