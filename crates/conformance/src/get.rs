//! A presigned URL that is used.

use serde::Deserialize;

use crate::{
    case::{Map, SignedBy},
    http::Request,
    scope::Scope,
    sign::amz_date,
    target::{Target, now},
};

/// Without anything: a URL for `{dir}Hợp đồng (1)+.pdf`, of type `application/pdf` and with the bytes `0123456789`, for five minutes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Get {
    // What is signed.
    key: String,
    /// Further parameters.
    query: Map,
    /// In seconds.
    expires: u32,
    /// In seconds, before now.
    signed_ago: i64,
    signed_by: SignedBy,
    signed_method: String,

    // What is sent.
    pub(crate) method: String,
    /// A part of the URL, and what is sent in its place.
    replace: Option<(String, String)>,
    /// Another signature.
    signature: Option<String>,
    /// What is put behind the URL.
    append: String,
    /// No query at all.
    unsigned: bool,
    headers: Map,
}

impl Default for Get {
    fn default() -> Self {
        Self {
            key: "{dir}Hợp đồng (1)+.pdf".to_owned(),
            query: Map::new(),
            expires: 300,
            signed_ago: 0,
            signed_by: SignedBy::default(),
            signed_method: "GET".to_owned(),
            method: "GET".to_owned(),
            replace: None,
            signature: None,
            append: String::new(),
            unsigned: false,
            headers: Map::new(),
        }
    }
}

/// The objects that are there: names and bytes.
pub(crate) const OBJECTS: [(&str, &str); 2] = [("Hợp đồng (1)+.pdf", "0123456789"), ("other.pdf", "secret")];

impl Get {
    /// The request, and what an answer to it can speak of.
    pub(crate) fn request(&self, target: &Target, scope: Scope) -> (Request, Scope) {
        let signed_at = now() - self.signed_ago;
        let path = format!("/{}/{}", target.bucket, scope.fill(&self.key));
        let query: Vec<(&str, &str)> = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let signer = self.signed_by.change(&target.signer);
        let url = signer.presign(&self.signed_method, &target.host, &path, &amz_date(signed_at), self.expires, &query);
        let mut url = if self.unsigned { url.split_once('?').unwrap().0.to_owned() } else { url };
        if let Some((from, to)) = &self.replace {
            assert!(url.contains(&scope.fill(from)), "{from} is not in {url}");
            url = url.replacen(&scope.fill(from), &scope.fill(to), 1);
        }
        if let Some(signature) = &self.signature {
            let (before, _) = url.rsplit_once('=').unwrap();
            url = format!("{before}={signature}");
        }
        let mut request = Request::new(&self.method, url + &self.append);
        for (name, value) in &self.headers {
            request = request.header(name, scope.fill(value));
        }
        let ends = amz_date(signed_at + i64::from(self.expires));
        let (day, time) = ends.split_at(8);
        let iso = format!("{}-{}-{}T{}:{}:{}Z", &day[..4], &day[4..6], &day[6..], &time[1..3], &time[3..5], &time[5..7]);
        (request, scope.with("ends", iso))
    }
}
