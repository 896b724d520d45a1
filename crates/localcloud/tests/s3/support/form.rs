//! Tickets (fields, conditions, a signature) and the forms that are posted with them.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::format_description};

use super::{BUCKET, Request, Signer, amz_date};

const BOUNDARY: &str = "----a-form's-boundary";

/// What will be signed: by default one key, one type, a size of 1 to 1000 bytes and the answer 201, for five minutes.
pub(crate) struct Ticket {
    pub(crate) signer: Signer,
    pub(crate) signed_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) conditions: Vec<Value>,
    fields: Vec<(String, String)>,
}

impl Ticket {
    /// Without a condition on the size.
    pub(crate) fn bare(now: i64, key: &str) -> Self {
        Self {
            signer: Signer::right(),
            signed_at: now,
            ends_at: now + 300,
            conditions: vec![json!({"bucket": BUCKET})],
            fields: Vec::new(),
        }
        .field("key", key)
        .field("Content-Type", "application/pdf")
        .field("success_action_status", "201")
    }

    pub(crate) fn new(now: i64, key: &str) -> Self {
        Self::bare(now, key).range(1, 1000)
    }

    pub(crate) fn range(self, min: u64, max: u64) -> Self {
        self.condition(json!(["content-length-range", min, max]))
    }

    pub(crate) fn condition(mut self, condition: Value) -> Self {
        self.conditions.retain(|other| condition[0] != "content-length-range" || other[0] != condition[0]);
        self.conditions.push(condition);
        self
    }

    /// A field and its condition; one of the same name is replaced.
    pub(crate) fn field(self, name: &str, value: &str) -> Self {
        let mut ticket = self.without(name);
        ticket.conditions.push(json!(["eq", format!("${name}"), value]));
        ticket.uncovered(name, value)
    }

    /// A field without a condition.
    pub(crate) fn uncovered(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Neither the field nor its condition.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.conditions.retain(|condition| condition[1] != format!("${name}"));
        self
    }

    pub(crate) fn sign(self) -> Form {
        let date = amz_date(self.signed_at);
        let signed = [
            ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential", self.signer.credential(&date)),
            ("x-amz-date", date.clone()),
        ];
        let mut conditions = self.conditions;
        conditions.extend(signed.iter().map(|(name, value)| json!({ *name: value })));
        let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].000Z");
        let ends_at = OffsetDateTime::from_unix_timestamp(self.ends_at).unwrap().format(format).unwrap();
        let policy = STANDARD.encode(json!({"expiration": ends_at, "conditions": conditions}).to_string());
        let signature = self.signer.post(&date, &policy);
        let mut form = Form { fields: self.fields };
        for (name, value) in signed {
            form = form.add(name, &value);
        }
        form.add("policy", &policy).add("x-amz-signature", &signature)
    }
}

/// Fields, in the order in which they are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn add(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Changes what is sent, not what was signed.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.iter_mut().find(|(field, _)| field == name).unwrap().1 = value.into();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// Another spelling of a field's name.
    pub(crate) fn rename(mut self, name: &str, other: &str) -> Self {
        self.fields.iter_mut().find(|(field, _)| field == name).unwrap().0 = other.into();
        self
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        &self.fields.iter().find(|(field, _)| field == name).unwrap().1
    }

    /// Up to where the file's bytes begin.
    pub(crate) fn head(&self) -> Vec<u8> {
        let disposition = "Content-Disposition: form-data";
        let mut head = String::new();
        for (name, value) in &self.fields {
            write!(head, "--{BOUNDARY}\r\n{disposition}; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
        }
        let file = "name=\"file\"; filename=\"Hợp đồng.pdf\"\r\nContent-Type: text/html";
        write!(head, "--{BOUNDARY}\r\n{disposition}; {file}\r\n\r\n").unwrap();
        head.into_bytes()
    }

    /// From where the file's bytes end; the last line break is missing.
    pub(crate) fn tail() -> Vec<u8> {
        format!("\r\n--{BOUNDARY}--").into_bytes()
    }

    pub(crate) fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub(crate) fn request(&self, file: &[u8]) -> Request {
        Self::request_of([self.head(), file.to_vec(), Self::tail()].concat())
    }

    /// The fields, and no file behind them.
    pub(crate) fn request_without_file(&self) -> Request {
        let head = self.head();
        let file = memchr::memmem::rfind(&head, format!("\r\n--{BOUNDARY}").as_bytes()).unwrap();
        Self::request_of([&head[..file], &Self::tail()].concat())
    }

    pub(crate) fn request_of(body: Vec<u8>) -> Request {
        Request::new("POST", format!("/{BUCKET}/")).header("Content-Type", Self::content_type()).body(body)
    }
}
