//! Whether a file's first bytes are of the type it was declared as.

use domain::content_type::ContentType;

/// PDF readers look for the header within so many bytes.
const PDF_HEADER_WITHIN: usize = 1024;
/// The compound file header of the old Office formats ([MS-CFB] section 2.2).
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const ZIP: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

/// Decides by the first bytes (4 KiB, or the whole file where it is smaller).
pub(crate) fn matches(declared: ContentType, first: &[u8], size_bytes: u64) -> bool {
    let infer = infer::Infer::new();
    let mime = declared.as_str();
    match mime {
        "image/png" | "image/jpeg" | "image/webp" | "image/avif" | "image/gif" | "image/tiff" => infer.is_mime(first, mime),
        "application/pdf" => {
            let head = &first[..first.len().min(PDF_HEADER_WITHIN)];
            // A reader tolerates noise before the header; a browser must not see markup there.
            head.windows(5).position(|window| window == b"%PDF-").is_some_and(|at| !looks_like_markup(&head[..at]))
        }
        "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => first.starts_with(COMPOUND_FILE),
        "application/rtf" => first.starts_with(b"{\\rtf"),
        "application/zip" => first.starts_with(ZIP) || (first.starts_with(EMPTY_ZIP) && size_bytes == 22),
        "text/plain" | "text/csv" => is_text(first) && !looks_like_markup(first),
        open_document if open_document.starts_with("application/vnd.oasis.opendocument.") => {
            // The first entry is `mimetype`, stored uncompressed (ODF 1.3 part 2, section 3.3).
            first.starts_with(ZIP) && contains(first, b"mimetype") && contains(first, open_document.as_bytes())
        }
        office if office.starts_with("application/vnd.openxmlformats-officedocument.") => {
            // Names of a package's parts; their order is free, so the package's own entries count as well.
            let part: &[u8] = match declared.extension() {
                "docx" => b"word/",
                "xlsx" => b"xl/",
                _ => b"ppt/",
            };
            first.starts_with(ZIP) && [part, b"[Content_Types].xml", b"_rels/", b"docProps/"].iter().any(|name| contains(first, name))
        }
        _ => false,
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Text in UTF-8 or a one-byte encoding has no NUL and hardly any control character.
fn is_text(first: &[u8]) -> bool {
    if first.is_empty() {
        return false;
    }
    if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
        return true;
    }
    first.iter().all(|&byte| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
}

/// What a browser would take for HTML, XML, SVG or a script if it guessed (WHATWG MIME Sniffing, section 7.1).
fn looks_like_markup(first: &[u8]) -> bool {
    const STARTS: [&str; 20] = [
        "<!doctype",
        "<html",
        "<head",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a ",
        "<a>",
        "<style",
        "<title",
        "<b>",
        "<body",
        "<br",
        "<p>",
        "<!--",
        "<?xml",
        "<svg",
    ];
    let text = first.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(first).trim_ascii_start();
    STARTS.iter().any(|start| text.get(..start.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(start.as_bytes())))
        || text.starts_with(b"#!")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is(mime: &str, first: &[u8]) -> bool {
        matches(ContentType::parse(mime).unwrap(), first, first.len() as u64)
    }

    #[test]
    fn true_files_pass() {
        assert!(is("application/pdf", b"%PDF-1.7\n"));
        assert!(is("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert!(is("image/jpeg", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0"));
        assert!(is("image/webp", b"RIFF\x24\0\0\0WEBPVP8 "));
        assert!(is("image/gif", b"GIF89a\x01\0\x01\0"));
        assert!(is("image/avif", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"));
        assert!(is("text/plain", "Hợp đồng\n".as_bytes()));
        assert!(is("text/csv", b"a;b\r\n1;2\r\n"));
        assert!(is("application/zip", b"PK\x03\x04\x14\0"));
        assert!(is("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04....[Content_Types].xml"));
        assert!(is("application/vnd.oasis.opendocument.text", b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text"));
        assert!(is("application/msword", COMPOUND_FILE));
    }

    #[test]
    fn disguises_do_not() {
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let html = b"\xEF\xBB\xBF \n<!DOCTYPE html><script>alert(1)</script>";
        for mime in ["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "application/pdf", "text/plain", "text/csv"] {
            assert!(!is(mime, svg), "SVG as {mime}");
            assert!(!is(mime, html), "HTML as {mime}");
            assert!(!is(mime, b""), "nothing as {mime}");
        }
        assert!(!is("application/pdf", b"<html><!-- %PDF-1.4 --></html>"));
        assert!(!is("text/plain", b"MZ\x90\0\x03"));
        assert!(!is("text/plain", b"#!/bin/sh\n"));
        assert!(!is("image/png", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0"));
        assert!(!is("application/zip", b"PK\x05\x06 and more"));
    }

    proptest! {
        #[test]
        fn noise_never_panics(first in proptest::collection::vec(any::<u8>(), 0..200)) {
            for declared in ContentType::all() {
                let _ = matches(declared, &first, first.len() as u64);
            }
        }
    }
}
