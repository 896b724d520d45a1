//! The icon of a content type.

use domain::content_type::ContentType;
use leptos::prelude::*;

use super::Icon;

/// The icon of a content type, coloured by its family.
#[component]
pub fn FileIcon(content_type: ContentType) -> impl IntoView {
    let (name, family) = match content_type.extension() {
        _ if content_type.is_image() => ("image", "image"),
        "pdf" => ("file-text", "pdf"),
        "xls" | "xlsx" | "ods" | "csv" => ("file-spreadsheet", "sheet"),
        "ppt" | "pptx" | "odp" => ("presentation", "slides"),
        "zip" => ("file-archive", "archive"),
        _ => ("file-text", "text"),
    };
    let class = ["file-icon file-icon-", family].concat();
    view! { <span class=class><Icon name/></span> }
}
