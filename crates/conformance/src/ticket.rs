//! Tickets (fields, conditions, a signature) and the forms that are posted with them.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::format_description};

use crate::{
    http::Request,
    sign::{Signer, amz_date},
};

const BOUNDARY: &str = "----a-form's-boundary";

/// What will be signed: by default one key, one type, a size of 1 to 1000 bytes and the answer 201, for five minutes.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Who signs.
    pub signer: Signer,
    /// In seconds since 1970.
    pub signed_at: i64,
    /// In seconds since 1970.
    pub ends_at: i64,
    /// The policy's text, in place of one made from the conditions.
    pub policy: Option<String>,
    bucket: String,
    conditions: Vec<Value>,
    fields: Vec<(String, String)>,
}

impl Ticket {
    /// Without a condition on the size.
    pub fn bare(signer: Signer, bucket: &str, now: i64, key: &str) -> Self {
        let conditions = vec![json!({ "bucket": bucket })];
        let (bucket, fields) = (bucket.to_owned(), Vec::new());
        Self { signer, signed_at: now, ends_at: now + 300, policy: None, bucket, conditions, fields }
            .field("key", key)
            .field("Content-Type", "application/pdf")
            .field("success_action_status", "201")
    }

    /// The default.
    pub fn new(signer: Signer, bucket: &str, now: i64, key: &str) -> Self {
        Self::bare(signer, bucket, now, key).range(1, 1000)
    }

    /// Another range of sizes, in bytes.
    #[must_use]
    pub fn range(mut self, min: u64, max: u64) -> Self {
        self.conditions.retain(|condition| condition[0] != "content-length-range");
        self.condition(json!(["content-length-range", min, max]))
    }

    /// A further condition.
    #[must_use]
    pub fn condition(mut self, condition: Value) -> Self {
        self.conditions.push(condition);
        self
    }

    /// A field and its condition; one of the same name is replaced.
    #[must_use]
    pub fn field(self, name: &str, value: &str) -> Self {
        let mut ticket = self.without(name);
        ticket.conditions.push(json!(["eq", format!("${name}"), value]));
        ticket.uncovered(name, value)
    }

    /// A field without a condition.
    #[must_use]
    pub fn uncovered(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Neither the field nor its condition; `bucket` and `content-length-range` are conditions alone.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.conditions.retain(|condition| condition[1] != format!("${name}") && condition[0] != name && condition.get(name).is_none());
        self
    }

    /// Signs.
    pub fn sign(self) -> Form {
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
        let policy = self.policy.unwrap_or_else(|| json!({"expiration": ends_at, "conditions": conditions}).to_string());
        let policy = STANDARD.encode(policy);
        let signature = self.signer.post(&date, &policy);
        let mut form = Form::new(&self.bucket);
        form.fields = self.fields;
        for (name, value) in signed {
            form = form.add(name, &value);
        }
        form.add("policy", &policy).add("x-amz-signature", &signature)
    }
}

/// Fields, in the order in which they are sent, and how the file behind them is framed.
#[derive(Debug, Clone)]
pub struct Form {
    bucket: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// The file part's name for the file; `None` where it says nothing of one.
    pub file_name: Option<String>,
    /// What separates the parts.
    pub boundary: String,
}

impl Form {
    /// Without fields.
    pub fn new(bucket: &str) -> Self {
        let file_name = Some("Hợp đồng.pdf".to_owned());
        Self { bucket: bucket.to_owned(), fields: Vec::new(), file_name, boundary: BOUNDARY.to_owned() }
    }

    /// One field more.
    #[must_use]
    pub fn add(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Changes or adds what is sent, not what was signed.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => value.clone_into(old),
            None => return self.add(name, value),
        }
        self
    }

    /// One field less.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// A field's value.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    fn part(&self, name: &str, value: &str) -> String {
        format!("--{}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n", self.boundary)
    }

    /// The fields' parts.
    pub fn parts(&self) -> Vec<u8> {
        self.fields.iter().map(|(name, value)| self.part(name, value)).collect::<String>().into_bytes()
    }

    /// The file's part, up to where its bytes begin. Its own content type is none of S3's business.
    pub fn file_head(&self) -> Vec<u8> {
        let mut head = format!("--{}\r\nContent-Disposition: form-data; name=\"file\"", self.boundary);
        if let Some(name) = &self.file_name {
            write!(head, "; filename=\"{name}\"").unwrap();
        }
        (head + "\r\nContent-Type: text/html\r\n\r\n").into_bytes()
    }

    /// From where the last part ends; the last line break is missing.
    pub fn tail(&self) -> Vec<u8> {
        format!("--{}--", self.boundary).into_bytes()
    }

    /// The `Content-Type` header of the request.
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// A file and what follows it.
    pub fn request(&self, file: &[u8]) -> Request {
        self.request_of([&self.parts(), &self.file_head(), file, b"\r\n", &self.tail()].concat())
    }

    /// A body of the form's content type.
    pub fn request_of(&self, body: Vec<u8>) -> Request {
        Request::new("POST", format!("/{}/", self.bucket)).header("Content-Type", self.content_type()).body(body)
    }
}
