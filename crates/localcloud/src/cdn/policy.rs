//! The policy inside signed cookies, read strictly.
//!
//! Exactly one statement; `DateLessThan` as an unquoted number; at most one IPv4 network; nothing that CloudFront does not name. As at CloudFront,
//! **a policy without `Resource` opens everything** that the key group guards (the origin access policy still holds).
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html>

use std::fmt;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::matching;
use super::request_url::RequestUrl;

/// A policy that CloudFront would understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    resource: Option<String>,
    date_less_than: u64,
    date_greater_than: Option<u64>,
    network: Option<Network>,
}

/// Not such a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MalformedPolicy;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: Ipv4Addr,
    prefix: u8,
}

impl Policy {
    /// Reads a custom policy's JSON.
    pub fn parse(json: &[u8]) -> Result<Self, MalformedPolicy> {
        let Object(Document { statement: [Object(statement)] }) = serde_json::from_slice(json).map_err(|_| MalformedPolicy)?;
        let Statement { resource, condition: Object(condition) } = statement;
        if resource.as_deref().is_some_and(|resource| !matching::is_pattern(resource)) {
            return Err(MalformedPolicy);
        }
        let network = condition.ip_address.map(|Object(ip)| Network::parse(&ip.cidr)).transpose()?;
        Ok(Self {
            resource,
            date_less_than: condition.date_less_than.0.seconds,
            date_greater_than: condition.date_greater_than.map(|Object(date)| date.seconds),
            network,
        })
    }

    /// Whether the policy opens `url` at `now` (seconds since 1970) for a client. It ends exactly at `DateLessThan`.
    pub fn allows(&self, url: &RequestUrl, now: i64, client: IpAddr) -> bool {
        let now = u64::try_from(now).unwrap_or(0);
        now < self.date_less_than
            && self.date_greater_than.is_none_or(|start| now >= start)
            && self.network.is_none_or(|network| network.contains(client))
            && self.resource.as_deref().is_none_or(|resource| matching::matches(resource, url))
    }
}

impl Network {
    fn parse(cidr: &str) -> Result<Self, MalformedPolicy> {
        let (address, prefix) = cidr.split_once('/').ok_or(MalformedPolicy)?;
        if prefix.is_empty() || prefix.len() > 2 || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MalformedPolicy);
        }
        let prefix: u8 = prefix.parse().map_err(|_| MalformedPolicy)?;
        let address = address.parse().map_err(|_| MalformedPolicy)?;
        if prefix <= 32 { Ok(Self { address, prefix }) } else { Err(MalformedPolicy) }
    }

    /// CloudFront's policies know IPv4 only, so an IPv6 client is never inside.
    fn contains(self, client: IpAddr) -> bool {
        let IpAddr::V4(client) = client.to_canonical() else { return false };
        let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
        client.to_bits() & mask == self.address.to_bits() & mask
    }
}

/// What JSON writes in braces: derived readers also take an array of the members' values, which is no policy.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "Statement")]
    statement: [Object<Statement>; 1],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    #[serde(default, deserialize_with = "present")]
    resource: Option<String>,
    condition: Object<Condition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Condition {
    date_less_than: Object<EpochTime>,
    #[serde(default, deserialize_with = "present")]
    date_greater_than: Option<Object<EpochTime>>,
    #[serde(default, deserialize_with = "present")]
    ip_address: Option<Object<SourceIp>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EpochTime {
    #[serde(rename = "AWS:EpochTime")]
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceIp {
    #[serde(rename = "AWS:SourceIp")]
    cidr: String,
}

/// A field may be left out, but not be `null`: a resource of `null` must not open everything.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
