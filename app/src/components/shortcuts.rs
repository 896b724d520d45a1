//! Keys for those who leave the mouse alone, and the sheet that tells them.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::Popover;
use crate::{browser::listen::listen, effect::effect};

/// The sheet's id, for buttons that open it.
pub const SHORTCUTS: &str = "shortcuts";
/// Where it is written down that somebody does not want them (WCAG 2.2, 2.1.4: single keys can be turned off).
const OFF: &str = "gatehouse.shortcuts-off";

const KEYS: [(&str, &str); 11] = [
    ("?", "Show this list"),
    ("/", "Search"),
    ("u", "Upload files"),
    ("j", "Next document"),
    ("k", "Previous document"),
    ("x", "Select the document"),
    ("g d", "Go to your documents"),
    ("g s", "Go to what is shared with you"),
    ("g i", "Go to the images"),
    ("g p", "Go to the people"),
    ("g t", "Go to the trash"),
];

/// The sheet, and the keys.
#[component]
pub fn Shortcuts() -> impl IntoView {
    // `g` waits for the letter that follows it.
    let going = StoredValue::new(false);
    let on = RwSignal::new(true);
    effect(move || {
        on.set(storage().is_none_or(|storage| !matches!(storage.get_item(OFF), Ok(Some(_)))));
        listen("keydown", move |event| pressed(&event, going, on));
    });
    let switch = move |event: Event| {
        on.set(event_target_checked(&event));
        if let Some(storage) = storage() {
            let _ = if on.get_untracked() { storage.remove_item(OFF) } else { storage.set_item(OFF, "") };
        }
    };
    view! {
        <Popover id=SHORTCUTS.to_owned() label="Keyboard shortcuts">
            <div class="dialog-body">
                <h2>"Keyboard shortcuts"</h2>
                <dl class="shortcuts">
                    {KEYS.into_iter().map(|(keys, text)| view! { <div><dt><kbd>{keys}</kbd></dt><dd>{text}</dd></div> }).collect_view()}
                </dl>
                <label class="check"><input type="checkbox" prop:checked=move || on.get() on:change=switch checked/>"Use these keys"</label>
            </div>
        </Popover>
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn pressed(event: &Event, going: StoredValue<bool>, on: RwSignal<bool>) {
    let event = event.unchecked_ref::<KeyboardEvent>();
    let went = going.get_value();
    going.set_value(false);
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() || !on.get_untracked() {
        return;
    }
    let key = event.key();
    let place = match &*key {
        "d" => "/documents",
        "s" => "/shared",
        "i" => "/images",
        "p" => "/people",
        "t" => "/trash",
        _ => "",
    };
    let done = match &*key {
        _ if went => !place.is_empty() && find(&[".rail a[href='", place, "']"].concat()).map(|link| link.click()).is_some(),
        "g" => {
            going.set_value(true);
            true
        }
        "?" => find(&["#", SHORTCUTS].concat()).is_some_and(|sheet| sheet.show_popover().is_ok()),
        "/" => find("input[type=search]").is_some_and(|input| input.focus().is_ok()),
        "u" => find("[data-upload]").map(|button| button.click()).is_some(),
        "j" => step(1),
        "k" => step(-1),
        "x" => select(),
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn is_typing() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| matches!(element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]"), Ok(true)))
}

/// The row that has the focus.
fn row() -> Option<Element> {
    document().active_element()?.closest("tbody tr").ok().flatten()
}

/// Moves the focus to the name in the next or the previous row.
fn step(by: i32) -> bool {
    let next = match row() {
        Some(row) if by > 0 => row.next_element_sibling(),
        Some(row) => row.previous_element_sibling(),
        None => document().query_selector("tbody tr").ok().flatten(),
    };
    let link = next.and_then(|row| row.query_selector(".file-name a").ok().flatten());
    link.and_then(|link| link.dyn_into::<HtmlElement>().ok()).is_some_and(|link| link.focus().is_ok())
}

fn select() -> bool {
    let tick = row().and_then(|row| row.query_selector("input[type=checkbox]").ok().flatten());
    tick.and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok()).map(|tick| tick.click()).is_some()
}
