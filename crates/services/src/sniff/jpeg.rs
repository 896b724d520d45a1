//! JPEG, by ITU-T T.81, annex B.

use super::{Sample, Shape, contains, last};

/// What phones put behind a photo: Samsung's index, and the index of a motion photo's film.
const FILM_INDEX: [&[u8]; 3] = [b"moov", b"stsz", b"stco"];
const SAMSUNG_INDEX: &[u8] = b"SEFT";

pub(super) fn shape(file: &Sample) -> Option<Shape> {
    // Frame headers and tables, application data, a comment, or a fill byte.
    let [0xFF, 0xD8, 0xFF, 0xC0..=0xCF | 0xDB | 0xDD | 0xE0..=0xEF | 0xFE | 0xFF, ..] = file.head.as_slice() else { return None };
    Some(Shape { pixels: frame(&file.head[2..]), whole: is_whole(&file.tail) })
}

/// Walks the segments to the frame header. A preview in the EXIF data, which has a frame of its own, is walked over; it may be so large that
/// the frame header is out of sight.
fn frame(mut segments: &[u8]) -> Option<(u32, u32)> {
    loop {
        match *segments {
            [0xFF, 0xFF, ..] => segments = &segments[1..],
            [0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, _, _, _, h0, h1, w0, w1, ..] => {
                return Some((u16::from_be_bytes([w0, w1]).into(), u16::from_be_bytes([h0, h1]).into()));
            }
            [0xFF, _, l0, l1, ..] => segments = segments.get(2 + usize::from(u16::from_be_bytes([l0, l1]))..)?,
            _ => return None,
        }
    }
}

/// The end marker cannot be part of a scan. Of a small file that is cut, only the preview's is there, before the picture's scan begins.
fn is_whole(tail: &[u8]) -> bool {
    let (end, scan) = (last(tail, &[0xFF, 0xD9]), last(tail, &[0xFF, 0xDA]));
    end.is_some() && end > scan || tail.ends_with(SAMSUNG_INDEX) || FILM_INDEX.iter().any(|index| contains(tail, index))
}
