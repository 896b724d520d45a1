//! Files of every accepted type, written out by hand: small, the same every time, and as programs and phones make them.

use std::fmt::Write as _;

/// Bytes that look random and are the same every time.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..length).map(next).collect()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))))
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (b + a + u32::from(*byte)) % 65_521));
    b << 16 | a
}

fn small(length: usize) -> u16 {
    u16::try_from(length).unwrap()
}

fn long(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

/// A PNG's chunk.
pub(crate) fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
    let body = [kind.as_bytes(), data].concat();
    [&long(data.len()).to_be_bytes(), body.as_slice(), &crc32(&body).to_be_bytes()].concat()
}

/// A PNG that says it has so many pixels, of these chunks.
pub(crate) fn png_of(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk("IHDR", &header), chunks.concat(), chunk("IEND", b"")].concat()
}

/// A grey PNG of noise, its rows stored uncompressed (RFC 1950 and 1951), so at most 65,535 bytes in all.
pub(crate) fn png(width: u32, height: u32, more: &[Vec<u8>]) -> Vec<u8> {
    let row = usize::try_from(width).unwrap();
    let rows: Vec<u8> = (0..height).flat_map(|_| [vec![0], noise(row)].concat()).collect();
    let length = small(rows.len());
    let stored = [&[0x78, 0x01, 1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), &rows, &adler32(&rows).to_be_bytes()].concat();
    png_of(width, height, &[more.concat(), chunk("IDAT", &stored)])
}

/// A JPEG's segment.
pub(crate) fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xFF, marker], &small(data.len() + 2).to_be_bytes()[..], data].concat()
}

/// EXIF data without entries, before a preview and so many bytes that a camera keeps for itself.
pub(crate) fn exif(preview: &[u8], notes: usize) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", preview, &noise(notes)].concat())
}

pub(crate) const BASELINE: u8 = 0xC0;
const PROGRESSIVE: u8 = 0xC2;

/// A plain grey JPEG with these segments in front. Every block is its mean alone, which does not change: one bit, and one for "no more".
pub(crate) fn jpeg(frame: u8, side: u16, segments: &[Vec<u8>]) -> Vec<u8> {
    let mut sized = vec![8];
    sized.extend([side, side].map(u16::to_be_bytes).concat());
    sized.extend([1, 1, 0x11, 0]);
    let table = |class: u8| segment(0xC4, &[&[class, 1][..], &[0; 15], &[0]].concat());
    let blocks = usize::from(side.div_ceil(8)).pow(2);
    let (last, bits) = if frame == PROGRESSIVE { (0, blocks) } else { (63, 2 * blocks) };
    let mut scan = vec![0; bits.div_ceil(8)];
    *scan.last_mut().unwrap() = u8::try_from((1 << (8 * scan.len() - bits)) - 1).unwrap();
    let start = segment(0xDA, &[1, 1, 0, 0, last, 0]);
    let quantised = segment(0xDB, &[&[0][..], &[1; 64]].concat());
    let parts = [segments.concat(), quantised, segment(frame, &sized), table(0), table(0x10), start, scan].concat();
    [&[0xFF, 0xD8], parts.as_slice(), &[0xFF, 0xD9]].concat()
}

/// A GIF that says it has so many pixels, of these blocks.
pub(crate) fn gif(width: u16, height: u16, blocks: &[Vec<u8>]) -> Vec<u8> {
    let screen = [&width.to_le_bytes()[..], &height.to_le_bytes(), &[0x80, 0, 0]].concat();
    [b"GIF89a", screen.as_slice(), b"\0\0\0\xFF\xFF\xFF", &blocks.concat(), b";"].concat()
}

/// A GIF's extension of these blocks.
pub(crate) fn extension(label: u8, blocks: &[&[u8]]) -> Vec<u8> {
    let blocks = blocks.iter().flat_map(|block| [&[u8::try_from(block.len()).unwrap()], *block].concat());
    [0x21, label].into_iter().chain(blocks).chain([0]).collect()
}

/// A GIF's frame of one black pixel, in a place of this size.
pub(crate) fn gif_frame(width: u16, height: u16) -> Vec<u8> {
    [&[0x2C, 0, 0, 0, 0][..], &width.to_le_bytes(), &height.to_le_bytes(), &[0, 2, 2, 0x44, 1, 0]].concat()
}

