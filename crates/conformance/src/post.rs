//! A form that is posted: what differs from a good one.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    case::{Map, SignedBy},
    hash::{etag, hex, sha256_base64},
    http::Request,
    scope::Scope,
    sign::encode,
    target::{Target, now},
    ticket::{Form, Ticket},
};

/// Without anything: a ticket for `{key}`, `application/pdf`, 1 to 1000 bytes and the answer 201, for five minutes, and a form that uses it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Post {
    // What is signed.
    /// Fields and their conditions; one of the default's names replaces that.
    field: Map,
    /// Further conditions.
    conditions: Vec<Value>,
    /// Fields and conditions of the default that it does without.
    unsigned: Vec<String>,
    /// Inclusive, in bytes.
    range: Option<(u64, u64)>,
    /// The policy's text, in place of one made from the conditions.
    policy: Option<String>,
    /// In seconds, from now.
    expires_in: i64,
    /// In seconds, before now.
    signed_ago: i64,
    signed_by: SignedBy,

    // What is sent.
    /// Fields that are changed or added after signing.
    set: Map,
    /// Fields that are added once more.
    again: Vec<(String, String)>,
    /// Fields that are not sent.
    unsent: Vec<String>,
    /// Other spellings of names.
    rename: Map,
    /// Fields that are sent first, in this order.
    first: Vec<String>,
    /// Fields of so many bytes.
    long: BTreeMap<String, usize>,
    /// So many further fields, without values.
    many: usize,
    file: String,
    /// So many bytes in place of `file`.
    file_size: Option<usize>,
    file_name: String,
    /// A file part that says nothing of a file's name.
    unnamed: bool,
    /// Fields behind the file.
    after: Vec<(String, String)>,

    // How it is framed.
    no_file: bool,
    boundary: Option<String>,
    content_type: Option<String>,
    preamble: String,
    /// What follows the last boundary.
    epilogue: String,
    /// The whole body.
    body: Option<String>,
    path: String,
    origin: Option<String>,
}

impl Default for Post {
    fn default() -> Self {
        Self {
            field: Map::new(),
            conditions: Vec::new(),
            unsigned: Vec::new(),
            range: None,
            policy: None,
            expires_in: 300,
            signed_ago: 0,
            signed_by: SignedBy::default(),
            set: Map::new(),
            again: Vec::new(),
            unsent: Vec::new(),
            rename: Map::new(),
            first: Vec::new(),
            long: BTreeMap::new(),
            many: 0,
            file: "The file's bytes.".to_owned(),
            file_size: None,
            file_name: "Hợp đồng.pdf".to_owned(),
            unnamed: false,
            after: Vec::new(),
            no_file: false,
            boundary: None,
            content_type: None,
            preamble: String::new(),
            epilogue: "\r\n".to_owned(),
            body: None,
            path: "/{bucket}/".to_owned(),
            origin: None,
        }
    }
}

impl Post {
    /// The request, and what an answer to it can speak of.
    pub(crate) fn request(&self, target: &Target, scope: Scope) -> (Request, Scope) {
        let file = self.file();
        let scope = scope.with("sha256", sha256_base64(&file)).with("encoded-etag", encode(&etag(&file), "")).with("etag", etag(&file));
        let form = self.form(self.ticket(target, &scope).sign(), &scope);
        let policy = form.get("policy").to_owned();
        let scope = scope
            .with("policy-bytes", policy.bytes().map(|byte| hex(&[byte])).collect::<Vec<_>>().join(" "))
            .with("policy", policy)
            .with("signature", form.get("x-amz-signature"));
        let mut request = form.request_of(match &self.body {
            Some(body) => body.clone().into_bytes(),
            None => self.framed(&form, &file, &scope),
        });
        request.target = scope.fill(&self.path);
        if let Some(content_type) = &self.content_type {
            request.headers = vec![("Content-Type".to_owned(), content_type.clone())];
            request.headers.retain(|(_, value)| !value.is_empty());
        }
        request.headers.extend(self.origin.as_ref().map(|origin| ("Origin".to_owned(), origin.clone())));
        (request, scope)
    }

    /// What the object should hold.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.file_size.map_or_else(|| self.file.clone().into_bytes(), |size| vec![b'a'; size])
    }

    fn ticket(&self, target: &Target, scope: &Scope) -> Ticket {
        let now = now();
        let mut ticket = Ticket::new(self.signed_by.change(&target.signer), &target.bucket, now, &scope.fill("{key}"));
        for name in &self.unsigned {
            ticket = ticket.without(name);
        }
        if let Some((min, max)) = self.range {
            ticket = ticket.range(min, max);
        }
        for (name, value) in &self.field {
            ticket = ticket.field(name, &scope.fill(value));
        }
        for condition in &self.conditions {
            ticket = ticket.condition(filled(condition, scope));
        }
        ticket.signed_at = now - self.signed_ago;
        ticket.ends_at = now + self.expires_in;
        ticket.policy = self.policy.as_ref().map(|policy| scope.fill(policy));
        ticket
    }

    fn form(&self, mut form: Form, scope: &Scope) -> Form {
        for (name, value) in &self.set {
            form = form.set(name, &scope.fill(value));
        }
        for (name, length) in &self.long {
            form = form.set(name, &"a".repeat(*length));
        }
        for (name, value) in &self.again {
            form = form.add(name, &scope.fill(value));
        }
        for number in 0..self.many {
            form = form.add(&format!("x-ignore-{number}"), "");
        }
        for name in &self.unsent {
            form = form.without(name);
        }
        form.fields.sort_by_key(|(name, _)| self.first.iter().position(|first| first == name).unwrap_or(self.first.len()));
        for (name, _) in &mut form.fields {
            if let Some(other) = self.rename.get(name) {
                name.clone_from(other);
            }
        }
        form.file_name = (!self.unnamed).then(|| self.file_name.clone());
        if let Some(boundary) = &self.boundary {
            form.boundary.clone_from(boundary);
        }
        form
    }

    fn framed(&self, form: &Form, file: &[u8], scope: &Scope) -> Vec<u8> {
        let mut body = [self.preamble.as_bytes(), &form.parts()].concat();
        if !self.no_file {
            body.extend([&form.file_head(), file, b"\r\n"].concat());
        }
        let mut behind = form.clone();
        behind.fields.clear();
        for (name, value) in &self.after {
            behind = behind.add(name, &scope.fill(value));
        }
        body.extend([behind.parts(), form.tail(), self.epilogue.clone().into_bytes()].concat());
        body
    }
}

/// `{location}` for a key, as S3 writes it: slashes are encoded too.
pub(crate) fn location(target: &Target, key: &str) -> String {
    format!("http://{}/{}/{}", target.host, target.bucket, encode(key, ""))
}

fn filled(value: &Value, scope: &Scope) -> Value {
    match value {
        Value::String(text) => scope.fill(text).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, scope)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), filled(value, scope))).collect(),
        other => other.clone(),
    }
}
