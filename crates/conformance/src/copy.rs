//! A copy on a condition, as confirming an upload makes it.

use serde::Deserialize;

use crate::{case::Map, http::Request, scope::Scope};

/// Without anything: `{dir}source`, of type `text/html`, is copied to `{key}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Copy {
    headers: Map,
    source: String,
    /// What the source holds.
    bytes: String,
    /// What the source holds by the time it is copied, where that is not what was looked at.
    exchanged: Option<String>,
    /// Whether the source is deleted before it is copied.
    deleted: bool,
}

impl Default for Copy {
    fn default() -> Self {
        let (source, bytes) = ("{bucket}/{dir}source".to_owned(), "checked".to_owned());
        Self { headers: Map::new(), source, bytes, exchanged: None, deleted: false }
    }
}

impl Copy {
    /// What has to happen before.
    pub(crate) fn preparation(&self, scope: &Scope) -> Vec<Request> {
        let source = scope.fill("/{bucket}/{dir}source");
        let put = |bytes: &str| Request::new("PUT", &source).header("Content-Type", "text/html").body(bytes);
        let mut requests = vec![put(&self.bytes)];
        requests.extend(self.exchanged.as_deref().map(put));
        requests.extend(self.deleted.then(|| Request::new("DELETE", &source)));
        requests
    }

    /// What was looked at; the copy holds it too.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_bytes()
    }

    pub(crate) fn request(&self, scope: &Scope) -> Request {
        let request = Request::new("PUT", scope.fill("/{bucket}/{key}")).header("x-amz-copy-source", scope.fill(&self.source));
        self.headers.iter().fold(request, |request, (name, value)| request.header(name, scope.fill(value)))
    }
}