/// A RIFF chunk, padded.
pub(crate) fn riff(kind: &str, data: &[u8]) -> Vec<u8> {
    [kind.as_bytes(), &long(data.len()).to_le_bytes(), data, &vec![0; data.len() % 2]].concat()
}

pub(crate) fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff("RIFF", &[b"WEBP", chunks.concat().as_slice()].concat())
}

/// A lossless black picture (RFC 9649, section 3): five codes of one symbol each, so that pixels take no bits.
pub(crate) fn lossless(width: u32, height: u32) -> Vec<u8> {
    let bits = u64::from(width - 1) | u64::from(height - 1) << 14 | 0b0001_0001_0001_0001_0001 << 35;
    riff("VP8L", &[&[0x2F], &bits.to_le_bytes()[..]].concat())
}

/// The canvas of an extended WebP.
pub(crate) fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let size = [width, height].map(|side| (side - 1).to_le_bytes()).map(|[a, b, c, _]| [a, b, c]).concat();
    riff("VP8X", &[&[flags, 0, 0, 0], size.as_slice()].concat())
}

/// A box of AVIF and MP4.
pub(crate) fn mp4_box(kind: &str, data: &[u8]) -> Vec<u8> {
    [&long(data.len() + 8).to_be_bytes(), kind.as_bytes(), data].concat()
}

/// An AVIF's boxes, around noise.
pub(crate) fn avif(width: u32, height: u32, picture: usize) -> Vec<u8> {
    let size = |width: u32, height: u32| mp4_box("ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
    // A tile's first, then the whole picture's.
    let properties = mp4_box("iprp", &mp4_box("ipco", &[size(64, 64), size(width, height)].concat()));
    let meta = mp4_box("meta", &[&[0; 4], properties.as_slice()].concat());
    [mp4_box("ftyp", b"avif\0\0\0\0mif1avif"), meta, mp4_box("mdat", &noise(picture))].concat()
}

/// One grey pixel (TIFF 6.0, section 4).
pub(crate) fn tiff() -> Vec<u8> {
    let entry = |(tag, value): (u16, u16)| [&tag.to_le_bytes()[..], &[3, 0, 1, 0, 0, 0], &value.to_le_bytes(), &[0, 0]].concat();
    let entries = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (278, 1), (279, 1)].map(entry).concat();
    [b"II*\0\x0A\0\0\0\x80\0\x08\0", entries.as_slice(), &[0; 4]].concat()
}

/// A PDF of one empty page and one attachment, stored as it is.
pub(crate) fn pdf(attached: &[u8]) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
    let objects =
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page].map(|text| text.as_bytes().to_vec());
    let file = format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n", attached.len());
    let file = [file.as_bytes(), attached, b"\nendstream"].concat();
    let (mut bytes, mut table) = (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), "xref\n0 5\n0000000000 65535 f \n".to_owned());
    for (number, object) in (1..).zip(objects.iter().chain([&file])) {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = bytes.len();
    [bytes, format!("{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes()].concat()
}

/// A ZIP archive, its entries stored as they are.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut files, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let sizes = [crc32(data), long(data.len()), long(data.len())].map(u32::to_le_bytes).concat();
        let shared = [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x50], sizes.as_slice(), &small(name.len()).to_le_bytes(), &[0, 0]].concat();
        let offset = long(files.len()).to_le_bytes();
        directory.extend([b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 10], &offset, name.as_bytes()].concat());
        files.extend([b"PK\x03\x04", shared.as_slice(), name.as_bytes(), data].concat());
    }
    let counts = [0, 0, small(entries.len()), small(entries.len())].map(u16::to_le_bytes).concat();
    let place = [long(directory.len()), long(files.len())].map(u32::to_le_bytes).concat();
    [files, directory, b"PK\x05\x06".to_vec(), counts, place, vec![0, 0]].concat()
}

