//! A moment.

use domain::timestamp::Timestamp;
use leptos::prelude::*;

use crate::effect::effect;

/// How a moment is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tell {
    /// Exact as the server renders it, how long ago once the page lives.
    #[default]
    Age,
    /// The day.
    Day,
    /// To the second, as a record needs it.
    Second,
    /// The hour and minute of a moment near by: the server's in UTC, the person's own once the page lives.
    Clock,
}

/// A moment in UTC, the exact text in a tooltip.
#[component]
pub fn Time(
    /// When.
    at: Timestamp,
    /// How it is told.
    #[prop(optional)]
    tell: Tell,
) -> impl IntoView {
    let exact = at.human();
    let text = RwSignal::new(match tell {
        Tell::Age => exact.clone(),
        Tell::Day => at.day(),
        Tell::Second => at.to_the_second(),
        Tell::Clock => at.clock(),
    });
    // Effects run in browsers only, after hydration: both sides render the same.
    effect(move || {
        let own = match tell {
            Tell::Age => relative(js_sys::Date::now() as i64 - at.0 / 1_000),
            Tell::Clock => Some(own_clock(at)),
            Tell::Day | Tell::Second => None,
        };
        if let Some(own) = own {
            text.set(own);
        }
    });
    view! { <time datetime=at.rfc3339() title=exact>{text}</time> }
}

/// The hour and minute where the person is.
fn own_clock(at: Timestamp) -> String {
    let date = js_sys::Date::new(&(at.0 as f64 / 1_000.0).into());
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    [two(date.get_hours()).as_str(), ":", &two(date.get_minutes())].concat()
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
