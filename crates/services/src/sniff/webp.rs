//! WebP, by RFC 9649.

use super::{Sample, Shape};

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    let (size, rest) = file.head.strip_prefix(b"RIFF")?.split_first_chunk()?;
    let (kind, chunk) = rest.strip_prefix(b"WEBP")?.split_first_chunk::<4>()?;
    let data = chunk.get(4..)?;
    let pixels = match (kind, data) {
        // One less than the canvas, in 24 bits each.
        (b"VP8X", &[_, _, _, _, w0, w1, w2, h0, h1, h2, ..]) => {
            (u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1)
        }
        // One less than each, in 14 bits.
        (b"VP8L", &[0x2F, b0, b1, b2, b3, ..]) => {
            let bits = u32::from_le_bytes([b0, b1, b2, b3]);
            ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }
        // In 14 bits, two more say how to scale (RFC 6386, section 9.1).
        (b"VP8 ", &[_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..]) => {
            (u32::from(u16::from_le_bytes([w0, w1]) & 0x3FFF), u32::from(u16::from_le_bytes([h0, h1]) & 0x3FFF))
        }
        _ => return None,
    };
    let size = u64::from(u32::from_le_bytes(*size)) + 8;
    // An odd chunk is padded, which some writers leave out of the sum.
    let whole = file.size_bytes == size || file.size_bytes == size + size % 2;
    Some(Shape { pixels: Some(pixels), whole })
}
