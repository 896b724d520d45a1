//! What narrows and sorts the list: a form without scripts; with them it searches while somebody types.

use std::time::Duration;

use domain::listing::{Kind, Listing, SEARCH_LIMIT, Sort};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::HtmlFormElement;

use super::{Icon, post_form::fields};
use crate::{
    effect::effect,
    state::{address, documents_at, read_query},
};

/// How long nobody has typed before the list is asked for.
const PAUSE: Duration = Duration::from_millis(200);

/// The form. Its fields' first values always say what the address says.
#[component]
pub fn Filters() -> impl IntoView {
    let address = address();
    let listing = move || read_query(&address()).0;
    let form = NodeRef::<leptos::html::Form>::new();
    let asked = StoredValue::new(untrack(listing));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let navigate = use_navigate();
    let ask = StoredValue::new(move |replace: bool| {
        stop(timer);
        let Some(wanted) = form.get_untracked().and_then(|form| wanted(&form)) else { return };
        if asked.get_value() != wanted {
            let target = documents_at(&wanted);
            asked.set_value(wanted);
            navigate(&target, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        }
    });
    // The address changed by a link or by Back: the fields follow. While somebody types they are ahead of it.
    effect(move || {
        let now = listing();
        if asked.get_value() != now {
            stop(timer);
            asked.set_value(now);
            request_animation_frame(move || {
                if let Some(form) = form.get_untracked() {
                    form.reset();
                }
            });
        }
    });
    on_cleanup(move || stop(timer));
    let typed = move |event: ev::Event| {
        if event_target::<web_sys::HtmlElement>(&event).get_attribute("name").as_deref() == Some("q") {
            stop(timer);
            timer.set_value(set_timeout_with_handle(move || ask.with_value(|ask| ask(true)), PAUSE).ok());
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        ask.with_value(|ask| ask(false));
    };
    let lesser = move || {
        let listing = listing();
        listing.kind.is_some() || listing.tag.is_some() || listing.from.is_some() || listing.until.is_some() || listing.shared
    };
    let day = |moment: Option<domain::timestamp::Timestamp>| moment.and_then(|moment| moment.rfc3339().get(..10).map(str::to_owned));
    let clear = move || documents_at(&Listing { folder: listing().folder, sort: listing().sort, ..Listing::default() });
    view! {
        <form
            class="filters"
            role="search"
            method="get"
            action="/documents"
            node_ref=form
            on:input=typed
            on:change=move |_| ask.with_value(|ask| ask(false))
            on:submit=submit
        >
            <input type="hidden" name="folder" value=move || listing().folder.map(|folder| folder.to_string()).unwrap_or_default()/>
            <span class="field field-line filters-search">
                <input
                    type="search"
                    name="q"
                    value=move || listing().text
                    maxlength=SEARCH_LIMIT.to_string()
                    aria-label="Search names and tags"
                    placeholder="Search names and tags"
                    autocomplete="off"
                />
                <button class="button" type="submit" aria-label="Search"><Icon name="search"/></button>
            </span>
            <span class="field filters-sort">
                <select name="sort" aria-label="Sort">
                    {Sort::ALL.iter().map(|sort| choice(sort.as_str(), sort.label(), move || listing().sort.unwrap_or(Sort::Newest) == *sort)).collect_view()}
                </select>
            </span>
            <details open=untrack(lesser)>
                <summary><Icon name="filter"/>"Filters"</summary>
                <div class="filters-more">
                    <label class="field"><span>"Type"</span>
                        <select name="type">
                            {choice("", "All types", move || listing().kind.is_none())}
                            {Kind::ALL.iter().map(|kind| choice(kind.as_str(), kind.label(), move || listing().kind == Some(*kind))).collect_view()}
                        </select>
                    </label>
                    <label class="field"><span>"Tag"</span>
                        <input name="tag" value=move || listing().tag.map(|tag| tag.to_string()).unwrap_or_default() autocomplete="off"/>
                    </label>
                    <label class="field"><span>"From"</span><input type="date" name="from" value=move || day(listing().from).unwrap_or_default()/></label>
                    <label class="field"><span>"Until"</span><input type="date" name="until" value=move || day(listing().until).unwrap_or_default()/></label>
                    <label class="filters-box"><input type="checkbox" name="shared" value="1" checked=move || listing().shared/>"Shared"</label>
                </div>
            </details>
            {move || listing().is_search().then(|| view! { <a class="filters-clear" href=clear>"Clear filters"</a> })}
        </form>
    }
}

fn choice(value: &'static str, label: &'static str, chosen: impl Fn() -> bool + Send + 'static) -> impl IntoView {
    let chosen: Box<dyn Fn() -> bool + Send> = Box::new(chosen);
    view! { <option value=value selected=chosen>{label}</option> }
}

/// What the fields say now.
fn wanted(form: &HtmlFormElement) -> Option<Listing> {
    let mut listing = read_query(&fields(form)?).0;
    // The order that a list has by itself.
    listing.sort = listing.sort.filter(|sort| *sort != Sort::Newest);
    Some(listing)
}

fn stop(timer: StoredValue<Option<TimeoutHandle>>) {
    if let Some(timer) = timer.try_update_value(Option::take).flatten() {
        timer.clear();
    }
}
