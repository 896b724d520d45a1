//! The policy: when it ends, and what the form must look like.

use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::form::Form;
use crate::s3::error::S3Failure;

/// A parsed policy.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Policy {
    expires_at: OffsetDateTime,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
enum Condition {
    /// A field's value; the name is in lower case.
    Equals { name: String, value: String, shown: String },
    /// A field's beginning.
    StartsWith { name: String, prefix: String, shown: String },
    /// The file's size in bytes, inclusive at both ends.
    Length { min: u64, max: u64 },
    /// One that nothing meets: S3 takes it for a condition that fails, not for a policy that is none.
    Never { shown: String },
}

fn invalid(why: &str) -> S3Failure {
    S3Failure::bad_request("InvalidPolicyDocument", format!("Invalid Policy: {why}"))
}

fn failed(condition: &str) -> S3Failure {
    S3Failure::denied(format!("Invalid according to Policy: Policy Condition failed: {condition}"))
}

impl Policy {
    /// Reads a policy's JSON.
    pub(super) fn parse(text: &[u8]) -> Result<Self, S3Failure> {
        let document: Value = serde_json::from_slice(text).map_err(|_| invalid("Invalid JSON."))?;
        let Value::Object(document) = document else { return Err(invalid("Invalid JSON.")) };
        let expiration = document.get("expiration").and_then(Value::as_str).ok_or_else(|| invalid("Policy missing expiration."))?;
        let expires_at = OffsetDateTime::parse(expiration, &Rfc3339).ok().filter(|_| expiration.ends_with('Z'));
        let expires_at = expires_at.ok_or_else(|| invalid(&format!("Invalid 'expiration' value: '{expiration}'")))?;
        let conditions = document.get("conditions").and_then(Value::as_array).ok_or_else(|| invalid("Policy missing conditions."))?;
        Ok(Self { expires_at, conditions: conditions.iter().map(condition).collect::<Result<_, _>>()? })
    }

    /// Checks the time, every condition and that every field has one. The file's size is checked while it arrives, by the range.
    pub(super) fn check(&self, form: &Form, bucket: &str, now: i64) -> Result<(), S3Failure> {
        if now >= self.expires_at.unix_timestamp() {
            return Err(S3Failure::denied("Invalid according to Policy: Policy expired."));
        }
        let value = |name: &str| if name == "bucket" { Some(bucket) } else { form.get(name) };
        for condition in &self.conditions {
            match condition {
                Condition::Equals { name, value: wanted, shown } => {
                    if value(name) != Some(wanted) {
                        return Err(failed(shown));
                    }
                }
                Condition::StartsWith { name, prefix, shown } => {
                    if !value(name).is_some_and(|value| starts_with(name, value, prefix)) {
                        return Err(failed(shown));
                    }
                }
                Condition::Never { shown } => return Err(failed(shown)),
                Condition::Length { .. } => {}
            }
        }
        self.check_covered(form)
    }

    /// Every sent field needs a condition, but for the few that cannot have one.
    fn check_covered(&self, form: &Form) -> Result<(), S3Failure> {
        let covered = |field: &str| {
            self.conditions.iter().any(|condition| match condition {
                Condition::Equals { name, .. } | Condition::StartsWith { name, .. } => name == field,
                Condition::Length { .. } | Condition::Never { .. } => false,
            })
        };
        let exempt = |field: &str| matches!(field, "x-amz-signature" | "file" | "policy" | "bucket") || field.starts_with("x-ignore-");
        let extra: Vec<&str> = form.names().filter(|field| !exempt(field) && !covered(field)).collect();
        if extra.is_empty() {
            return Ok(());
        }
        Err(S3Failure::denied(format!("Invalid according to Policy: Extra input fields: {}", extra.join(", "))))
    }

    /// The sizes that all ranges allow together, in bytes; everything where there is none.
    pub(super) fn length_range(&self) -> (u64, u64) {
        self.conditions.iter().fold((0, u64::MAX), |(low, high), condition| match condition {
            Condition::Length { min, max } => (low.max(*min), high.min(*max)),
            _ => (low, high),
        })
    }
}

