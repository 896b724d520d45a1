//! Matching a policy's resource against a URL.
//!
//! `*` stands for any number of characters, `?` for exactly one. A URL has four sections, scheme, host, path and query, and a wildcard stays inside its
//! section: `https://h/a/*` does not open `https://h/a/b?c`, and `https://*/a` does not open `https://h/x/a`. The question mark that begins the
//! query is matched by a `?` of the resource and by nothing else.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html>

use super::request_url::RequestUrl;

/// Whether a resource is one that CloudFront takes: it begins with `http://` or `https://` and names a host.
pub fn is_pattern(resource: &str) -> bool {
    split(resource).is_some_and(|(scheme, host, _)| matches!(scheme, "http" | "https") && !host.is_empty())
}

/// Whether `resource` matches `url`. Takes time proportional to the product of their lengths at worst.
pub fn matches(resource: &str, url: &RequestUrl) -> bool {
    let Some((scheme, host, rest)) = split(resource) else { return false };
    let mut target: Vec<Symbol> = url.path.chars().map(Symbol::Char).collect();
    if let Some(query) = &url.query {
        target.push(Symbol::QueryBegins);
        target.extend(query.chars().map(Symbol::Char));
    }
    let host_symbols: Vec<Symbol> = url.host.chars().map(Symbol::Char).collect();
    scheme == url.scheme && glob(&host.to_ascii_lowercase(), &host_symbols) && glob(rest, &target)
}

/// Scheme, host, and the rest from the slash on.
fn split(resource: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = resource.split_once("://")?;
    let slash = rest.find('/').unwrap_or(rest.len());
    let (host, rest) = rest.split_at(slash);
    Some((scheme, host, rest))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Char(char),
    QueryBegins,
}

/// Follows all possible matches at once, so that no pattern makes it backtrack.
fn glob(pattern: &str, target: &[Symbol]) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    // `reached[i]`: the first `i` characters of the pattern match what has been read of the target.
    let mut reached = vec![false; pattern.len() + 1];
    reached[0] = true;
    skip_stars(&pattern, &mut reached);
    let mut next = vec![false; pattern.len() + 1];
    for symbol in target {
        next.fill(false);
        for (i, wanted) in pattern.iter().enumerate().filter(|(i, _)| reached[*i]) {
            match (wanted, symbol) {
                ('*', Symbol::Char(_)) => next[i] = true,
                ('?', _) => next[i + 1] = true,
                ('*', Symbol::QueryBegins) => {}
                (wanted, symbol) if Symbol::Char(*wanted) == *symbol => next[i + 1] = true,
                _ => {}
            }
        }
        skip_stars(&pattern, &mut next);
        std::mem::swap(&mut reached, &mut next);
    }
    reached[pattern.len()]
}

/// A star may stand for nothing.
fn skip_stars(pattern: &[char], reached: &mut [bool]) {
    for (i, wanted) in pattern.iter().enumerate() {
        if *wanted == '*' && reached[i] {
            reached[i + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{is_pattern, matches};
    use crate::cdn::request_url::RequestUrl;

    fn url(text: &str) -> RequestUrl {
        let (scheme, rest) = text.split_once("://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query.to_owned())));
        RequestUrl { scheme: scheme.to_owned(), host: host.to_owned(), path: format!("/{path}"), query }
    }

    #[test]
    fn examples() {
        let cases = [
            ("https://h/avatars/*", "https://h/avatars/u/a.webp", true),
            ("https://h/avatars/*", "https://h/avatars/", true),
            ("https://h/avatars/*", "https://h/avatars", false),
            ("https://h/avatars/*", "https://h/images/a.webp", false),
            ("https://h/avatars/*", "http://h/avatars/a.webp", false),
            ("https://h/avatars/*", "https://h.evil/avatars/a.webp", false),
            ("https://h/avatars/*", "https://h/avatars/a?size=1", false),
            ("https://h/avatars/*?*", "https://h/avatars/a?size=1", true),
            ("https://h/avatars/a.zip?license=yes", "https://h/avatars/a.zip?license=yes", true),
            ("https://h/a?.zip?n=?", "https://h/a1.zip?n=2", true),
            ("https://h/a?.zip", "https://h/a1.zip", true),
            ("https://h/a?.zip", "https://h/a.zip", false),
            ("https://h/a*c", "https://h/ab?bc", false),
            ("https://*/a", "https://x/a", true),
            ("https://*/a", "https://x/b/a", false),
            ("https://*.example.com/a", "https://cdn.example.com/a", true),
            ("https://CDN.example.com/a", "https://cdn.example.com/a", true),
            ("https://h*/a", "https://h:9100/a", true),
            ("https://h/A", "https://h/a", false),
            ("https://h", "https://h/", false),
            ("https://h/*", "https://h/", true),
        ];
        for (resource, target, expected) in cases {
            assert_eq!(matches(resource, &url(target)), expected, "{resource} {target}");
        }
    }

    #[test]
    fn knows_its_schemes() {
        assert!(is_pattern("http://h/*") && is_pattern("https://*/*") && is_pattern("https://h"));
        for resource in ["", "*", "h/*", "ftp://h/*", "http*://h/*", "https:///a", "https://"] {
            assert!(!is_pattern(resource), "{resource}");
        }
    }

    #[test]
    fn does_not_blow_up() {
        let resource = format!("https://h/{}b", "*a".repeat(200));
        assert!(!matches(&resource, &url(&format!("https://h/{}", "a".repeat(5000)))));
    }

    /// The definition itself, slowly: path and query are matched each on its own, for every way to cut the resource.
    fn oracle(rest: &str, path: &str, query: Option<&str>) -> bool {
        match query {
            None => section(rest.as_bytes(), path.as_bytes()),
            Some(query) => rest
                .match_indices('?')
                .any(|(at, _)| section(&rest.as_bytes()[..at], path.as_bytes()) && section(&rest.as_bytes()[at + 1..], query.as_bytes())),
        }
    }

    fn section(pattern: &[u8], text: &[u8]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            ([b'*', rest @ ..], _) => section(rest, text) || (!text.is_empty() && section(pattern, &text[1..])),
            ([b'?', pattern @ ..], [_, text @ ..]) => section(pattern, text),
            ([p, pattern @ ..], [t, text @ ..]) if p == t => section(pattern, text),
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn agrees_with_the_definition(rest in "[ab*?/]{0,8}", path in "[ab/]{0,8}", query in proptest::option::of("[ab?/]{0,6}")) {
            let target = RequestUrl { scheme: "https".to_owned(), host: "h".to_owned(), path: format!("/{path}"), query: query.clone() };
            let resource = format!("https://h/{rest}");
            prop_assert_eq!(matches(&resource, &target), oracle(&format!("/{rest}"), &format!("/{path}"), query.as_deref()));
        }
    }
}
