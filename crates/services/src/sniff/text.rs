//! Plain text.

use std::borrow::Cow;

use super::web_code;

/// Text in UTF-8, UTF-16 or a one-byte encoding has no NUL and hardly any control character. Web pages and scripts are not taken for it.
pub(super) fn is_text(head: &[u8]) -> bool {
    let text = match head {
        [0xFF, 0xFE, units @ ..] => Cow::Owned(narrowed(units, u16::from_le_bytes)),
        [0xFE, 0xFF, units @ ..] => Cow::Owned(narrowed(units, u16::from_be_bytes)),
        _ => Cow::Borrowed(head),
    };
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    !head.is_empty() && !text.iter().any(|&byte| is_control(byte)) && !web_code::begins(&text)
}

/// UTF-16 in one byte a unit; what has none becomes a letter like any other.
fn narrowed(units: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (units, _) = units.as_chunks();
    units.iter().map(|&bytes| u8::try_from(unit(bytes)).unwrap_or(0xFF)).collect()
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn encodings_are_told_from_noise() {
        let utf16 = |text: &str| [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
        for text in ["Hợp đồng\n".as_bytes(), b"caf\xE9\r\n", b"\x1B[1mlog\x1B[0m", &utf16("Hợp đồng\n"), b"a < b"] {
            assert!(is_text(text), "{text:?}");
        }
        for noise in [b"".as_slice(), b"MZ\x90\0\x03", b"\xFF\xFE\x01\x02\x03\0", b"#!/bin/sh\n", &utf16(" <html>")] {
            assert!(!is_text(noise), "{noise:?}");
        }
    }
}
