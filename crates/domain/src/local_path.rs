//! Where a person may be sent after logging in: a page of this site, and nothing else.

/// The longest path accepted, in bytes.
const LIMIT_BYTES: usize = 2048;

/// `text` if it is the path (and query) of a page of this site. Everything that a browser could read as another origin is refused:
/// `//host`, `/\host`, control characters that browsers drop (`/\t/host`), and what a `Location` header cannot hold.
///
/// `/api`, `/login` and `/register` are refused too: coming back to them makes no sense.
pub fn local_path(text: &str) -> Option<&str> {
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>'));
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let dotted = path.split('/').any(|segment| matches!(segment, "." | "..") || segment.to_ascii_lowercase().contains("%2e"));
    let within = |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let local = text.len() <= LIMIT_BYTES && plain && text.starts_with('/') && !path.contains("//") && !dotted;
    (local && !["/api", "/login", "/register"].into_iter().any(within)).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::local_path;

    #[test]
    fn pages_of_this_site_pass() {
        for fine in
            ["/", "/documents", "/documents?before=abc_-", "/uploads/018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11", "/logins", "/people#top"]
        {
            assert_eq!(local_path(fine), Some(fine), "{fine}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let corpus = [
            "",
            "documents",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            " /documents",
            "/ /evil.example",
            "/\u{0}",
            "/documents\r\nSet-Cookie: a=b",
            "/é",
            "/a//evil.example",
            "/..//evil.example",
            "/./documents",
            "/a/../../b",
            "/%2e%2e/x",
            "/.%2E/x",
            "@evil.example",
            "/api/auth/logout",
            "/login",
            "/login?next=/login",
            "/register/",
            "/\"><script>",
        ];
        for wrong in corpus {
            assert_eq!(local_path(wrong), None, "{wrong:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(2048))), None);
    }

    proptest! {
        #[test]
        fn what_passes_stays_on_this_origin(text in "[/\\\\a:@.%\t ?#]{0,12}") {
            if let Some(path) = local_path(&text) {
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && path.is_ascii() && !path.contains(['\\', '\t', ' ']));
            }
        }
    }
}
