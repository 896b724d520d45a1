//! What the audit log's page shows: all of it is the page's query, `/audit?who=ann&what=document.download`.

use std::net::IpAddr;

use super::{AuditAction, AuditResult};
use crate::{problem::Problem, timestamp::Timestamp};

/// The longest text of a field, in characters.
pub const FIELD_LIMIT: usize = 100;

/// Which events. An empty text is no condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// A person's id, or letters of their name or e-mail address.
    pub who: String,
    /// What was done.
    pub action: Option<AuditAction>,
    /// The id of what it was done to.
    pub resource: String,
    /// How it ended.
    pub result: Option<AuditResult>,
    /// From this day on, UTC: its beginning.
    pub from: Option<Timestamp>,
    /// Until this day, UTC: its beginning; the day itself is included.
    pub until: Option<Timestamp>,
    /// An address, or how it begins.
    pub address: Option<Address>,
    /// Letters of the detail, the browser or the resource's id.
    pub text: String,
}

/// Where from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// This one.
    Exactly(IpAddr),
    /// All that begin so, such as `192.0.2.`
    Beginning(String),
}

impl Address {
    fn parse(text: &str) -> Result<Self, Problem> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Exactly(address));
        }
        if text.chars().all(|letter| letter.is_ascii_hexdigit() || matches!(letter, '.' | ':')) {
            return Ok(Self::Beginning(text.to_ascii_lowercase()));
        }
        Err(Problem::invalid("address", "This is not an address. Write one such as 192.0.2.7, or how it begins, such as 192.0.2."))
    }
}

impl AuditFilter {
    /// Reads a page's query; `get` answers a parameter's decoded value. Unlike a list's, a wrong one is named: what an audit leaves out
    /// must not look as if it were not there.
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let word =
            |name| get(name).map(|value| value.trim().chars().take(FIELD_LIMIT).collect::<String>()).filter(|value| !value.is_empty());
        let day = |name: &str, value: Option<String>| {
            let read = |text: String| {
                Timestamp::parse_day(&text).ok_or_else(|| Problem::invalid(name, "This is not a day. Write it as 2026-05-13."))
            };
            value.map(read).transpose()
        };
        let action = |name: String| {
            AuditAction::from_name(&name).ok_or_else(|| Problem::invalid("what", "There is no such action. Choose one of the list."))
        };
        let result = |name: String| {
            AuditResult::from_name(&name).ok_or_else(|| Problem::invalid("result", "There is no such result. Choose ok or refused."))
        };
        Ok(Self {
            who: word("who").unwrap_or_default(),
            action: word("what").map(action).transpose()?,
            resource: word("resource").unwrap_or_default(),
            result: word("result").map(result).transpose()?,
            from: day("from", word("from"))?,
            until: day("until", word("until"))?,
            address: word("address").map(|text| Address::parse(&text)).transpose()?,
            text: word("q").unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Result<AuditFilter, Problem> {
        AuditFilter::from_query(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_query_is_read_in_full() {
        let filter = read(&[
            ("who", " ann "),
            ("what", "document.download"),
            ("resource", "018f"),
            ("result", "refused"),
            ("from", "2026-05-13"),
            ("until", "2026-05-14"),
            ("address", "192.0.2.7"),
            ("q", "lease"),
        ]);
        let day = |text| Timestamp::parse_day(text);
        let wanted = AuditFilter {
            who: "ann".to_owned(),
            action: Some(AuditAction::DocumentDownload),
            resource: "018f".to_owned(),
            result: Some(AuditResult::Refused),
            from: day("2026-05-13"),
            until: day("2026-05-14"),
            address: Some(Address::Exactly([192, 0, 2, 7].into())),
            text: "lease".to_owned(),
        };
        assert_eq!(filter, Ok(wanted));
        assert_eq!(read(&[("who", ""), ("action", " "), ("from", "")]), Ok(AuditFilter::default()), "an empty field asks for nothing");
        assert_eq!(read(&[("address", "2001:DB8:")]).unwrap().address, Some(Address::Beginning("2001:db8:".to_owned())));
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (name, value) in [("what", "auth.fly"), ("result", "maybe"), ("from", "2026-02-31"), ("until", "today"), ("address", "10.0.%")]
        {
            assert_eq!(read(&[(name, value)]).unwrap_err().field.as_deref(), Some(name), "{value}");
        }
    }
}
