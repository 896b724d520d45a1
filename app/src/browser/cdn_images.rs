//! Keeps the CDN's cookies fresh while the page lives: on a timer, when the tab comes back, and when a picture does not load.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use leptos::{
    ev,
    prelude::{document, window, window_event_listener},
    task::spawn_local,
};
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::{Event, HtmlImageElement, VisibilityState};

use crate::api;

/// Where the next refresh is written down for all tabs: milliseconds since 1970.
const DUE_KEY: &str = "gatehouse.cdn-due";
/// The source of a picture that was tried again.
const RETRIED: &str = "data-retried";
/// The source of a picture that was asked for before the cookies were renewed.
const EARLY: &str = "data-early";
/// When asking failed, it is asked again after so long, in milliseconds.
const AGAIN_MS: u32 = 30_000;
/// The longest timer that browsers keep, in milliseconds.
const LONGEST_TIMER_MS: f64 = 2_147_000_000.0;

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
    static IN_FLIGHT: Cell<bool> = const { Cell::new(false) };
    static TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Pictures that wait for the refresh in flight, each tried once more.
    static WAITING: RefCell<Vec<HtmlImageElement>> = const { RefCell::new(Vec::new()) };
}

/// Begins, when somebody is logged in. Asked again, it does nothing.
pub(crate) fn keep_fresh() {
    if STARTED.replace(true) {
        return;
    }
    refresh_if_due();
    let _ = window_event_listener(ev::focus, |_| refresh_if_due());
    let visible = Closure::<dyn Fn()>::new(|| {
        if document().visibility_state() == VisibilityState::Visible {
            refresh_if_due();
        }
    });
    let _ = document().add_event_listener_with_callback("visibilitychange", visible.as_ref().unchecked_ref());
    visible.forget();
    // Errors of pictures do not bubble, so they are caught on the way down.
    let broken = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if let Some(image) = event.target().and_then(|target| target.dyn_into().ok()) {
            retry_once(image);
        }
    });
    let _ = document().add_event_listener_with_callback_and_bool("error", broken.as_ref().unchecked_ref(), true);
    broken.forget();
    retry_those_broken_before();
}

/// The page's pictures that are not there: still on their way, or broken.
fn missing() -> impl Iterator<Item = HtmlImageElement> {
    let images = document().images();
    (0..images.length())
        .filter_map(move |index| images.item(index)?.dyn_into().ok())
        .filter(|image: &HtmlImageElement| image.natural_width() == 0)
}

/// Pictures may have failed before there was anybody to listen.
fn retry_those_broken_before() {
    missing().filter(HtmlImageElement::complete).for_each(retry_once);
}

/// One refresh for all, one retry for each: never a loop.
fn retry_once(image: HtmlImageElement) {
    let source = image.src();
    let is_marked = |mark| image.get_attribute(mark).is_some_and(|marked| marked == source);
    if !image.class_list().contains("cdn-image") || is_marked(RETRIED) {
        return;
    }
    let _ = image.set_attribute(RETRIED, &source);
    if is_marked(EARLY) {
        image.set_src(&source);
    } else {
        WAITING.with_borrow_mut(|waiting| waiting.push(image));
        refresh();
    }
}

/// What was asked for with the old cookies may fail after the new ones have come: that needs no others.
fn mark_early() {
    for image in missing() {
        let _ = image.set_attribute(EARLY, &image.src());
    }
}

fn refresh_if_due() {
    let now = js_sys::Date::now();
    match due() {
        // Another tab's clock or a changed lifetime must not put it off for long.
        Some(due) if now < due && due - now < LONGEST_TIMER_MS => schedule(due - now),
        _ => refresh(),
    }
}

fn refresh() {
    if IN_FLIGHT.replace(true) {
        return;
    }
    spawn_local(async {
        let access = api::cdn::cookies().await;
        IN_FLIGHT.set(false);
        match access {
            Ok(access) => {
                let wait = f64::from(access.refresh_in_seconds) * 1000.0;
                write_due(js_sys::Date::now() + wait);
                schedule(wait);
                mark_early();
                for image in WAITING.take() {
                    // The same URL again: the browser asks anew, now with the new cookies.
                    image.set_src(&image.src());
                }
            }
            Err(error) => {
                WAITING.take();
                if error.0.kind.status() != 401 {
                    schedule(f64::from(AGAIN_MS));
                }
            }
        }
    });
}

fn schedule(wait_ms: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
    let wait = wait_ms.clamp(1000.0, LONGEST_TIMER_MS) as u32;
    TIMER.set(Some(Timeout::new(wait, refresh_if_due)));
}

fn due() -> Option<f64> {
    // Whole numbers: reading and writing floats takes tables of 10 KB.
    let due: u64 = window().local_storage().ok()??.get_item(DUE_KEY).ok()??.parse().ok()?;
    Some(due as f64)
}

fn write_due(due: f64) {
    // Without storage each tab keeps its own timer.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(DUE_KEY, &(due as u64).to_string());
    }
}