/// The header of old Office's files, around noise and an attachment; sectors are filled up with zeros.
pub(crate) fn compound_file(attached: &[u8]) -> Vec<u8> {
    [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", noise(9000).as_slice(), attached, &[0; 100]].concat()
}

/// Names, types and bytes of true files.
pub(crate) fn all() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let archive = zip(&[("a.txt", b"hello"), ("b.bin", &noise(5000))]);
    let package = |first: &str, content: &[u8]| zip(&[(first, content), ("more.bin", &noise(5000))]);
    let (preview, jfif) = (jpeg(BASELINE, 160, &[]), segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    let index = mp4_box("moov", &mp4_box("stsz", &noise(300)));
    let film = [mp4_box("ftyp", b"mp42\0\0\0\0isom"), mp4_box("mdat", &noise(9000)), index].concat();
    let photo = jpeg(BASELINE, 2048, &[exif(&preview, 20_000)]);
    let extents = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0];
    let frame = riff("ANMF", &[&extents, lossless(1, 1).as_slice()].concat());
    let lossy = b"\x30\x01\0\x9D\x01\x2A\x01\0\x01\0\x0E\xC0\xFE\x25\xA4\0\x03\x70\0\0\0\0";
    let mut uncounted = webp(&[lossless(1, 1)]);
    uncounted[4] -= 1;
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    vec![
        ("a pixel", "image/png", png(1, 1, &[])),
        ("a PNG with a text", "image/png", png(200, 200, &[chunk("tEXt", b"Comment\0a < b, by <svgwriter>")])),
        ("a plain JPEG", "image/jpeg", jpeg(BASELINE, 2048, std::slice::from_ref(&jfif))),
        ("a progressive JPEG", "image/jpeg", jpeg(PROGRESSIVE, 64, &[jfif])),
        ("a small photo with a preview", "image/jpeg", jpeg(BASELINE, 64, &[exif(&preview, 0)])),
        ("a photo with its gain map", "image/jpeg", [photo.as_slice(), &preview].concat()),
        ("a photo with Samsung's index", "image/jpeg", [photo.as_slice(), &noise(6000), b"SEFH\0\0\0\0SEFT"].concat()),
        ("a photo with a film", "image/jpeg", [photo, film].concat()),
        ("a GIF", "image/gif", gif(1, 1, &[gif_frame(1, 1)])),
        (
            "an animated GIF",
            "image/gif",
            gif(1, 1, &[extension(0xFF, &[b"NETSCAPE2.0", &[1, 0, 0]]), extension(0xFE, &[b"by hand"]), gif_frame(1, 1), gif_frame(1, 1)]),
        ),
        ("a lossless WebP", "image/webp", webp(&[lossless(4000, 3000)])),
        ("a lossy WebP", "image/webp", webp(&[riff("VP8 ", lossy)])),
        ("an animated WebP", "image/webp", webp(&[canvas(2, 1, 1), riff("ANIM", &[0; 6]), frame.clone(), frame])),
        ("a WebP whose pad is not counted", "image/webp", uncounted),
        ("an AVIF", "image/avif", avif(4000, 3000, 20_000)),
        ("a small AVIF", "image/avif", avif(64, 64, 200)),
        ("an AVIF up to the end", "image/avif", [avif(64, 64, 200).as_slice(), b"\0\0\0\0free", &noise(50)].concat()),
        ("a TIFF", "image/tiff", tiff()),
        ("a PDF", "application/pdf", pdf(&noise(9000))),
        ("a PDF with empty lines behind", "application/pdf", [pdf(b"\0").as_slice(), b"\r\n\r\n\n"].concat()),
        ("a PDF with noise before", "application/pdf", [b"\0\0mail header\n".as_slice(), &pdf(b"\0")].concat()),
        ("a PDF with an archive attached", "application/pdf", pdf(&archive)),
        ("a Word of old", "application/msword", compound_file(b"")),
        ("an Excel of old", "application/vnd.ms-excel", compound_file(&archive)),
        ("a PowerPoint of old", "application/vnd.ms-powerpoint", compound_file(b"")),
        (
            "a Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            package("[Content_Types].xml", b"<?xml version=\"1.0\"?><Types/>"),
        ),
        ("an Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", package("xl/workbook.xml", b"<workbook/>")),
        ("a PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", package("_rels/.rels", b"<r/>")),
        (
            "an OpenDocument text",
            "application/vnd.oasis.opendocument.text",
            package("mimetype", b"application/vnd.oasis.opendocument.text"),
        ),
        ("a rich text", "application/rtf", b"{\\rtf1\\ansi Hello}\n".to_vec()),
        ("a text", "text/plain", "Hợp đồng thuê nhà\n".repeat(900).into_bytes()),
        ("a text in UTF-16", "text/plain", utf16("\u{FEFF}Hợp đồng\r\n")),
        ("a text about scripts", "text/plain", b"Write <script> or function f() {} only where it runs.\n".to_vec()),
        ("a table", "text/csv", b"name;sum\r\nHa;12\r\n".to_vec()),
        ("an archive", "application/zip", archive),
        ("an empty archive", "application/zip", zip(&[])),
    ]
}
