//! What a resource of a cookie's policy opens, from CloudFront's documentation: section by section, the query's beginning tried at every `?`.

use localcloud::fuzzing::RequestUrl;

/// The definition. Slow where the resource holds many question marks.
pub(crate) fn matches(resource: &str, url: &RequestUrl) -> bool {
    let Some((scheme, rest)) = resource.split_once("://") else { return false };
    let (host, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let target = match &url.query {
        None => section(rest, &url.path),
        Some(query) => rest.match_indices('?').any(|(at, _)| section(&rest[..at], &url.path) && section(&rest[at + 1..], query)),
    };
    target && scheme == url.scheme && section(&host.to_ascii_lowercase(), &url.host)
}

/// The greedy way: a star takes as little as it can, and only the last one ever takes more.
fn section(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read, mut star) = (0, 0, None);
    while read < text.len() {
        match (pattern.get(at), star) {
            (Some('*'), _) => {
                star = Some((at, read));
                at += 1;
            }
            (Some(wanted), _) if *wanted == '?' || *wanted == text[read] => (at, read) = (at + 1, read + 1),
            (_, Some((back, taken))) => {
                star = Some((back, taken + 1));
                (at, read) = (back + 1, taken + 1);
            }
            (_, None) => return false,
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}
