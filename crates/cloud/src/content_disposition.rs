//! The `Content-Disposition` header of a download (RFC 6266, RFC 8187).

use std::fmt::Write as _;

use domain::document::Disposition;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// All but `attr-char` (RFC 8187, section 3.2.1) is percent-encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// For a file that has no usable name.
const FALLBACK: &str = "download";

/// `attachment; filename="fallback"; filename*=UTF-8''name`, pure ASCII, whatever the name is.
///
/// Controls, bidirectional controls and line separators are left out and path separators become `_`, in both forms.
/// The fallback also strips accents and replaces what a quoted string or an old browser could misread.
pub fn content_disposition(disposition: Disposition, file_name: &str) -> String {
    let mut name: String = file_name.chars().filter(|c| !is_deceptive(*c)).map(no_separator).collect();
    if name.trim().is_empty() {
        FALLBACK.clone_into(&mut name);
    }
    let kind = match disposition {
        Disposition::Attachment => "attachment",
        Disposition::Inline => "inline",
    };
    let fallback = ascii_fallback(&name);
    let mut header = String::with_capacity(40 + fallback.len() + name.len() * 3);
    // Writing to a String cannot fail.
    let _ = write!(header, "{kind}; filename=\"{fallback}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, ENCODED));
    header
}

/// Characters that end a header line, or that make `exe.fdp` read as `pdf.exe` (Unicode `Bidi_Control`).
fn is_deceptive(c: char) -> bool {
    c.is_control() || matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn no_separator(c: char) -> char {
    if matches!(c, '/' | '\\') { '_' } else { c }
}

/// `Hợp đồng.pdf` → `Hop dong.pdf`; a letter that has no ASCII base becomes `_`.
fn ascii_fallback(name: &str) -> String {
    let ascii: String = name
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            // A quote would end the string, `%41` is decoded by some browsers.
            '"' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    // A name of nothing but accents leaves none.
    if ascii.trim().is_empty() { FALLBACK.to_owned() } else { ascii }
}
