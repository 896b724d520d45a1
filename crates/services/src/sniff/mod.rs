//! Whether a file is what it was declared as, and nothing else besides: judged by its beginning and its end.

mod archive;
mod avif;
#[cfg(test)]
#[path = "../../tests/services/files.rs"]
mod files;
mod gif;
mod jpeg;
mod pdf;
mod png;
mod text;
mod web_code;
mod webp;

use domain::{content_type::ContentType, purpose::Purpose, upload::RejectReason};

/// The compound file header of the old Office formats ([MS-CFB] section 2.2).
const COMPOUND_FILE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// The parts of a file that are looked at. Of a small file, both are the whole of it.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// From the first byte on.
    pub(crate) head: Vec<u8>,
    /// Up to the last byte; empty where [`needs_tail`] says no.
    pub(crate) tail: Vec<u8>,
    /// The whole file's size.
    pub(crate) size_bytes: u64,
}

impl Sample {
    /// Bytes from anywhere in the file, where they are in sight.
    fn at(&self, offset: u64, length: usize) -> Option<&[u8]> {
        let behind = |start: u64| {
            let from = usize::try_from(offset.checked_sub(start)?).ok()?;
            Some(from..from.checked_add(length)?)
        };
        let tail_start = self.size_bytes.saturating_sub(self.tail.len() as u64);
        self.head.get(behind(0)?).or_else(|| self.tail.get(behind(tail_start)?))
    }
}

/// What a file's structure tells, once it is of the declared type.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// A picture's width and height, where they are in sight.
    pixels: Option<(u32, u32)>,
    /// Whether the file ends as its type does.
    whole: bool,
}

impl Shape {
    /// Of a type without pixels, or whose end tells nothing.
    const PLAIN: Self = Self { pixels: None, whole: true };
}

/// Whether the end of a file of this type is looked at too.
pub(crate) fn needs_tail(declared: ContentType) -> bool {
    !archive::is_zip_based(declared)
}

/// Decides by what is in sight.
pub(crate) fn check(declared: ContentType, purpose: Purpose, file: &Sample) -> Result<(), RejectReason> {
    let Some(shape) = shape(declared, file) else { return Err(RejectReason::Content { declared }) };
    if archive::hides_in(declared, &file.tail) {
        return Err(RejectReason::Archive { declared });
    }
    if declared.is_image() && web_code::hides_in(file) {
        return Err(RejectReason::WebCode);
    }
    let limit_side = purpose.limit_side();
    let too_many = |&(width, height): &(u32, u32)| u64::from(width) * u64::from(height) > u64::from(limit_side).pow(2);
    if let Some((width, height)) = shape.pixels.filter(too_many) {
        return Err(RejectReason::Pixels { width, height, limit_side });
    }
    if shape.whole { Ok(()) } else { Err(RejectReason::Ending { declared }) }
}

/// `None` when the file is not of the type.
fn shape(declared: ContentType, file: &Sample) -> Option<Shape> {
    let head = file.head.as_slice();
    match declared.as_str() {
        "image/png" => png::shape(file),
        "image/jpeg" => jpeg::shape(file),
        "image/webp" => webp::shape(file),
        "image/avif" => avif::shape(file),
        "image/gif" => gif::shape(file),
        "application/pdf" => pdf::shape(file),
        other => {
            let right = match other {
                "image/tiff" => head.starts_with(b"II*\0") || head.starts_with(b"MM\0*"),
                "application/msword" | "application/vnd.ms-excel" | "application/vnd.ms-powerpoint" => head.starts_with(COMPOUND_FILE),
                "application/rtf" => head.starts_with(b"{\\rtf"),
                "text/plain" | "text/csv" => text::is_text(head),
                _ => archive::is_declared(declared, file),
            };
            right.then_some(Shape::PLAIN)
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    last(bytes, part).is_some()
}

/// Where `part` begins for the last time.
fn last(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::Index};

    use super::*;

    /// As confirm reads it.
    fn sample(bytes: &[u8]) -> Sample {
        let part = bytes.len().min(4096);
        Sample { head: bytes[..part].to_vec(), tail: bytes[bytes.len() - part..].to_vec(), size_bytes: bytes.len() as u64 }
    }

    fn judge(mime: &str, bytes: &[u8]) -> Result<(), RejectReason> {
        check(ContentType::parse(mime).unwrap(), Purpose::Document, &sample(bytes))
    }

    #[test]
    fn true_files_are_of_their_own_type_alone() {
        let all = files::all();
        for (name, mime, bytes) in &all {
            assert_eq!(judge(mime, bytes), Ok(()), "{name}");
            for other in all.iter().map(|(_, other, _)| other).filter(|other| *other != mime) {
                // Old Office's three types share one header, its new ones and plain archives another; a table is text.
                let kin = |mime: &str| mime.starts_with("text/") || mime.starts_with("application/") && mime != "application/pdf";
                assert!(judge(other, bytes).is_err() || kin(mime) && kin(other), "{name} as {other}");
            }
        }
    }

    #[test]
    fn bytes_are_found_from_both_ends() {
        let bytes: Vec<u8> = (0u8..=255).cycle().take(10_000).collect();
        let file = sample(&bytes);
        for offset in [0, 4090, 5904, 9998] {
            assert_eq!(file.at(offset, 2), Some(&bytes[usize::try_from(offset).unwrap()..][..2]));
        }
        for (offset, length) in [(4095, 2), (5000, 1), (9999, 2), (u64::MAX, 1), (0, usize::MAX)] {
            assert_eq!(file.at(offset, length), None, "{offset}");
        }
    }

    proptest! {
        #[test]
        fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300), size_bytes in any::<u64>()) {
            for declared in ContentType::all() {
                let _ = check(declared, Purpose::Avatar, &sample(&bytes));
                let _ = check(declared, Purpose::Avatar, &Sample { size_bytes, ..sample(&bytes) });
            }
        }

        #[test]
        fn nor_does_a_true_file_that_is_cut_or_goes_on(
            file in any::<Index>(),
            from in any::<Index>(),
            to in any::<Index>(),
            more in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let all = files::all();
            let (_, mime, bytes) = file.get(&all);
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let cut = [&bytes[..from.min(to)], &more, &bytes[from.max(to)..]].concat();
            for bytes in [cut, [&bytes[..to], &more].concat(), [bytes.as_slice(), &more].concat(), [&more, bytes.as_slice()].concat()] {
                let _ = judge(mime, &bytes);
            }
        }
    }
}
