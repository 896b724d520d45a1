//! A streaming parser of `multipart/form-data` (RFC 7578) that holds no more than a few chunks, however large the file is.

use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memmem;

/// A part's headers are at most so long, in bytes.
const HEADERS_LIMIT: usize = 4096;
/// A boundary is at most so long (RFC 2046, section 5.1.1).
const BOUNDARY_LIMIT: usize = 70;

/// What a part calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartHeaders {
    /// Of the form's field.
    pub name: String,
    /// Of the file, as the browser knows it.
    pub file_name: Option<String>,
}

/// The next thing that the bytes hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A part begins.
    Part(PartHeaders),
    /// Bytes of the current part.
    Data(Bytes),
    /// The current part ends.
    EndOfPart,
    /// The last boundary has passed; what follows is ignored.
    End,
    /// More bytes are needed.
    NeedMore,
}

/// The bytes are no such form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first boundary.
    Preamble,
    /// Behind a boundary: `--` ends, a line break begins a part.
    Boundary,
    Headers,
    Body,
    End,
}

/// Takes bytes, gives events.
#[derive(Debug)]
pub struct Parser {
    /// CR LF, two dashes and the boundary: what ends a part.
    delimiter: Vec<u8>,
    buffer: BytesMut,
    state: State,
}

impl Parser {
    /// A parser for a `Content-Type` header's value; `None` when that is not `multipart/form-data` with a boundary.
    pub fn for_content_type(value: &str) -> Option<Self> {
        let (essence, parameters) = value.split_once(';')?;
        if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let boundary = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
        })?;
        if boundary.is_empty() || boundary.len() > BOUNDARY_LIMIT {
            return None;
        }
        Some(Self::new(boundary))
    }

    /// A parser for a boundary.
    pub fn new(boundary: &str) -> Self {
        // The first delimiter has no line break before it: one is put there.
        let buffer = BytesMut::from(&b"\r\n"[..]);
        Self { delimiter: format!("\r\n--{boundary}").into_bytes(), buffer, state: State::Preamble }
    }

    /// Adds bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.state != State::End {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// How many bytes wait inside.
    pub fn waiting(&self) -> usize {
        self.buffer.len()
    }

    /// The next event.
    pub fn next_event(&mut self) -> Result<Event, Malformed> {
        loop {
            match self.state {
                State::End => return Ok(Event::End),
                State::Preamble => {
                    let Some(at) = memmem::find(&self.buffer, &self.delimiter) else {
                        self.buffer.advance(self.buffer.len().saturating_sub(self.delimiter.len()));
                        return Ok(Event::NeedMore);
                    };
                    self.buffer.advance(at + self.delimiter.len());
                    self.state = State::Boundary;
                }
                State::Boundary => {
                    let Some(next) = self.buffer.get(..2) else { return Ok(Event::NeedMore) };
                    match next {
                        b"--" => {
                            self.state = State::End;
                            self.buffer.clear();
                        }
                        b"\r\n" => {
                            // Kept for an empty header block, which then reads CR LF CR LF.
                            self.state = State::Headers;
                        }
                        _ => return Err(Malformed),
                    }
                }
                State::Headers => {
                    let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") else {
                        // An empty line that begins at the limit ends behind it.
                        return if self.buffer.len() > HEADERS_LIMIT + 3 { Err(Malformed) } else { Ok(Event::NeedMore) };
                    };
                    if end > HEADERS_LIMIT {
                        return Err(Malformed);
                    }
                    let headers = part_headers(&self.buffer[..end])?;
                    self.buffer.advance(end + 4);
                    self.state = State::Body;
                    return Ok(Event::Part(headers));
                }
                State::Body => return Ok(self.body()),
            }
        }
    }

    fn body(&mut self) -> Event {
        if let Some(at) = memmem::find(&self.buffer, &self.delimiter) {
            if at > 0 {
                return Event::Data(self.buffer.split_to(at).freeze());
            }
            self.buffer.advance(self.delimiter.len());
            self.state = State::Boundary;
            return Event::EndOfPart;
        }
        // The end of the buffer may be the beginning of a delimiter.
        let safe = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
        if safe == 0 { Event::NeedMore } else { Event::Data(self.buffer.split_to(safe).freeze()) }
    }
}

fn part_headers(bytes: &[u8]) -> Result<PartHeaders, Malformed> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed)?;
    let disposition = text
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find_map(|(name, value)| name.trim().eq_ignore_ascii_case("content-disposition").then_some(value))
        .ok_or(Malformed)?;
    Ok(PartHeaders { name: parameter(disposition, "name").ok_or(Malformed)?, file_name: parameter(disposition, "filename") })
}

