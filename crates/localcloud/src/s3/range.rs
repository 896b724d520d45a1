//! Ranges that S3 does not understand count as none at all; `s3s` would refuse them.

use http::{HeaderMap, header};

/// Takes a range away that is not one of bytes, from front to back.
pub(super) fn forget_unreadable(headers: &mut HeaderMap) {
    let unreadable = headers.get(header::RANGE).is_some_and(|range| !range.to_str().is_ok_and(is_readable));
    if unreadable {
        headers.remove(header::RANGE);
    }
}

fn is_readable(range: &str) -> bool {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else { return false };
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => first <= last,
        (Ok(_), Err(_)) => last.is_empty(),
        (Err(_), Ok(_)) => first.is_empty(),
        (Err(_), Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_ranges() {
        assert!(["bytes=0-0", "bytes=5-", "bytes=-3"].into_iter().all(is_readable));
        assert!(
            !["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "pages=1-2", "bytes=a-b", "bytes=1-x"].into_iter().any(is_readable)
        );
    }
}
