use arbitrary::{Arbitrary, Unstructured};
use localcloud::fuzzing::{Event, Malformed, Parser, PartHeaders};

/// A part's headers are at most so long, in bytes, the line break before them included.
const HEADERS_LIMIT: usize = 4096;
/// The limit and all but the last byte of the empty line: what may wait inside when no event is to be had.
const WAITING_LIMIT: usize = HEADERS_LIMIT + 3;
/// What a boundary may hold (RFC 2046, section 5.1.1), but for the space.
const BOUNDARY: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=?";

/// Forms: the bytes are the body of one with the boundary `b`, and the description of another that is well-formed.
pub fn multipart(bytes: &[u8]) {
    any_body(bytes);
    if let Ok(form) = Form::arbitrary_take_rest(Unstructured::new(bytes)) {
        form.comes_back();
    }
}

/// What a body says, however it was cut.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    parts: Vec<Part>,
    end: Result<End, Malformed>,
}

#[derive(Debug, PartialEq, Eq)]
struct Part {
    headers: PartHeaders,
    body: Vec<u8>,
    complete: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Seen,
    Missing,
}

fn read<'a>(content_type: &str, pieces: impl Iterator<Item = &'a [u8]>) -> Read {
    let mut parser = Parser::for_content_type(content_type).expect("a boundary");
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        parser.push(piece);
        loop {
            match parser.next_event() {
                Ok(Event::Part(headers)) => parts.push(Part { headers, body: Vec::new(), complete: false }),
                Ok(Event::Data(data)) => {
                    assert!(!data.is_empty(), "an event of nothing");
                    parts.last_mut().filter(|part| !part.complete).expect("data belongs to a part").body.extend_from_slice(&data);
                }
                Ok(Event::EndOfPart) => parts.last_mut().filter(|part| !part.complete).expect("a part ends").complete = true,
                Ok(Event::NeedMore) => break,
                Ok(Event::End) => return Read { parts, end: Ok(End::Seen) },
                Err(Malformed) => return Read { parts, end: Err(Malformed) },
            }
        }
        assert!(parser.waiting() <= WAITING_LIMIT, "{} bytes wait", parser.waiting());
    }
    Read { parts, end: Ok(End::Missing) }
}

fn any_body(bytes: &[u8]) {
    let content_type = "multipart/form-data; boundary=b";
    assert_eq!(read(content_type, bytes.chunks(1)), read(content_type, std::iter::once(bytes)));
    // Only that it does not panic: a boundary is found in few of them.
    let _ = Parser::for_content_type(&String::from_utf8_lossy(bytes));
}

/// A form as a browser could send it.
#[derive(Debug, Arbitrary)]
struct Form<'a> {
    fields: Vec<Field<'a>>,
    boundary: &'a [u8],
    quoted: bool,
    preamble: &'a [u8],
    epilogue: &'a [u8],
    /// Where a byte is changed in the end, and into what.
    garbled: (u16, u8),
    /// The lengths of the pieces, less one; begun anew behind the last.
    cuts: &'a [u8],
}

#[derive(Debug, Arbitrary)]
struct Field<'a> {
    name: &'a str,
    file_name: Option<&'a str>,
    /// Whether a header that nobody reads brings all of them to the limit, or by a few bytes to one of its sides.
    limit: Option<u8>,
    value: &'a [u8],
}

impl Form<'_> {
    fn comes_back(&self) {
        let boundary = self.boundary();
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        let holds_none = |bytes: &[u8]| !bytes.windows(delimiter.len()).any(|window| window == delimiter);

        let mut body = Vec::new();
        if !self.preamble.is_empty() && holds_none(&[b"\r\n", self.preamble].concat()) {
            body.extend_from_slice(self.preamble);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(&delimiter[2..]);
        let mut expected = Read { parts: Vec::new(), end: Ok(End::Seen) };
        for field in self.fields.iter().filter(|field| holds_none(field.value)) {
            let headers = field.headers();
            body.extend_from_slice(&[headers.as_bytes(), b"\r\n\r\n", field.value, &delimiter].concat());
            if expected.end == Err(Malformed) {
                continue;
            }
            if headers.len() > HEADERS_LIMIT {
                expected.end = Err(Malformed);
            } else {
                let headers = PartHeaders { name: field.name(), file_name: field.file_name() };
                expected.parts.push(Part { headers, body: field.value.to_vec(), complete: true });
            }
        }
        body.extend_from_slice(b"--");
        body.extend_from_slice(self.epilogue);

        let quote = if self.quoted { "\"" } else { "" };
        let content_type = format!("Multipart/Form-Data; charset=utf-8; Boundary={quote}{boundary}{quote}");
        assert_eq!(read(&content_type, std::iter::once(body.as_slice())), expected);
        assert_eq!(read(&content_type, self.pieces(&body)), expected);

        let at = usize::from(self.garbled.0) % body.len();
        body[at] = self.garbled.1;
        assert_eq!(read(&content_type, self.pieces(&body)), read(&content_type, std::iter::once(body.as_slice())));
    }

    /// 1 to 70 characters.
    fn boundary(&self) -> String {
        let bytes: &[u8] = if self.boundary.is_empty() { b"b" } else { &self.boundary[..self.boundary.len().min(70)] };
        bytes.iter().map(|byte| char::from(BOUNDARY[usize::from(*byte) % BOUNDARY.len()])).collect()
    }

    fn pieces<'a>(&self, mut body: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let cuts: &[u8] = if self.cuts.is_empty() { &[255] } else { self.cuts };
        let mut lengths = cuts.iter().cycle();
        std::iter::from_fn(move || {
            let length = (usize::from(*lengths.next()?) + 1).min(body.len());
            let piece = body.split_off(..length)?;
            (!piece.is_empty()).then_some(piece)
        })
    }
}

impl Field<'_> {
    fn name(&self) -> String {
        one_line(self.name)
    }

    fn file_name(&self) -> Option<String> {
        self.file_name.map(one_line)
    }

    /// Without the empty line behind them.
    fn headers(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', r"\\").replace('"', r#"\""#));
        let file_name = self.file_name().map(|name| format!("; filename={}", quoted(&name))).unwrap_or_default();
        let headers = format!("\r\nX:\r\nContent-Disposition: form-data; name={}{file_name}", quoted(&self.name()));
        let wanted = self.limit.map_or(0, |side| HEADERS_LIMIT - 4 + usize::from(side % 8));
        headers.replacen("X:", &format!("X:{}", " ".repeat(wanted.saturating_sub(headers.len()))), 1)
    }
}

/// A header ends where the line ends, so browsers send no line breaks.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "_")
}
