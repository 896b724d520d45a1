//! CloudFront's signed URLs: the same credentials in the query.
//!
//! A URL with one of these names in its query is taken as a signed URL and the cookies are not looked at, so nobody may use them for anything else.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html>

use super::authorise::Credentials;

/// The credentials in a query, and what is left of it; `None` when it is no signed URL.
pub(super) fn credentials(query: &str) -> Option<(Credentials<'_>, Option<String>)> {
    let mut found = Credentials::default();
    let mut signed = false;
    let mut rest = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let slot = match name {
            "Policy" => &mut found.policy,
            "Expires" => &mut found.expires,
            "Signature" => &mut found.signature,
            "Key-Pair-Id" => &mut found.key_pair_id,
            "Hash-Algorithm" => {
                found.hash_algorithm.get_or_insert(value);
                continue;
            }
            _ => {
                rest.push(pair);
                continue;
            }
        };
        signed = true;
        slot.get_or_insert(value);
    }
    signed.then(|| (found, (!rest.is_empty()).then(|| rest.join("&"))))
}

#[cfg(test)]
mod tests {
    use super::credentials;

    #[test]
    fn splits_credentials_from_the_rest() {
        let (found, rest) = credentials("size=large&Expires=5&v=1&Signature=a_&Key-Pair-Id=K&Hash-Algorithm=SHA256").unwrap();
        assert_eq!(rest.as_deref(), Some("size=large&v=1"));
        assert_eq!(
            (found.expires, found.signature, found.key_pair_id, found.hash_algorithm),
            (Some("5"), Some("a_"), Some("K"), Some("SHA256"))
        );
        assert_eq!(credentials("Expires").unwrap().1, None);
    }

    #[test]
    fn leaves_ordinary_queries_alone() {
        assert!(credentials("v=1&expires=2&policy=3").is_none());
    }
}
