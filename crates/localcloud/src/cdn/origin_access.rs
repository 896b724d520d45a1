//! What the bucket lets the CDN read.
//!
//! Stands for the bucket policy that grants `s3:GetObject` to CloudFront's origin access control on three prefixes only. With the whole bucket
//! granted, a cookie for `/*` would open every private document.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>

const READABLE: [&str; 3] = ["avatars/", "images/", "thumbnails/"];

/// The object key that a URL path names, when the CDN may read it.
///
/// `path` is as it came, with its slash. Dot segments, encoded or not, name nothing: S3 keys are literal, but a store on disk might resolve them.
pub(super) fn readable_key(path: &str) -> Option<String> {
    let key = percent_encoding::percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let plain = key.split('/').all(|segment| !matches!(segment, "" | "." | "..")) && !key.chars().any(|c| c == '\\' || c.is_control());
    (plain && READABLE.iter().any(|prefix| key.starts_with(prefix))).then(|| key.into_owned())
}

#[cfg(test)]
mod tests {
    use super::readable_key;

    #[test]
    fn opens_three_prefixes_only() {
        assert_eq!(readable_key("/avatars/u/a.webp").as_deref(), Some("avatars/u/a.webp"));
        assert_eq!(readable_key("/images/u/h%C3%A0.png").as_deref(), Some("images/u/hà.png"));
        for path in ["/documents/u/a.pdf", "/incoming/avatars/u/a.webp", "/", "", "/avatars", "/avatars/", "/AVATARS/u/a.webp"] {
            assert_eq!(readable_key(path), None, "{path}");
        }
    }

    #[test]
    fn never_leaves_a_prefix() {
        for path in [
            "/avatars/../documents/a.pdf",
            "/avatars/%2e%2e/documents/a.pdf",
            "/avatars/..%2Fdocuments/a.pdf",
            "/avatars%2f..%2fdocuments/a.pdf",
            "/avatars/./a",
            "/avatars//a",
            "//avatars/a",
            "/avatars/..\\documents\\a.pdf",
            "/avatars/%5c..%5cdocuments",
            "/avatars/a%00.webp",
            "/avatars/%ff",
        ] {
            assert_eq!(readable_key(path), None, "{path}");
        }
    }
}
