//! The content types that can ever be accepted: an exact list. Never HTML, SVG or script, whatever is configured.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::purpose::Purpose;

/// How a type may be shown before it is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// Never inline.
    None,
    /// Inline from the S3 origin.
    Inline,
}

struct Entry {
    mime: &'static str,
    extension: &'static str,
    label: &'static str,
    raster: bool,
    preview: Preview,
}

const fn entry(mime: &'static str, extension: &'static str, label: &'static str, preview: Preview) -> Entry {
    Entry { mime, extension, label, raster: false, preview }
}

const fn raster(mime: &'static str, extension: &'static str, label: &'static str) -> Entry {
    Entry { mime, extension, label, raster: true, preview: Preview::Inline }
}

const TABLE: &[Entry] = &[
    raster("image/png", "png", "PNG image"),
    raster("image/jpeg", "jpg", "JPEG image"),
    raster("image/webp", "webp", "WebP image"),
    raster("image/avif", "avif", "AVIF image"),
    raster("image/gif", "gif", "GIF image"),
    entry("application/pdf", "pdf", "PDF", Preview::Inline),
    entry("application/msword", "doc", "Word 97–2003", Preview::None),
    entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "Word", Preview::None),
    entry("application/vnd.ms-excel", "xls", "Excel 97–2003", Preview::None),
    entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "Excel", Preview::None),
    entry("application/vnd.ms-powerpoint", "ppt", "PowerPoint 97–2003", Preview::None),
    entry("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "PowerPoint", Preview::None),
    entry("application/vnd.oasis.opendocument.text", "odt", "OpenDocument text", Preview::None),
    entry("application/vnd.oasis.opendocument.spreadsheet", "ods", "OpenDocument sheet", Preview::None),
    entry("application/vnd.oasis.opendocument.presentation", "odp", "OpenDocument slides", Preview::None),
    entry("application/rtf", "rtf", "Rich text", Preview::None),
    entry("text/plain", "txt", "Plain text", Preview::Inline),
    entry("text/csv", "csv", "CSV", Preview::None),
    entry("application/zip", "zip", "ZIP archive", Preview::None),
    // Hardly any browser shows it.
    Entry { preview: Preview::None, ..raster("image/tiff", "tiff", "TIFF image") },
];

/// One entry of the exact list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentType(u8);

/// The type is not on the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the type {0:?} is not accepted")]
pub struct UnknownContentType(pub String);

impl ContentType {
    /// Every type that can be accepted, in the order shown to people.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).zip(TABLE).map(|(index, _)| Self(index))
    }

    /// The types accepted for a purpose, before configuration narrows the documents' list.
    pub fn accepted_for(purpose: Purpose) -> impl Iterator<Item = Self> {
        Self::all().filter(move |accepted| match purpose {
            Purpose::Avatar | Purpose::Image | Purpose::Thumbnail => accepted.entry().raster && accepted.as_str() != "image/tiff",
            Purpose::Document => true,
        })
    }

    /// Finds an exact type; parameters such as `; charset=utf-8` are ignored, letter case too (RFC 9110 section 8.3.1).
    pub fn parse(text: &str) -> Result<Self, UnknownContentType> {
        let essence = text.split(';').next().unwrap_or_default().trim();
        Self::all()
            .find(|known| known.as_str().eq_ignore_ascii_case(essence))
            .ok_or_else(|| UnknownContentType(text.chars().take(100).collect()))
    }

    /// Guesses the type from a file name's extension, for browsers that leave `File.type` empty.
    pub fn from_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = match extension.to_ascii_lowercase().as_str() {
            "jpeg" => "jpg".to_owned(),
            "tif" => "tiff".to_owned(),
            other => other.to_owned(),
        };
        Self::all().find(|known| known.extension() == extension)
    }

    fn entry(self) -> &'static Entry {
        &TABLE[usize::from(self.0)]
    }

    /// The media type, such as `application/pdf`.
    pub fn as_str(self) -> &'static str {
        self.entry().mime
    }

    /// The key's extension, without the dot.
    pub fn extension(self) -> &'static str {
        self.entry().extension
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// Whether it is a raster image.
    pub fn is_image(self) -> bool {
        self.entry().raster
    }

    /// Whether browsers may show it inline from the S3 origin.
    pub fn preview(self) -> Preview {
        self.entry().preview
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for ContentType {
    type Error = UnknownContentType;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ContentType> for String {
    fn from(content_type: ContentType) -> Self {
        content_type.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_runs_in_a_browser_is_on_the_list() {
        for accepted in ContentType::all() {
            for forbidden in ["html", "svg", "xml", "script", "wasm"] {
                let mime = accepted.as_str();
                assert!(!mime.contains(forbidden) || mime.contains("openxmlformats"), "{mime}");
            }
        }
    }

    #[test]
    fn avatars_are_exactly_five_types() {
        let avatars: Vec<_> = ContentType::accepted_for(Purpose::Avatar).map(ContentType::as_str).collect();
        assert_eq!(avatars, ["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"]);
    }

    #[test]
    fn wildcards_and_strangers_are_refused() {
        for text in ["image/*", "image/svg+xml", "text/html", "", "application/javascript", "image/png\r\nx: y"] {
            assert!(ContentType::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(ContentType::parse("Text/CSV; charset=utf-8").unwrap().as_str(), "text/csv");
    }

    #[test]
    fn a_type_is_guessed_from_the_extension_only_when_known() {
        assert_eq!(ContentType::from_file_name("a.b.JPEG").unwrap().as_str(), "image/jpeg");
        assert_eq!(ContentType::from_file_name("a.svg"), None);
        assert_eq!(ContentType::from_file_name("pdf"), None);
    }
}
