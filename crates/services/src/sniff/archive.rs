//! ZIP archives: as what they are, as packages of Office, and where nobody expects one.

use domain::content_type::ContentType;

use super::{Sample, contains, pdf};

const LOCAL_FILE: &[u8] = b"PK\x03\x04";
/// The end of central directory record (APPNOTE.TXT, section 4.3.16), without the comment.
const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;

const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";
const OFFICE_OPEN_XML: &str = "application/vnd.openxmlformats-officedocument.";

pub(super) fn is_zip_based(declared: ContentType) -> bool {
    let mime = declared.as_str();
    mime == "application/zip" || mime.starts_with(OPEN_DOCUMENT) || mime.starts_with(OFFICE_OPEN_XML)
}

/// Whether it is the archive that it is declared as.
pub(super) fn is_declared(declared: ContentType, file: &Sample) -> bool {
    let (mime, head) = (declared.as_str(), file.head.as_slice());
    if mime == "application/zip" {
        return head.starts_with(LOCAL_FILE) || head.starts_with(END) && file.size_bytes == END_BYTES as u64;
    }
    let package = head.starts_with(LOCAL_FILE);
    if mime.starts_with(OPEN_DOCUMENT) {
        // The first entry is `mimetype`, stored uncompressed (ODF 1.3 part 2, section 3.3).
        return package && contains(head, b"mimetype") && contains(head, mime.as_bytes());
    }
    // Names of a package's parts; their order is free, so the package's own entries count as well.
    let part: &[u8] = match declared.extension() {
        "docx" => b"word/",
        "xlsx" => b"xl/",
        "pptx" => b"ppt/",
        _ => return false,
    };
    package && [part, b"[Content_Types].xml", b"_rels/", b"docProps/"].iter().any(|name| contains(head, name))
}

/// Whether unzipping programs find an archive by the file's end: they read from behind, whatever stands before, and Java tolerates bytes that
/// follow.
pub(super) fn hides_in(declared: ContentType, tail: &[u8]) -> bool {
    !is_zip_based(declared)
        && behind_ends(tail).any(|behind| match declared.as_str() {
            // An archive that is attached to a PDF lies before its end.
            "application/pdf" => !contains(behind, pdf::END),
            _ if declared.is_image() => true,
            // Old Office keeps attachments as they are, with more behind them.
            _ => behind.is_empty(),
        })
}

/// What follows each end record whose comment fits.
fn behind_ends(tail: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = tail.windows(END_BYTES).enumerate().filter(|(_, record)| record.starts_with(END));
    ends.filter_map(|(at, record)| tail.get(at + END_BYTES + usize::from(u16::from_le_bytes([record[20], record[21]]))..))
}
