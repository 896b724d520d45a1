//! AVIF: boxes, by ISO/IEC 14496-12, that hold an AV1 picture.

use super::{Sample, Shape};

/// Image spatial extents, a full box of 20 bytes (ISO/IEC 23008-12, section 6.5.3).
const EXTENTS: &[u8] = b"\0\0\0\x14ispe\0\0\0\0";

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    let head = file.head.as_slice();
    let length = usize::try_from(u32::from_be_bytes(*head.first_chunk()?)).ok()?;
    let (major, compatible) = head.get(4..length)?.strip_prefix(b"ftyp")?.split_at_checked(4)?;
    let is_avif = |brand: &[u8]| brand == b"avif" || brand == b"avis";
    let right = is_avif(major) || compatible.get(4..)?.chunks(4).any(is_avif);
    right.then(|| Shape { pixels: largest(head), whole: is_filled(file) })
}

/// The whole picture's extents, beside those of its tiles and of its preview.
fn largest(head: &[u8]) -> Option<(u32, u32)> {
    let extents = head.windows(20).filter_map(|found| {
        let (width, height) = found.strip_prefix(EXTENTS)?.split_first_chunk()?;
        Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height.first_chunk()?)))
    });
    extents.max_by_key(|&(width, height)| u64::from(width) * u64::from(height))
}

/// Whether boxes fill the file, as far as their headers are in sight.
fn is_filled(file: &Sample) -> bool {
    let mut offset = 0u64;
    while offset < file.size_bytes {
        if file.size_bytes - offset < 8 {
            return false;
        }
        let Some((size, kind)) = file.at(offset, 8).and_then(|header| header.split_first_chunk()) else { return true };
        if !kind.iter().all(|&byte| byte == b' ' || byte.is_ascii_graphic()) {
            return false;
        }
        let size = match u32::from_be_bytes(*size) {
            0 => return true,
            1 => match file.at(offset + 8, 8).and_then(|size| size.first_chunk()) {
                Some(size) => u64::from_be_bytes(*size),
                None => return file.size_bytes - offset >= 16,
            },
            size => size.into(),
        };
        offset = match offset.checked_add(size) {
            Some(next) if size >= 8 => next,
            _ => return false,
        };
    }
    offset == file.size_bytes
}
