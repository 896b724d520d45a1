use cloud::content_disposition::content_disposition as header_for;
use domain::document::Disposition;

/// The header of a download: the bytes are the file's name.
pub fn content_disposition(bytes: &[u8]) {
    let name = String::from_utf8_lossy(bytes);
    for (disposition, kind) in [(Disposition::Attachment, "attachment"), (Disposition::Inline, "inline")] {
        let header = header_for(disposition, &name);
        let (fallback, encoded) = read(&header, kind).unwrap_or_else(|| panic!("not of the one form: {header:?}"));

        let plain = |byte: u8| matches!(byte, b' '..=b'~') && !br#""%\/"#.contains(&byte);
        assert!(fallback.bytes().all(plain) && !fallback.trim().is_empty(), "{fallback:?}");

        let shown = sanitised(&name);
        assert_eq!(decoded(encoded).as_deref(), Some(shown.as_str()), "{header:?}");
        if shown.bytes().all(plain) {
            assert_eq!(fallback, shown);
        }
        assert_eq!(header_for(disposition, &shown), header, "a name that is clean changes no more");
    }
}

/// The quoted and the encoded name of `kind; filename="…"; filename*=UTF-8''…`.
fn read<'a>(header: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let (fallback, rest) = header.strip_prefix(kind)?.strip_prefix("; filename=\"")?.split_once('"')?;
    Some((fallback, rest.strip_prefix("; filename*=UTF-8''")?))
}

/// RFC 8187's value: `attr-char` as they are, all other bytes as `%` and two digits.
fn decoded(encoded: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = encoded.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let digits = tail.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &tail[2..];
        } else if first.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(first) {
            bytes.push(*first);
            rest = tail;
        } else {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The name without what deceives: controls and Unicode's `Bidi_Control` go, separators of paths become `_`, nothing becomes `download`.
fn sanitised(name: &str) -> String {
    const DECEPTIVE: &str =
        "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    let name: String = name.chars().filter(|c| !c.is_control() && !DECEPTIVE.contains(*c)).collect();
    if name.trim().is_empty() { "download".to_owned() } else { name.replace(['/', '\\'], "_") }
}
