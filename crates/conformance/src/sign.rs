//! Signature Version 4, written for the tests from
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html>.

use std::fmt::Write as _;

use aws_lc_rs::hmac;
use time::{OffsetDateTime, macros::format_description};

use crate::{
    hash::{hex, sha256_hex},
    http::Request,
};

/// Who signs.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The access key's id.
    pub key_id: String,
    /// The access key's secret.
    pub secret: String,
    /// The region that the credential names.
    pub region: String,
    /// A session's token.
    pub token: Option<String>,
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

/// Everything but unreserved characters, and slashes where `keep` says so.
pub(crate) fn encode(text: &str, keep: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let character = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-_.~".contains(character) || (byte.is_ascii() && keep.contains(character)) {
            encoded.push(character);
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

/// `20260513T100000Z`.
pub fn amz_date(seconds: i64) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    OffsetDateTime::from_unix_timestamp(seconds).unwrap().format(format).unwrap()
}

impl Signer {
    fn signature(&self, day: &str, text: &str) -> String {
        let key = mac(format!("AWS4{}", self.secret).as_bytes(), day);
        let key = mac(&mac(&mac(&key, &self.region), "s3"), "aws4_request");
        hex(&mac(&key, text))
    }

    /// Whose signature it is, and of which day.
    pub fn credential(&self, date: &str) -> String {
        format!("{}/{}/{}/s3/aws4_request", self.key_id, &date[..8], self.region)
    }

    /// A form's signature; `policy` in base64.
    pub fn post(&self, date: &str, policy: &str) -> String {
        self.signature(&date[..8], policy)
    }

    /// Path and query of a presigned URL; `path` unencoded, `more` the query's other parameters, unencoded.
    pub fn presign(&self, method: &str, host: &str, path: &str, date: &str, expires: u32, more: &[(&str, &str)]) -> String {
        let (credential, expires) = (self.credential(date), expires.to_string());
        let mut query = vec![
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", &credential),
            ("X-Amz-Date", date),
            ("X-Amz-Expires", &expires),
            ("X-Amz-SignedHeaders", "host"),
        ];
        query.extend(self.token.as_deref().map(|token| ("X-Amz-Security-Token", token)));
        query.extend(more);
        let mut query: Vec<String> = query.into_iter().map(|(name, value)| format!("{}={}", encode(name, ""), encode(value, ""))).collect();
        query.sort();
        let (path, query) = (encode(path, "/"), query.join("&"));
        let canonical = format!("{method}\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
        let signature = self.signature(&date[..8], &self.string_to_sign(date, &canonical));
        format!("{path}?{query}&X-Amz-Signature={signature}")
    }

    /// The request with an `Authorization` header that signs all its headers. Its target is already encoded, its query sorted.
    #[must_use]
    pub fn sign(&self, request: Request, host: &str, date: &str) -> Request {
        let payload = sha256_hex(&request.body);
        let mut request = request.header("x-amz-content-sha256", payload.clone()).header("x-amz-date", date);
        let mut headers: Vec<(String, String)> =
            request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        headers.push(("host".to_owned(), host.to_owned()));
        headers.sort();
        let names = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
        let lines = headers.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join("\n");
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let query = query.split('&').map(|pair| if pair.is_empty() || pair.contains('=') { pair.to_owned() } else { format!("{pair}=") });
        let query = query.collect::<Vec<_>>().join("&");
        let canonical = format!("{}\n{path}\n{query}\n{lines}\n\n{names}\n{payload}", request.method);
        let signature = self.signature(&date[..8], &self.string_to_sign(date, &canonical));
        let credential = self.credential(date);
        let value = format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}");
        request.headers.push(("Authorization".to_owned(), value));
        request
    }

    fn string_to_sign(&self, date: &str, canonical: &str) -> String {
        let scope = format!("{}/{}/s3/aws4_request", &date[..8], self.region);
        format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256_hex(canonical.as_bytes()))
    }
}
