//! PDF, by ISO 32000-1, section 7.5, and as readers tolerate it.

use super::{Sample, Shape, contains, web_code};

/// Readers look for the header within so many bytes of the beginning, and for the end within as many of the end.
const WITHIN: usize = 1024;
pub(super) const END: &[u8] = b"%%EOF";

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    let head = &file.head[..file.head.len().min(WITHIN)];
    let header = head.windows(5).position(|window| window == b"%PDF-")?;
    // A reader tolerates noise before the header; a browser must not see markup there.
    let end = &file.tail[file.tail.len().saturating_sub(WITHIN)..];
    (!web_code::begins(&head[..header])).then(|| Shape { pixels: None, whole: contains(end, END) })
}