/// A parameter's value. Browsers write quotes as `%22` and line breaks as `%0D%0A` (WHATWG); others escape by a backslash.
fn parameter(disposition: &str, wanted: &str) -> Option<String> {
    let mut rest = disposition.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = if let Some(quoted) = after.trim_start().strip_prefix('"') {
            let (value, rest) = quoted_text(quoted)?;
            (value, rest.trim_start().trim_start_matches(';'))
        } else {
            let (value, rest) = after.split_once(';').unwrap_or((after, ""));
            (value.trim().to_owned(), rest)
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
}

/// The text up to the closing quote, and what follows it.
fn quoted_text(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    loop {
        match characters.next()? {
            (_, '\\') => value.push(characters.next()?.1),
            (at, '"') => return Some((value, &quoted[at + 1..])),
            (_, other) => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Parts = Vec<(String, Vec<u8>)>;

    const TYPE: &str = "multipart/form-data; boundary=xyz";

    /// Names and bodies of all parts, with the input cut into pieces of `step` bytes, and the most that ever waited inside.
    fn parse(input: &[u8], step: usize) -> Result<(Parts, usize), Malformed> {
        let mut parser = Parser::for_content_type(TYPE).unwrap();
        let (mut parts, mut most): (Parts, usize) = (Vec::new(), 0);
        for piece in input.chunks(step.max(1)) {
            parser.push(piece);
            most = most.max(parser.waiting());
            loop {
                match parser.next_event()? {
                    Event::Part(headers) => parts.push((headers.name, Vec::new())),
                    Event::Data(bytes) => parts.last_mut().unwrap().1.extend_from_slice(&bytes),
                    Event::EndOfPart => {}
                    Event::End | Event::NeedMore => break,
                }
            }
        }
        Ok((parts, most))
    }

    fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, body) in parts {
            bytes.extend_from_slice(format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
            bytes.extend_from_slice(body);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"--xyz--");
        bytes
    }

    proptest! {
        #[test]
        fn any_cut_of_the_input_gives_the_same_parts(
            bodies in proptest::collection::vec(proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'-'), Just(b'x'), any::<u8>()], 0..60), 1..4),
            step in 1_usize..50,
        ) {
            prop_assume!(bodies.iter().all(|body| memmem::find(body, b"\r\n--xyz").is_none() && !body.starts_with(b"--xyz")));
            let parts: Vec<(&str, &[u8])> = bodies.iter().map(|body| ("f", body.as_slice())).collect();
            let (found, _) = parse(&form(&parts), step).unwrap();
            let wanted: Vec<_> = bodies.iter().map(|body| ("f".to_owned(), body.clone())).collect();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn noise_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..300), step in 1_usize..50) {
            let _ = parse(&noise, step);
            let _ = parse(&[b"--xyz\r\n".as_slice(), &noise].concat(), step);
        }
    }

    #[test]
    fn headers_as_long_as_they_may_be_are_read_however_they_are_cut() {
        // The line break before them counts.
        let fixed = "\r\nContent-Disposition: form-data; name=\"\"".len();
        for (length, fine) in [(HEADERS_LIMIT, true), (HEADERS_LIMIT + 1, false)] {
            let name = "n".repeat(length - fixed);
            let input = form(&[(&name, b"1")]);
            for step in [1, 7, input.len()] {
                assert_eq!(parse(&input, step).is_ok(), fine, "{length} bytes in pieces of {step}");
            }
        }
    }

    #[test]
    fn a_large_file_does_not_wait_inside() {
        let (parts, most) = parse(&form(&[("file", &vec![b'a'; 5_000_000])]), 16 * 1024).unwrap();
        assert_eq!(parts[0].1.len(), 5_000_000);
        assert!(most < 17 * 1024, "{most}");
    }

    #[test]
    fn what_follows_the_end_is_ignored_and_the_last_line_break_may_be_missing() {
        let mut input = form(&[("a", b"1"), ("empty", b"")]);
        let (parts, _) = parse(&input, 7).unwrap();
        assert_eq!(parts, [("a".to_owned(), b"1".to_vec()), ("empty".to_owned(), Vec::new())]);
        input.extend_from_slice(b"\r\n--xyz\r\nnonsense");
        assert_eq!(parse(&input, 7).unwrap().0.len(), 2);
    }

    #[test]
    fn names_and_file_names_are_read_as_written() {
        let headers =
            part_headers(b"\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b=\\\"c\\\".pdf\"\r\nContent-Type: x").unwrap();
        assert_eq!(headers, PartHeaders { name: "file".to_owned(), file_name: Some("a;b=\"c\".pdf".to_owned()) });
        assert_eq!(part_headers(b"\r\nContent-Type: x"), Err(Malformed));
    }

    #[test]
    fn other_content_types_are_refused() {
        for wrong in
            ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed; boundary=x", "multipart/form-data; boundary="]
        {
            assert!(Parser::for_content_type(wrong).is_none(), "{wrong}");
        }
    }
}
