//! The policy inside CloudFront's signed cookies.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html>

use std::fmt;
use std::net::Ipv4Addr;

use serde::Serialize;
use time::OffsetDateTime;

/// Why there is no policy.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CookiePolicyError {
    /// A policy without a resource would open everything; one without a scheme, nothing.
    #[error("the resource {0:?} must begin with http:// or https:// and name a host")]
    Resource(String),
    /// A canned policy covers one object.
    #[error("the resource {0:?} of a canned policy cannot hold a wildcard")]
    Wildcard(String),
    /// An IPv4 network has a prefix of 0 to 32 bits.
    #[error("a network prefix of {0} bits is more than 32")]
    Prefix(u8),
    /// CloudFront counts seconds since 1970 and reads no others.
    #[error("the time {0} is before 1970")]
    Before1970(OffsetDateTime),
    /// The policy could not be written as JSON.
    #[error("the policy cannot be written: {0}")]
    Json(String),
}

/// A URL, or a pattern where `*` stands for any characters and `?` for one, within its section of the URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Resource(String);

impl Resource {
    /// Refuses what does not begin with `http://` or `https://` and a host.
    pub fn new(resource: impl Into<String>) -> Result<Self, CookiePolicyError> {
        let resource = resource.into();
        let host = resource.strip_prefix("https://").or_else(|| resource.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.starts_with('/') => Ok(Self(resource)),
            _ => Err(CookiePolicyError::Resource(resource)),
        }
    }

    /// The text as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The one IPv4 network that a policy may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceIp {
    address: Ipv4Addr,
    prefix: u8,
}

impl SourceIp {
    /// A network of `prefix` bits; CloudFront knows IPv4 only here.
    pub fn new(address: Ipv4Addr, prefix: u8) -> Result<Self, CookiePolicyError> {
        if prefix > 32 {
            return Err(CookiePolicyError::Prefix(prefix));
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for SourceIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// Who may read what, and until when. Times count in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookiePolicy {
    /// What it opens.
    pub resource: Resource,
    /// `DateLessThan`: refused from this time on.
    pub expires_at: OffsetDateTime,
    /// `DateGreaterThan`: refused before.
    pub not_before: Option<OffsetDateTime>,
    /// `IpAddress`: refused from elsewhere.
    pub source_ip: Option<SourceIp>,
}

impl CookiePolicy {
    /// Opens `resource` until `expires_at`.
    pub fn until(resource: Resource, expires_at: OffsetDateTime) -> Self {
        Self { resource, expires_at, not_before: None, source_ip: None }
    }

    /// The policy's JSON, without whitespace, in the order of the documentation.
    pub fn to_json(&self) -> Result<String, CookiePolicyError> {
        let document = Document {
            statement: [Statement {
                resource: self.resource.as_str(),
                condition: Condition {
                    date_less_than: EpochTime::of(self.expires_at)?,
                    date_greater_than: self.not_before.map(EpochTime::of).transpose()?,
                    ip_address: self.source_ip.map(|ip| Network { cidr: ip.to_string() }),
                },
            }],
        };
        serde_json::to_string(&document).map_err(|error| CookiePolicyError::Json(error.to_string()))
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "Statement")]
    statement: [Statement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    resource: &'a str,
    condition: Condition,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    date_less_than: EpochTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_greater_than: Option<EpochTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_address: Option<Network>,
}

#[derive(Serialize)]
struct EpochTime {
    #[serde(rename = "AWS:EpochTime")]
    seconds: u64,
}

impl EpochTime {
    fn of(at: OffsetDateTime) -> Result<Self, CookiePolicyError> {
        let seconds = at.unix_timestamp().try_into().map_err(|_| CookiePolicyError::Before1970(at))?;
        Ok(Self { seconds })
    }
}

#[derive(Serialize)]
struct Network {
    #[serde(rename = "AWS:SourceIp")]
    cidr: String,
}
