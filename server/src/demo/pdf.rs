//! One-page PDF files, written by hand (PDF 1.4, ISO 32000-1): A4, Helvetica, no compression.

use std::fmt::Write as _;

const LEFT: u16 = 64;
const RIGHT: u16 = 531;
/// Where the columns of a table begin, in points from the left.
const COLUMNS: [u16; 3] = [LEFT, 330, 450];

/// A letter-like page: heading, paragraphs of ready-made lines, and a table when there are rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// The document's title; any text (the viewer's window shows it).
    pub(super) title: &'static str,
    /// Who it is from; printed above the heading.
    pub(super) sender: &'static str,
    /// The heading, in Windows-1252 as all that follows: the fonts that every viewer has know no more.
    pub(super) heading: &'static str,
    /// The text's lines; an empty one makes a gap.
    pub(super) lines: &'static [&'static str],
    /// The first row is the table's head.
    pub(super) table: &'static [[&'static str; 3]],
}

/// The page as a file.
pub(super) fn write(page: &Page) -> Vec<u8> {
    let content = content(page);
    let title: String = page.title.encode_utf16().fold(String::from("FEFF"), |mut hex, unit| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{unit:04X}");
        hex
    });
    let font = |name: &str| format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>").into_bytes();
    let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    stream.extend_from_slice(&content);
    stream.extend_from_slice(b"\nendstream");
    let objects: [Vec<u8>; 7] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>"
            .to_vec(),
        font("Helvetica"),
        font("Helvetica-Bold"),
        stream,
        format!("<< /Title <{title}> /Producer (Gatehouse) >>").into_bytes(),
    ];
    // The comment of high bytes tells programs that the file is binary.
    let mut file = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    file.extend_from_slice(table.as_bytes());
    file.extend_from_slice(
        format!("trailer\n<< /Size {} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes(),
    );
    file
}

fn content(page: &Page) -> Vec<u8> {
    let mut out = Vec::new();
    text(&mut out, "F1", 9, LEFT, 782, page.sender);
    text(&mut out, "F2", 20, LEFT, 728, page.heading);
    rule(&mut out, 714, "1.2");
    let mut y = 684;
    for line in page.lines {
        if !line.is_empty() {
            text(&mut out, "F1", 11, LEFT, y, line);
        }
        y -= if line.is_empty() { 10 } else { 17 };
    }
    y -= 16;
    for (number, row) in page.table.iter().enumerate() {
        let font = if number == 0 { "F2" } else { "F1" };
        for (x, cell) in COLUMNS.into_iter().zip(row) {
            text(&mut out, font, 10, x, y, cell);
        }
        rule(&mut out, y - 7, "0.4");
        y -= 22;
    }
    out
}

fn text(out: &mut Vec<u8>, font: &str, size: u16, x: u16, y: u16, text: &str) {
    out.extend_from_slice(format!("BT /{font} {size} Tf {x} {y} Td (").as_bytes());
    for c in text.chars() {
        let byte = windows_1252(c);
        if matches!(byte, b'(' | b')' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.extend_from_slice(b") Tj ET\n");
}

fn rule(out: &mut Vec<u8>, y: u16, width: &str) {
    out.extend_from_slice(format!("{width} w {LEFT} {y} m {RIGHT} {y} l S\n").as_bytes());
}

/// What the encoding lacks becomes a question mark.
fn windows_1252(c: char) -> u8 {
    match c {
        ' '..='~' | '\u{A0}'..='\u{FF}' => u8::try_from(c).unwrap_or(b'?'),
        '€' => 0x80,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page {
        title: "Hợp đồng",
        sender: "Sender (Ltd)",
        heading: "A \\ heading",
        lines: &["Größe – 12 €", "", "two"],
        table: &[["What", "How many", "Price"], ["Chairs", "4", "€ 80"]],
    };

    fn find(file: &[u8], needle: &[u8]) -> Option<usize> {
        file.windows(needle.len()).position(|window| window == needle)
    }

    /// Each entry of the table of objects points at its object, and the stream is as long as it says.
    #[test]
    fn a_reader_finds_every_object() {
        let file = write(&PAGE);
        assert!(file.starts_with(b"%PDF-1.4\n"));
        let end = String::from_utf8_lossy(&file[file.len() - 40..]).into_owned();
        let start: usize = end.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let table = std::str::from_utf8(&file[start..]).unwrap();
        let entries: Vec<&str> = table.lines().skip(2).take_while(|line| !line.starts_with("trailer")).collect();
        assert_eq!(entries.len(), 8);
        for (number, entry) in entries.iter().enumerate().skip(1) {
            assert_eq!(entry.len(), 19, "an entry is 20 bytes with its line's end");
            let offset: usize = entry[..10].parse().unwrap();
            assert!(file[offset..].starts_with(format!("{number} 0 obj\n").as_bytes()));
        }
        let begin = find(&file, b"stream\n").unwrap() + 7;
        let length: usize = {
            let head = String::from_utf8_lossy(&file[..begin]).into_owned();
            head.rsplit("/Length ").next().unwrap().split(' ').next().unwrap().parse().unwrap()
        };
        assert!(file[begin + length..].starts_with(b"\nendstream"));
    }

    #[test]
    fn text_is_escaped_and_encoded() {
        let file = write(&PAGE);
        assert!(find(&file, b"(Sender \\(Ltd\\)) Tj").is_some());
        assert!(find(&file, b"(A \\\\ heading) Tj").is_some());
        assert!(find(&file, b"(Gr\xF6\xDFe \x96 12 \x80) Tj").is_some());
        assert!(find(&file, b"/Title <FEFF00481EE3").is_some());
    }
}
