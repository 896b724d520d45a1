use cloud::cookie_policy::Resource;
use http::Uri;
use localcloud::fuzzing::{RequestUrl, is_pattern, matches};

use crate::reference;

/// Enough for a matcher of exponential time to meet libFuzzer's time limit.
const LINE_LIMIT: usize = 200;

/// Matching a policy's resource: the input's lines are a resource, a host, a path with its query, and a mask that makes a resource of that URL.
pub fn cookie_matching(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (resource, host, target, mask) = (line(), line(), line(), line());
    if [resource, host, target, mask].iter().any(|line| line.len() > LINE_LIMIT) {
        return;
    }
    assert_eq!(is_pattern(resource), Resource::new(resource).is_ok(), "the signer and the CDN take the same for a resource: {resource:?}");

    let Some(url) = target.parse::<Uri>().ok().and_then(|uri| RequestUrl::new("https", Some(host), &uri)) else { return };
    assert_eq!(matches(resource, &url), reference::matches(resource, &url), "{resource:?} {url}");
    if url.path.starts_with('/') {
        let general = generalised(&url, mask);
        assert!(matches(&general, &url) && reference::matches(&general, &url), "{general:?} is made of {url}");
    }
}

/// The URL with a `*` for the runs of characters, and a `?` for the characters, where the mask holds one.
fn generalised(url: &RequestUrl, mask: &str) -> String {
    let mut mask = mask.chars();
    let mut section = |text: &str| {
        let mut pattern = String::new();
        for c in text.chars() {
            match mask.next() {
                Some('*') if pattern.ends_with('*') => {}
                Some('*') => pattern.push('*'),
                Some('?') => pattern.push('?'),
                _ => pattern.push(c),
            }
        }
        pattern
    };
    // The first slash ends the host, so it stays.
    let mut pattern = format!("https://{}/{}", section(&url.host), section(&url.path[1..]));
    if let Some(query) = &url.query {
        pattern.push('?');
        pattern.push_str(&section(query));
    }
    pattern
}
