//! The URL of a request, as policies see it.

use http::Uri;

/// The parts of an absolute URL, as sent: nothing is decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestUrl {
    /// `http` or `https`.
    pub scheme: String,
    /// Host and port; lower case, without the scheme's own port.
    pub host: String,
    /// From the first slash on.
    pub path: String,
    /// Without the question mark.
    pub query: Option<String>,
}

impl RequestUrl {
    /// Joins what the request says with the public scheme. `None` without a host.
    pub fn new(scheme: &str, host_header: Option<&str>, uri: &Uri) -> Option<Self> {
        // RFC 9112 3.2.2: an absolute request target overrides the header.
        let host = uri.authority().map(http::uri::Authority::as_str).or(host_header)?.to_ascii_lowercase();
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(default_port).unwrap_or(&host).to_owned();
        if host.is_empty() || host.contains(['/', '?', '#', '@']) {
            return None;
        }
        Some(Self { scheme: scheme.to_owned(), host, path: uri.path().to_owned(), query: uri.query().map(str::to_owned) })
    }
}

impl std::fmt::Display for RequestUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}