fn condition(value: &Value) -> Result<Condition, S3Failure> {
    match value {
        Value::Object(members) => match members.iter().collect::<Vec<_>>()[..] {
            [(name, wanted)] => equals(name, wanted),
            _ => Err(invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")),
        },
        Value::Array(parts) => match parts.as_slice() {
            [Value::String(kind), min, max] if kind.eq_ignore_ascii_case("content-length-range") => length(kind, min, max),
            [Value::String(kind), Value::String(name), Value::String(wanted)] => {
                let shown = shown(kind, name, wanted);
                let Some(field) = name.strip_prefix('$').map(str::to_ascii_lowercase) else { return Ok(Condition::Never { shown }) };
                match kind.to_ascii_lowercase().as_str() {
                    "eq" => Ok(Condition::Equals { name: field, value: wanted.clone(), shown }),
                    "starts-with" => Ok(Condition::StartsWith { name: field, prefix: wanted.clone(), shown }),
                    _ => Err(invalid("Invalid Condition operator.")),
                }
            }
            _ => Err(invalid("Invalid Condition.")),
        },
        _ => Err(invalid("Invalid Condition.")),
    }
}

/// Limits may come as text.
fn length(kind: &str, min: &Value, max: &Value) -> Result<Condition, S3Failure> {
    let number = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    match (number(min), number(max), min, max) {
        (Some(min), Some(max), ..) => Ok(Condition::Length { min, max }),
        (_, _, Value::String(min), Value::String(max)) => Ok(Condition::Never { shown: shown(kind, min, max) }),
        _ => Err(invalid("Invalid content-length-range.")),
    }
}

fn equals(name: &str, wanted: &Value) -> Result<Condition, S3Failure> {
    let wanted = wanted.as_str().ok_or_else(|| invalid("Invalid Simple-Condition: value must be a string."))?;
    let shown = shown("eq", &format!("${name}"), wanted);
    Ok(Condition::Equals { name: name.to_ascii_lowercase(), value: wanted.to_owned(), shown })
}

/// A condition as S3 writes it into its refusals: with spaces behind the commas.
fn shown(kind: &str, name: &str, value: &str) -> String {
    let [kind, name, value] = [kind, name, value].map(|text| Value::from(text).to_string());
    format!("[{kind}, {name}, {value}]")
}

/// A list of content types must begin with the prefix item by item.
fn starts_with(name: &str, value: &str, prefix: &str) -> bool {
    if name == "content-type" { value.split(',').all(|item| item.trim().starts_with(prefix)) } else { value.starts_with(prefix) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        let mut form = Form::default();
        for (name, value) in fields {
            form.insert(name, (*value).to_owned()).unwrap();
        }
        form
    }

    fn check(conditions: &str, fields: &[(&str, &str)]) -> Result<(), String> {
        let policy = format!(r#"{{"expiration":"2030-01-01T00:00:00.000Z","conditions":[{conditions}]}}"#);
        Policy::parse(policy.as_bytes()).and_then(|policy| policy.check(&form(fields), "b", 0)).map_err(|failure| failure.message)
    }

    #[test]
    fn every_kind_of_condition() {
        assert_eq!(check(r#"{"bucket":"b"},["eq","$key","k"]"#, &[("key", "k")]), Ok(()));
        assert_eq!(
            check(r#"{"bucket":"c"}"#, &[]),
            Err(r#"Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "c"]"#.to_owned())
        );
        assert_eq!(
            check(r#"["eq", "$key", "x"]"#, &[("key", "k")]),
            Err(r#"Invalid according to Policy: Policy Condition failed: ["eq", "$key", "x"]"#.to_owned())
        );
        assert_eq!(check(r#"["starts-with","$Key","us"]"#, &[("KEY", "user/1")]), Ok(()));
        assert!(check(r#"["starts-with","$key","us"]"#, &[]).is_err(), "an absent field");
        assert_eq!(check(r#"["starts-with","$Content-Type","image/"]"#, &[("Content-Type", "image/png,image/gif")]), Ok(()));
        assert!(check(r#"["starts-with","$Content-Type","image/"]"#, &[("Content-Type", "image/png,text/html")]).is_err());
        assert!(check(r#"["eq","$key","K"]"#, &[("key", "k")]).is_err(), "values are case-sensitive");
    }

    #[test]
    fn uncovered_fields_are_named() {
        let extra = check(r#"["eq","$key","k"]"#, &[("key", "k"), ("Content-Type", "x"), ("x-ignore-me", "1"), ("policy", "p")]);
        assert_eq!(extra, Err("Invalid according to Policy: Extra input fields: content-type".to_owned()));
    }

    #[test]
    fn the_end_is_exclusive_and_ranges_narrow_each_other() {
        let text = br#"{"expiration":"1970-01-01T00:01:40Z","conditions":[["content-length-range",1,"10"],["content-length-range",3,20]]}"#;
        let policy = Policy::parse(text).unwrap();
        assert_eq!(policy.length_range(), (3, 10));
        policy.check(&Form::default(), "b", 99).unwrap();
        let failure = policy.check(&Form::default(), "b", 100).unwrap_err();
        assert_eq!(
            (failure.status.as_u16(), failure.code, failure.message.as_str()),
            (403, "AccessDenied", "Invalid according to Policy: Policy expired.")
        );
    }

    #[test]
    fn malformed_policies_are_400() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"expiration":"soon","conditions":[]}"#,
            r#"{"expiration":"2030-01-01T00:00:00Z"}"#,
            r#"{"expiration":"2030-01-01T00:00:00Z","conditions":["eq"]}"#,
            r#"{"expiration":"2030-01-01T00:00:00Z","conditions":[["content-length-range",-1,2]]}"#,
        ] {
            let failure = Policy::parse(text.as_bytes()).unwrap_err();
            assert_eq!((failure.status.as_u16(), failure.code), (400, "InvalidPolicyDocument"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn noise_never_panics(text in ".{0,200}") {
            let _ = Policy::parse(text.as_bytes());
        }
    }
}
