//! What a browser would run, if it were told that a file is something else than it is.

use super::{Sample, contains};

/// What a browser would take for HTML, XML or SVG if it guessed (WHATWG MIME Sniffing, section 7.1).
const MARKUP: [&str; 20] = [
    "<!doctype",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a ",
    "<a>",
    "<style",
    "<title",
    "<b>",
    "<body",
    "<br",
    "<p>",
    "<!--",
    "<?xml",
    "<svg",
];
/// How scripts begin; texts do not.
const SCRIPTS: [&str; 16] = [
    "#!",
    "\"use strict\"",
    "'use strict'",
    "(function",
    "!function",
    "(()",
    "(async",
    "alert(",
    "eval(",
    "document.write(",
    "document.cookie",
    "window.location",
    "export default ",
    "import {",
    "import * as ",
    "import(",
];
/// Tags that have no business in a picture.
const TAGS: [&str; 5] = ["<script", "<svg", "<html", "<iframe", "<body"];

/// Whether it begins as markup or as a script.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes).trim_ascii_start();
    MARKUP.iter().any(|start| starts(text, start)) || is_script(without_comments(text))
}

/// Whether a picture holds markup in what is in sight, or can be read as a script.
pub(super) fn hides_in(file: &Sample) -> bool {
    let holds_markup = |part: &[u8]| (0..part.len()).any(|at| part[at] == b'<' && is_tag(&part[at..]));
    holds_markup(&file.head) || holds_markup(&file.tail) || is_script_picture(file)
}

fn starts(text: &[u8], start: &str) -> bool {
    text.get(..start.len()).is_some_and(|prefix| prefix.eq_ignore_ascii_case(start.as_bytes()))
}

/// A tag's name ends where HTML lets it (section 13.2.5.8): `<svg` alone comes up by chance among compressed pixels.
fn is_tag(text: &[u8]) -> bool {
    let ends = |name: &&str| text.get(name.len()).is_some_and(|&next| next.is_ascii_whitespace() || next == b'/' || next == b'>');
    starts(text, "<!doctype html") || TAGS.iter().any(|name| starts(text, name) && ends(name))
}

fn without_comments(mut text: &[u8]) -> &[u8] {
    loop {
        let end: &[u8] = match text {
            [b'/', b'*', ..] => b"*/",
            [b'/', b'/', ..] => b"\n",
            _ => return text,
        };
        let Some(at) = text.windows(end.len()).position(|window| window == end) else { return text };
        text = text[at + end.len()..].trim_ascii_start();
    }
}

/// `const name =`, `function name(`, or one of the usual beginnings.
fn is_script(text: &[u8]) -> bool {
    let declares = |keyword: &[u8], sign: u8| {
        let rest = text.strip_prefix(keyword).unwrap_or_default();
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count();
        name > 0 && rest[name..].trim_ascii_start().first() == Some(&sign)
    };
    SCRIPTS.iter().any(|start| text.starts_with(start.as_bytes()))
        || [&b"var "[..], b"let ", b"const "].iter().any(|keyword| declares(keyword, b'='))
        || declares(b"function ", b'(')
}

/// The first bytes of GIF and JPEG are a name in JavaScript. A script assigns to it at once, or comments out the picture.
fn is_script_picture(file: &Sample) -> bool {
    match file.head.as_slice() {
        [b'G', b'I', b'F', b'8', _, b'a', sizes @ ..] => {
            let is_code = |byte: &&u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
            let code = &sizes[..sizes.iter().take(7).take_while(is_code).count()];
            contains(code, b"/*") || code.len() > 1 && code[0] == b'='
        }
        [0xFF, 0xD8, 0xFF, _, b'/', b'*', ..] => contains(&file.tail, b"*/"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn scripts_are_told_from_texts() {
        let scripts = [
            "alert(1)",
            "/*! a library v3 | (c) them */\n!function(e,t){\"use strict\"}(this)",
            "// a comment\n// another\nconst fs = require('fs')",
            "function run (a) {}",
            "let $x=1;",
            "\u{FEFF}  \n<!-- hidden --><p>",
            "#!/usr/bin/env node",
        ];
        let texts = [
            "let us meet at noon",
            "const is a word of C",
            "function follows form (Sullivan)",
            "document.pdf is attached",
            "// nothing but a remark",
            "/* never closed",
            "Variables are < than you think",
            "",
        ];
        for script in scripts {
            assert!(begins(script.as_bytes()), "{script}");
        }
        for text in texts {
            assert!(!begins(text.as_bytes()), "{text}");
        }
    }
}
