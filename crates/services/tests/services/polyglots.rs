//! Files that are not what they say, or something else as well, from the ticket to the refusal; and true files, which pass.

use domain::{
    account::Actor,
    content_type::ContentType,
    id::UploadId,
    purpose::Purpose::{self, Avatar, Document, Image},
    upload::{ConfirmOutcome, PresignRequest},
};
use services::uploads;

use crate::{
    files::{
        BASELINE, all, avif, canvas, chunk, compound_file, exif, extension, gif, gif_frame, jpeg, lossless, noise, pdf, png, png_of, riff,
        segment, tiff, webp, zip,
    },
    support::{TestApp, info, on_both, request},
};

/// What is refused, and a part of the sentence that says why.
struct Refused {
    name: String,
    purpose: Purpose,
    mime: &'static str,
    bytes: Vec<u8>,
    says: String,
}

fn refused(name: impl Into<String>, purpose: Purpose, mime: &'static str, bytes: Vec<u8>, says: impl Into<String>) -> Refused {
    Refused { name: name.into(), purpose, mime, bytes, says: says.into() }
}

fn label(mime: &str) -> &'static str {
    ContentType::parse(mime).unwrap().label()
}

const PICTURES: [&str; 5] = ["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"];

/// Markup and scripts under every name that could carry them into a page.
fn web_code() -> Vec<Refused> {
    let utf16 = "\u{FEFF}<html><script>alert(1)</script>".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let codes: [(&str, &[u8]); 10] = [
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("SVG behind a declaration", b"\n <?xml version='1.0'?><!-- a drawing --><svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("HTML", b"\xEF\xBB\xBF \n<!DOCTYPE html><script>alert(1)</script>"),
        ("HTML in UTF-16", &utf16),
        ("HTML that mentions a PDF", b"<html><!-- %PDF-1.7 --><script>alert(1)</script></html>%%EOF"),
        ("a frame", b"<IFRAME src='javascript:alert(1)'></iframe>"),
        ("a script", b"/* a comment */ (function () { alert(document.domain) })()"),
        ("a script of today", b"'use strict';\nfetch('/api/documents/list')"),
        ("a script that mentions a PDF", b"var pdf = '%PDF-1.7';\nalert(pdf) // %%EOF"),
        ("a shell's script", b"#!/bin/sh\nrm -r ~\n"),
    ];
    let mimes = PICTURES.into_iter().chain(["image/tiff", "application/pdf", "application/rtf", "text/plain", "text/csv"]);
    let rows = mimes.flat_map(|mime| {
        let says = format!("content is not {} {}", if label(mime).starts_with('A') { "an" } else { "a" }, label(mime));
        codes.map(|(name, bytes)| refused(name, Document, mime, bytes.to_vec(), says.clone()))
    });
    rows.collect()
}

/// Two files in one.
fn archives() -> Vec<Refused> {
    let jar = zip(&[("META-INF/MANIFEST.MF", b"Main-Class: Evil\n"), ("Evil.class", &noise(6000))]);
    let small = zip(&[("a.txt", b"hidden")]);
    let rows = all().into_iter().filter(|(_, mime, bytes)| {
        let expected = ["zip", "opendocument", "openxml"].iter().any(|part| mime.contains(part));
        // In what is in sight of a short text, an archive is no text.
        !expected && (bytes.len() > 4096 || !mime.starts_with("text/"))
    });
    let rows = rows.flat_map(|(name, mime, bytes)| {
        let says = format!("{} and a ZIP archive at once", label(mime));
        [("a JAR", &jar), ("a ZIP", &small)].map(|(hidden, archive)| {
            refused(format!("{name} and {hidden}"), Document, mime, [bytes.as_slice(), archive].concat(), says.clone())
        })
    });
    // Java looks for the archive's end from behind, and minds no bytes that follow.
    let followed = |bytes: Vec<u8>| [bytes.as_slice(), &jar, &noise(700), b";"].concat();
    let mut inside = pdf(b"");
    // The comment of the archive's end takes in the rest of the PDF.
    let (at, mut opening) = (inside.len() - 40, small.clone());
    let end = opening.len() - 2;
    opening[end] = 40;
    inside.splice(at..at, opening);
    let odd = [
        refused("a GIF, a JAR and more", Avatar, "image/gif", followed(gif(1, 1, &[gif_frame(1, 1)])), "ZIP archive at once"),
        refused("a PNG, a JAR and more", Image, "image/png", followed(png(1, 1, &[])), "ZIP archive at once"),
        refused("a PDF, a JAR and more", Document, "application/pdf", followed(pdf(b"")), "ZIP archive at once"),
        refused("a PDF in an archive's comment", Document, "application/pdf", inside, "ZIP archive at once"),
        refused(
            "a Word of old and a JAR",
            Document,
            "application/msword",
            [compound_file(b"").as_slice(), &jar].concat(),
            "Word 97–2003 and a ZIP",
        ),
    ];
    let short = refused("a short text and a ZIP", Document, "text/plain", [b"hello", small.as_slice()].concat(), "not a Plain text");
    rows.chain(odd).chain([short]).collect()
}

/// Pictures whose first bytes a script can be made of, and pictures that carry markup.
fn disguises() -> Vec<Refused> {
    let code = "The picture holds web page code";
    let frame = || gif_frame(1, 1);
    let script = |width: &[u8; 2], height: &[u8; 2], comment: &[u8]| {
        gif(u16::from_le_bytes(*width), u16::from_le_bytes(*height), &[extension(0xFE, &[comment]), frame()])
    };
    let mut jpeg_script = jpeg(BASELINE, 64, &[segment(0xE0, &noise(0x2F2A - 2)), segment(0xFE, b"*/=alert(1)/*")]);
    let end = jpeg_script.len() - 2;
    jpeg_script.splice(end..end, *b"*/// ");
    let comment = |text: &[u8]| jpeg(BASELINE, 64, &[segment(0xFE, text)]);
    vec![
        refused("GIF89a=1;/*…", Avatar, "image/gif", b"GIF89a=1;/*\0\0\0*/alert(1);".to_vec(), "content is not a GIF image"),
        refused("a true GIF that begins =1", Image, "image/gif", script(b"=1", b";/", b"*/alert(1);/*"), code),
        refused("a true GIF that begins with a comment", Image, "image/gif", script(b"/*", b"\x01\0", b"*/=1;alert(1);/*"), code),
        refused("a true JPEG that begins with a comment", Avatar, "image/jpeg", jpeg_script, code),
        refused("a PNG's text", Avatar, "image/png", png(1, 1, &[chunk("tEXt", b"Comment\0<script>alert(1)</script>")]), code),
        refused(
            "a PNG's text far behind",
            Image,
            "image/png",
            png_of(99, 99, &[chunk("IDAT", &noise(9900)), chunk("tEXt", b"a\0<BODY onload=x>")]),
            code,
        ),
        refused("a JPEG's comment", Avatar, "image/jpeg", comment(b"<svg onload=alert(1)>"), code),
        refused("another JPEG's comment", Avatar, "image/jpeg", comment(b"--><html>"), code),
        refused("behind a JPEG", Image, "image/jpeg", [jpeg(BASELINE, 2048, &[]).as_slice(), b"<body/onload=alert(1)>"].concat(), code),
        refused("a GIF's comment", Avatar, "image/gif", gif(1, 1, &[extension(0xFE, &[b"<!DOCTYPE HTML>"]), frame()]), code),
        refused("a WebP's metadata", Avatar, "image/webp", webp(&[canvas(4, 1, 1), lossless(1, 1), riff("XMP ", b"<iframe src=x>")]), code),
        refused("an AVIF's last box", Avatar, "image/avif", [avif(64, 64, 9000).as_slice(), b"\0\0\0\x14free<script\n></x"].concat(), code),
        refused("a TIFF", Document, "image/tiff", [tiff().as_slice(), b"<script/src=//evil.test></script>"].concat(), code),
    ]
}

/// What ends too early, and what goes on.
fn endings() -> Vec<Refused> {
    let rows = all().into_iter().filter(|(name, mime, _)| {
        let tolerant =
            ["a photo with a film", "a WebP whose pad is not counted", "an AVIF up to the end", "a PDF with an archive attached"];
        (PICTURES.contains(mime) || *mime == "application/pdf") && !tolerant.contains(name)
    });
    let rows = rows.flat_map(|(name, mime, bytes)| {
        let says = format!("The {} ends too early", label(mime));
        let cuts = if mime == "application/pdf" { [12, 200] } else { [1, 3] };
        cuts.map(|cut| refused(format!("{name}, {cut} bytes less"), Document, mime, bytes[..bytes.len() - cut].to_vec(), says.clone()))
    });
    let preview = jpeg(BASELINE, 160, &[]);
    let photo = jpeg(BASELINE, 512, &[exif(&preview, 0)]);
    let goes_on = |bytes: Vec<u8>| [bytes.as_slice(), &noise(50)].concat();
    let odd = [
        refused("a photo cut behind its preview", Image, "image/jpeg", photo[..photo.len() - 300].to_vec(), "JPEG image ends too early"),
        refused("a PNG that goes on", Avatar, "image/png", goes_on(png(1, 1, &[])), "something follows its end"),
        refused("a WebP that goes on", Avatar, "image/webp", goes_on(webp(&[lossless(1, 1)])), "something follows its end"),
        refused("an AVIF that goes on", Avatar, "image/avif", goes_on(avif(64, 64, 9000)), "something follows its end"),
    ];
    rows.chain(odd).collect()
}

/// Small files that would take gigabytes to open.
fn bombs() -> Vec<Refused> {
    let says = |width: u32, height: u32, side: u32| format!("{width} × {height} pixels, the limit is as many as {side} × {side} have");
    let jpeg_of = |side| jpeg(BASELINE, side, &[]);
    let vp8 = riff("VP8 ", b"\x30\x01\0\x9D\x01\x2A\xFF\x3F\xFF\x3F\x0E\xC0\xFE\x25");
    vec![
        refused("PNG", Avatar, "image/png", png_of(60_000, 60_000, &[]), says(60_000, 60_000, 4096)),
        refused("PNG, one line too many", Image, "image/png", png_of(8192, 8193, &[]), says(8192, 8193, 8192)),
        refused("PNG of a document", Document, "image/png", png_of(u32::MAX, u32::MAX, &[]), says(u32::MAX, u32::MAX, 16_384)),
        refused("GIF", Avatar, "image/gif", gif(60_000, 60_000, &[gif_frame(1, 1)]), says(60_000, 60_000, 4096)),
        refused(
            "GIF, by its frame",
            Avatar,
            "image/gif",
            gif(1, 1, &[extension(0xF9, &[&[0; 4]]), gif_frame(9000, 50_000)]),
            says(9000, 50_000, 4096),
        ),
        refused("JPEG", Avatar, "image/jpeg", jpeg_of(8000), says(8000, 8000, 4096)),
        refused("WebP", Avatar, "image/webp", webp(&[lossless(16_384, 16_384)]), says(16_384, 16_384, 4096)),
        refused("lossy WebP", Image, "image/webp", webp(&[vp8]), says(16_383, 16_383, 8192)),
        refused(
            "extended WebP",
            Document,
            "image/webp",
            webp(&[canvas(2, 1 << 24, 200), riff("ANIM", &[0; 6])]),
            says(1 << 24, 200, 16_384),
        ),
        refused("AVIF", Document, "image/avif", avif(60_000, 60_000, 9000), says(60_000, 60_000, 16_384)),
    ]
}

/// What is broken where it begins.
fn broken() -> Vec<Refused> {
    let changed = |mut bytes: Vec<u8>, at: usize| {
        bytes[at] ^= 1;
        bytes
    };
    vec![
        refused("a PNG's header that is not what its checksum says", Avatar, "image/png", changed(png(1, 1, &[]), 24), "not a PNG image"),
        refused("a PNG without its header", Avatar, "image/png", changed(png(1, 1, &[]), 12), "not a PNG image"),
        refused("a PNG without pixels", Avatar, "image/png", png_of(0, 9, &[]), "not a PNG image"),
        refused("a GIF whose first block is none", Avatar, "image/gif", changed(gif(1, 1, &[gif_frame(1, 1)]), 19), "not a GIF image"),
        refused("a JPEG whose first marker is none", Avatar, "image/jpeg", b"\xFF\xD8\xFF\x01\0\x02\xFF\xD9".to_vec(), "not a JPEG image"),
        refused("a RIFF that is no WebP", Avatar, "image/webp", riff("RIFF", b"WAVEfmt \x10\0\0\0"), "not a WebP image"),
        refused("a film", Avatar, "image/avif", b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\x08free".to_vec(), "not an AVIF image"),
        refused("a program", Document, "text/plain", b"MZ\x90\0\x03\0".to_vec(), "not a Plain text"),
        refused("more than an empty archive", Document, "application/zip", [zip(&[]), noise(9)].concat(), "not a ZIP archive"),
    ]
}

/// A file in the store, declared as what it may not be.
async fn arrived(app: &TestApp, actor: &Actor, purpose: Purpose, mime: &str, bytes: &[u8]) -> UploadId {
    let request = PresignRequest { content_type: ContentType::parse(mime).unwrap(), ..request(purpose, bytes.len() as u64) };
    let ticket = uploads::presign(app, actor, &info(), request).await.unwrap();
    app.store.post(&ticket, bytes);
    ticket.upload
}

on_both!(what_is_something_else_is_refused_and_gone, app, {
    let ann = app.person("ann").await;
    let rows: Vec<Refused> = [web_code(), archives(), disguises(), endings(), bombs(), broken()].into_iter().flatten().collect();
    assert!(rows.len() > 200, "{}", rows.len());
    for (done, row) in (1..).zip(rows) {
        let Refused { name, purpose, mime, bytes, says } = row;
        let upload = arrived(&app, &ann, purpose, mime, &bytes).await;
        let outcome = app.confirm(&ann, upload).await.unwrap();
        let ConfirmOutcome::Rejected { message } = &outcome else { panic!("{name} as {mime}: {outcome:?}") };
        assert!(message.contains(&says), "{name} as {mime}: {message}");
        assert_eq!(app.store.keys(), Vec::<String>::new(), "{name} as {mime}");
        assert_eq!((app.events("upload.reject").await, app.events("upload.confirm").await), (done, 0), "{name} as {mime}");
    }
});

on_both!(true_files_pass, app, {
    let ann = app.person("ann").await;
    for (done, (name, mime, bytes)) in (1..).zip(all()) {
        let upload = arrived(&app, &ann, Document, mime, &bytes).await;
        let outcome = app.confirm(&ann, upload).await.unwrap();
        assert!(matches!(outcome, ConfirmOutcome::Ready { document: Some(_), .. }), "{name}: {outcome:?}");
        assert_eq!((app.store.keys().len(), app.events("upload.reject").await), (done, 0), "{name}");
    }
});

on_both!(empty_files_are_nothing, app, {
    let ann = app.person("ann").await;
    for content_type in ContentType::all() {
        let upload = uploads::start_form(&app, &ann, &info(), PresignRequest { content_type, ..request(Document, 1) }).await.unwrap();
        let ticket = uploads::form_ticket(&app, &ann, &info(), upload).await.unwrap();
        app.store.post(&ticket, b"");
        let outcome = app.confirm(&ann, upload).await.unwrap();
        assert!(
            matches!(&outcome, ConfirmOutcome::Rejected { message } if message.contains("content is not")),
            "{content_type}: {outcome:?}"
        );
    }
});
