//! GIF, by sections 17 to 24 of its specification.

use super::{Sample, Shape};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2C;
const END: u8 = 0x3B;

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    let head = file.head.strip_prefix(b"GIF87a").or_else(|| file.head.strip_prefix(b"GIF89a"))?;
    let (&[w0, w1, h0, h1, packed, _, _], rest) = head.split_first_chunk()?;
    let colours = if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) };
    let blocks = rest.get(colours..)?;
    if !matches!(blocks.first()?, &(EXTENSION | IMAGE | END)) {
        return None;
    }
    // Browsers make room for a first frame that is larger than the screen.
    let (right, bottom) = first_frame(blocks).unwrap_or_default();
    let screen = (u16::from_le_bytes([w0, w1]).into(), u16::from_le_bytes([h0, h1]).into());
    let pixels = Some((right.max(screen.0), bottom.max(screen.1)));
    Some(Shape { pixels, whole: file.tail.last() == Some(&END) })
}

/// The right and the bottom edge of the first frame, behind the extensions before it.
fn first_frame(mut blocks: &[u8]) -> Option<(u32, u32)> {
    while let [EXTENSION, _, sub_blocks @ ..] = blocks {
        blocks = sub_blocks;
        while let Some((&length, data)) = blocks.split_first()
            && length > 0
        {
            blocks = data.get(usize::from(length)..)?;
        }
        blocks = blocks.strip_prefix(&[0])?;
    }
    let edge = |at: usize| blocks.get(at..)?.first_chunk().map(|bytes| u32::from(u16::from_le_bytes(*bytes)));
    let frame = *blocks.first()? == IMAGE;
    frame.then_some((edge(1)? + edge(5)?, edge(3)? + edge(7)?))
}
