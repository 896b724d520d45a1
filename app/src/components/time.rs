//! A moment.

use domain::timestamp::Timestamp;
use leptos::prelude::*;

/// A moment: exact in UTC as the server renders it, relative once the page lives, the exact text in a tooltip.
#[component]
pub fn Time(
    /// When.
    at: Timestamp,
    /// Whether the day is enough; it stays as it is.
    #[prop(optional)]
    day: bool,
) -> impl IntoView {
    let exact = at.human();
    let first = if day { exact.split(',').next().unwrap_or_default().to_owned() } else { exact.clone() };
    let text = RwSignal::new(first);
    if !day {
        // Effects run in browsers only, after hydration: both sides render the same.
        Effect::new(move |_| {
            if let Some(relative) = relative(js_sys::Date::now() as i64 - at.0 / 1_000) {
                text.set(relative);
            }
        });
    }
    view! { <time datetime=at.rfc3339() title=exact>{text}</time> }
}

/// How long ago in words; `None` from a week on, when the date says more.
fn relative(ago_ms: i64) -> Option<String> {
    let minutes = ago_ms / 60_000;
    let say = |count: i64, unit: &str| Some([count.to_string().as_str(), " ", unit, if count == 1 { " ago" } else { "s ago" }].concat());
    match minutes {
        ..1 => Some("just now".to_owned()),
        1..60 => say(minutes, "minute"),
        60..1_440 => say(minutes / 60, "hour"),
        1_440..2_880 => Some("yesterday".to_owned()),
        2_880..10_080 => say(minutes / 1_440, "day"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn words_for_ages() {
        const MINUTE: i64 = 60_000;
        for (ago, words) in [
            (-5 * MINUTE, Some("just now")),
            (59_999, Some("just now")),
            (MINUTE, Some("1 minute ago")),
            (59 * MINUTE, Some("59 minutes ago")),
            (60 * MINUTE, Some("1 hour ago")),
            (30 * 60 * MINUTE, Some("yesterday")),
            (3 * 1_440 * MINUTE, Some("3 days ago")),
            (8 * 1_440 * MINUTE, None),
        ] {
            assert_eq!(relative(ago).as_deref(), words, "{ago}");
        }
    }
}
