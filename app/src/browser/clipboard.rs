//! Pictures from the clipboard, and text into it.

use domain::content_type::ContentType;
use js_sys::{Array, Date};
use leptos::prelude::window;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, Element, Event, File, FilePropertyBag};

use super::tree::files;

/// Where pasting means something else.
const TEXT_FIELDS: &str = "input:not([type=checkbox], [type=radio]), textarea, [contenteditable]";

/// The pictures that are pasted, with names that say when; none while the focus is in a text field.
pub(crate) fn pictures(event: &Event) -> Vec<File> {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    if target.is_some_and(|target| !matches!(target.closest(TEXT_FIELDS), Ok(None))) {
        return Vec::new();
    }
    let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
    data.and_then(|data| data.files()).map(|list| files(&list).iter().filter_map(named).collect()).unwrap_or_default()
}

fn named(picture: &File) -> Option<File> {
    let content_type = ContentType::parse(&picture.type_()).ok().filter(|content_type| content_type.is_image())?;
    let name = ["Pasted image ", &now(), ".", content_type.extension()].concat();
    let options = FilePropertyBag::new();
    options.set_type(content_type.as_str());
    File::new_with_blob_sequence_and_options(&Array::of1(picture), &name, &options).ok()
}

/// `2026-11-25 14.05.10`, by the clock on the person's wall.
fn now() -> String {
    let now = Date::new_0();
    let date = [now.get_full_year(), now.get_month() + 1, now.get_date()].map(two_digits).join("-");
    let time = [now.get_hours(), now.get_minutes(), now.get_seconds()].map(two_digits).join(".");
    [date, time].join(" ")
}

fn two_digits(number: u32) -> String {
    let digits = number.to_string();
    if number < 10 { ["0", &digits].concat() } else { digits }
}

/// Puts text into it. Answers whether the browser let it happen.
pub(crate) async fn write(text: &str) -> bool {
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
