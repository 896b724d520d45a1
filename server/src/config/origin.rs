//! An origin as browsers write it: scheme, host and port, no path.

use std::{fmt, net::IpAddr};

use http::{Uri, uri::Scheme};
use serde::Deserialize;

/// `https://app.example.com`, `http://localhost:3000`: no trailing slash, no default port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    text: String,
    https: bool,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// Reads `scheme://host[:port]`; one trailing slash is dropped.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an origin such as https://app.example.com or http://localhost:3000 (no path)");
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let https = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(wrong)?;
        if uri.path() != "/" || uri.query().is_some() || authority.host().is_empty() || text.contains('#') {
            return Err(wrong());
        }
        let default = if https { 443 } else { 80 };
        Ok(Self::new(https, &authority.host().to_ascii_lowercase(), authority.port_u16().filter(|port| *port != default)))
    }

    fn new(https: bool, host: &str, port: Option<u16>) -> Self {
        let scheme = if https { "https" } else { "http" };
        let text = port.map_or_else(|| format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}"));
        Self { text, https, host: host.to_owned(), port }
    }

    /// `http://localhost:{port}`.
    pub fn localhost(port: u16) -> Self {
        Self::new(false, "localhost", Some(port))
    }

    /// The same scheme and host on another port.
    #[must_use]
    pub fn with_port(&self, port: u16) -> Self {
        Self::new(self.https, &self.host, Some(port))
    }

    /// As browsers write it in `Origin`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the scheme is https.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost" || self.host.ends_with(".localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Whether cookies for `domain` reach it.
    pub fn is_under(&self, domain: &str) -> bool {
        self.host == domain || self.host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn origins_are_written_as_browsers_do() {
        for (text, origin) in [
            ("https://App.Example.com/", "https://app.example.com"),
            ("https://app.example.com:443", "https://app.example.com"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().as_str(), origin);
        }
        for wrong in ["", "app.example.com", "ftp://a.b", "https://a.b/c", "https://a.b?c", "https://u@a.b", "https://a.b#c", "/"] {
            assert!(Origin::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_and_parents() {
        for loopback in ["http://localhost", "http://127.0.0.1:1", "http://[::1]:1", "http://app.localhost"] {
            assert!(Origin::parse(loopback).unwrap().is_loopback(), "{loopback}");
        }
        for other in ["http://10.0.0.1", "http://localhost.example.com", "http://example.com"] {
            assert!(!Origin::parse(other).unwrap().is_loopback(), "{other}");
        }
        let app = Origin::parse("https://app.example.com").unwrap();
        assert!(app.is_under("example.com") && app.is_under("app.example.com"));
        assert!(!app.is_under("ample.com") && !app.is_under("cdn.example.com"));
    }
}
