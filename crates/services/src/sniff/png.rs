//! PNG, by the specification's sections 5.2 and 5.3.

use super::{Sample, Shape};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// The last chunk: no data, and the checksum of its name.
const END: &[u8] = b"\0\0\0\0IEND\xAE\x42\x60\x82";

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    let chunk = file.head.strip_prefix(SIGNATURE)?.strip_prefix(&[0, 0, 0, 13])?.get(..21)?;
    let (body, crc) = chunk.split_at(17);
    let width = u32::from_be_bytes(*body.strip_prefix(b"IHDR")?.first_chunk()?);
    let height = u32::from_be_bytes(*body.get(8..)?.first_chunk()?);
    let right = width > 0 && height > 0 && crc == crc32(body).to_be_bytes();
    right.then(|| Shape { pixels: Some((width, height)), whole: file.tail.ends_with(END) })
}

/// ISO 3309, annex D of the specification.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
