//! Text outside of ASCII in a header: `=?UTF-8?Q?…?=`, as S3 gives back what was sent as an object's metadata.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The text as a header's value: Q where most of its bytes are printable ASCII, else B.
pub(super) fn encode(text: &str) -> String {
    let (all, printable) = (text.chars().count(), text.chars().filter(|character| (' '..='~').contains(character)).count());
    if printable == all {
        return text.to_owned();
    }
    if printable * 2 <= all {
        return format!("=?UTF-8?B?{}?=", STANDARD.encode(text));
    }
    let quoted = text.bytes().map(|byte| match byte {
        b' ' => "_".to_owned(),
        b'!'..=b'~' if !b"=?_".contains(&byte) => char::from(byte).to_string(),
        byte => format!("={byte:02X}"),
    });
    format!("=?UTF-8?Q?{}?=", quoted.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As recorded from AWS.
    #[test]
    fn both_encodings() {
        assert_eq!(encode("plain, a=b?"), "plain, a=b?");
        assert_eq!(encode("ÄMÄZÕÑ S3"), "=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?=");
        assert_eq!(encode("\0\u{1}\u{2}\u{3}\u{4}"), "=?UTF-8?B?AAECAwQ=?=");
    }
}
