//! Follows the log as it grows.

use std::time::Duration;

use domain::{audit::AuditRow, id::EventId};
use leptos::{prelude::*, task::spawn_local};
use web_sys::VisibilityState;

use super::events::Events;
use crate::{api, components::Icon, effect::effect, erase::Erase as _};

/// How long until the server is asked again, while the page is in sight.
const AGAIN: Duration = Duration::from_secs(2);
/// Rows that are kept in sight.
const KEPT: usize = 200;

/// A button that starts and pauses, and what came since: the chain's order leaves none out, however late it was committed.
#[component]
pub(super) fn Follow(query: String, chained: i64, shown: Vec<EventId>) -> impl IntoView {
    let (alive, following) = (RwSignal::new(false), RwSignal::new(false));
    let (rows, problem) = (RwSignal::new(Vec::<AuditRow>::new()), RwSignal::new(String::new()));
    let place = StoredValue::new((query, chained));
    let known = StoredValue::new(shown);
    let asking = StoredValue::new(false);
    // The page may be gone when the answer comes.
    let ask = move || {
        if document().visibility_state() != VisibilityState::Visible || asking.get_value() {
            return;
        }
        asking.set_value(true);
        let (query, after) = place.get_value();
        spawn_local(async move {
            match api::audit::tail(query, after).await {
                Ok(tail) => {
                    let _ = place.try_update_value(|place| place.1 = tail.after);
                    let new = tail.rows.into_iter().filter(|row| known.try_with_value(|known| !known.contains(&row.id)).unwrap_or(false));
                    let new: Vec<_> = new.collect();
                    if !new.is_empty() {
                        rows.try_update(|rows| {
                            rows.splice(0..0, new.into_iter().rev());
                            rows.truncate(KEPT);
                        });
                    }
                    let _ = problem.try_set(String::new());
                }
                Err(error) => {
                    let _ = problem.try_set(error.0.message);
                    let _ = following.try_set(false);
                }
            }
            let _ = asking.try_set_value(false);
        });
    };
    effect(move || alive.set(true));
    effect(move || {
        if following.get()
            && let Ok(timer) = set_interval_with_handle(ask, AGAIN)
        {
            on_cleanup(move || timer.clear());
        }
    });
    let toggle = move |_| following.update(|following| *following = !*following);
    let told = move || match (following.get(), rows.with(Vec::len)) {
        (false, 0) => String::new(),
        (true, 0) => "Waiting for new events.".to_owned(),
        (_, 1) => "1 new event.".to_owned(),
        (_, count) => [&count.to_string(), " new events."].concat(),
    };
    view! {
        <div class="audit-follow" hidden=move || !alive.get()>
            <p class="muted" role="status">{told}</p>
            {move || {
                let problem = problem.get();
                (!problem.is_empty()).then(|| view! { <p class="field-error" role="alert">{problem}</p> })
            }}
            <button class="button button-small" type="button" on:click=toggle>
                {move || if following.get() {
                    view! { <Icon name="pause"/>"Pause" }.erase()
                } else {
                    view! { <Icon name="play"/>"Follow" }.erase()
                }}
            </button>
        </div>
        {move || {
            let rows = rows.get();
            (!rows.is_empty()).then(|| view! { <Events rows label="New events"/> }).erase()
        }}
    }
}
