//! The pages' content security policy.

/// Own files, one nonce for the page's own scripts, the store's origin for uploads and downloads, the CDN's for pictures; nothing else.
/// Wasm needs `'wasm-unsafe-eval'`. A preview's frame begins here and, for texts and pictures, ends at the store. A form's redirects count as
/// its targets in Chromium, and a download redirects to the store.
///
/// Source: <https://www.w3.org/TR/CSP3/>
pub fn content_security_policy(nonce: &str, s3_origin: &str, cdn_origin: &str) -> String {
    // `cargo leptos watch` tells the page to reload through a socket of its own.
    let watch = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws://localhost:* ws://127.0.0.1:*" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
         img-src 'self' blob: data: {cdn_origin}; connect-src 'self' {s3_origin}{watch}; frame-src 'self' {s3_origin}; form-action 'self' {s3_origin}; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::content_security_policy;

    #[test]
    fn nothing_unsafe_gets_in() {
        let policy = content_security_policy("abc", "https://s3.example", "https://cdn.example");
        assert!(policy.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval';"));
        assert!(policy.contains("form-action 'self' https://s3.example;"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval' ") && !policy.contains('*'));
    }
}
