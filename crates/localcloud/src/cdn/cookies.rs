//! CloudFront's signed cookies in a request.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-cookies.html>

use http::HeaderMap;
use http::header::COOKIE;

use super::authorise::Credentials;

/// Reads the signed cookies. Of several cookies with one name the first counts: browsers send the most specific path first (RFC 6265 5.4).
pub fn credentials(headers: &HeaderMap) -> Credentials<'_> {
    let mut found = Credentials::default();
    for (name, value) in headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok()).flat_map(pairs) {
        let slot = match name {
            "CloudFront-Policy" => &mut found.policy,
            "CloudFront-Expires" => &mut found.expires,
            "CloudFront-Signature" => &mut found.signature,
            "CloudFront-Key-Pair-Id" => &mut found.key_pair_id,
            "CloudFront-Hash-Algorithm" => &mut found.hash_algorithm,
            _ => continue,
        };
        slot.get_or_insert(value);
    }
    found
}

fn pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{COOKIE, credentials};

    #[test]
    fn takes_the_first_of_each_name() {
        let mut headers = HeaderMap::new();
        headers
            .append(COOKIE, HeaderValue::from_static("theme=dark; CloudFront-Policy=one;CloudFront-Key-Pair-Id=K1; CloudFront-Policy=two"));
        headers.append(COOKIE, HeaderValue::from_static("CloudFront-Signature=s~_; CloudFront-Key-Pair-Id=K2; cloudfront-expires=1; flag"));
        let found = credentials(&headers);
        assert_eq!(found.policy, Some("one"));
        assert_eq!(found.key_pair_id, Some("K1"));
        assert_eq!(found.signature, Some("s~_"));
        assert_eq!((found.expires, found.hash_algorithm), (None, None));
    }
}
