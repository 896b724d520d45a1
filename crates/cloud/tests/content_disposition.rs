//! The `Content-Disposition` of downloads.

use cloud::content_disposition::content_disposition;
use domain::document::Disposition::{Attachment, Inline};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

#[test]
fn a_vietnamese_name_arrives_as_the_vector_has_it() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/s3.json")).unwrap();
    let expected = vectors["get"][1]["response_content_disposition"].as_str().unwrap();
    assert_eq!(content_disposition(Attachment, "Hợp đồng.pdf"), expected);
}

#[test]
fn names_are_read_back_by_their_parts() {
    for (name, header) in [
        ("a.pdf", r#"inline; filename="a.pdf"; filename*=UTF-8''a.pdf"#),
        ("it's 100%.pdf", r#"inline; filename="it's 100_.pdf"; filename*=UTF-8''it%27s%20100%25.pdf"#),
        (r#"say "hi".txt"#, r#"inline; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt"#),
        ("契約.pdf", r#"inline; filename="__.pdf"; filename*=UTF-8''%E5%A5%91%E7%B4%84.pdf"#),
        ("../a\\b", r#"inline; filename=".._a_b"; filename*=UTF-8''.._a_b"#),
        ("", r#"inline; filename="download"; filename*=UTF-8''download"#),
        ("\u{301}", r#"inline; filename="download"; filename*=UTF-8''%CC%81"#),
        ("\u{202e}\r\n", r#"inline; filename="download"; filename*=UTF-8''download"#),
        ("x\u{202e}fdp.exe", r#"inline; filename="xfdp.exe"; filename*=UTF-8''xfdp.exe"#),
        ("a.txt\r\nSet-Cookie: x=1", r#"inline; filename="a.txtSet-Cookie: x=1"; filename*=UTF-8''a.txtSet-Cookie%3A%20x%3D1"#),
    ] {
        assert_eq!(content_disposition(Inline, name), header, "{name:?}");
    }
}

fn hostile_name() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,40}", "[\"\\\\\r\n;%'\u{202a}-\u{202e}\u{2066}-\u{2069}a-z]{0,40}"]
}

proptest! {
    #[test]
    fn no_name_breaks_out_of_the_header(name in hostile_name()) {
        let header = content_disposition(Attachment, &name);
        prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", header);
        let rest = header.strip_prefix("attachment; filename=\"").unwrap();
        let (fallback, rest) = rest.split_once('"').unwrap();
        prop_assert!(!fallback.trim().is_empty() && !fallback.contains('\\'));
        let encoded = rest.strip_prefix("; filename*=UTF-8''").unwrap();
        let attr_char = |c: char| c.is_ascii_alphanumeric() || "!#$&+-.^_`|~%".contains(c);
        prop_assert!(encoded.chars().all(attr_char), "{}", encoded);

        let decoded = percent_decode_str(encoded).decode_utf8().unwrap();
        let deceptive = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '/' | '\\');
        prop_assert!(!decoded.contains(deceptive));
        if !name.contains(|c: char| deceptive(c) || ('\u{200e}'..='\u{200f}').contains(&c) || ('\u{2028}'..='\u{2029}').contains(&c) || c == '\u{61c}')
            && !name.trim().is_empty()
        {
            prop_assert_eq!(decoded, name);
        }
    }
}
