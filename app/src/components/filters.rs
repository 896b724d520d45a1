//! What narrows and sorts the list: a form without scripts; with them it searches while somebody types.

use std::{sync::Arc, time::Duration};

use domain::listing::{Kind, Listing, Owner, SEARCH_LIMIT, Sort};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::HtmlFormElement;

use super::{Icon, post_form::fields};
use crate::{
    effect::effect,
    state::{address, list_at, read_query},
};

/// How long nobody has typed before the list is asked for.
const PAUSE: Duration = Duration::from_millis(200);

/// The form. Its fields' first values always say what the address says.
#[component]
pub fn Filters(
    /// The page with the list.
    #[prop(default = "/documents")]
    path: &'static str,
) -> impl IntoView {
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
            let target = list_at(path, &wanted);
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
        listing.is_narrowed() || listing.owner.is_some()
    };
    let says = move |name| says(address, name);
    let clear = move || list_at(path, &Listing { folder: listing().folder, sort: listing().sort, ..Listing::default() });
    view! {
        <form
            class="filters"
            role="search"
            method="get"
            action=path
            node_ref=form
            on:input=typed
            on:change=move |_| ask.with_value(|ask| ask(false))
            on:submit=submit
        >
            <input type="hidden" name="folder" value=says("folder")/>
            <span class="field field-line filters-search">
                <input
                    type="search"
                    name="q"
                    value=says("q")
                    maxlength=SEARCH_LIMIT.to_string()
                    aria-label="Search names and tags"
                    placeholder="Search names and tags"
                    autocomplete="off"
                />
                <button class="button" type="submit" aria-label="Search"><Icon name="search"/></button>
            </span>
            <span class="field filters-sort">
                <select name="sort" aria-label="Sort">
                    {choices(Sort::ALL.iter().map(|sort| (if *sort == Sort::Newest { "" } else { sort.as_str() }, sort.label())).collect(), says("sort"))}
                </select>
            </span>
            <details open=untrack(lesser)>
                <summary><Icon name="filter"/>"Filters"</summary>
                <div class="filters-more">
                    <label class="field"><span>"Type"</span>
                        <select name="type">
                            {choices([("", "All types")].into_iter().chain(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label()))).collect(), says("type"))}
                        </select>
                    </label>
                    <label class="field"><span>"Tag"</span>
                        <input name="tag" value=says("tag") autocomplete="off"/>
                    </label>
                    {(path == "/documents").then(|| view! { <Whose says=says("owner") shared=says("shared")/> })}
                    <label class="field"><span>"From"</span><input type="date" name="from" value=says("from")/></label>
                    <label class="field"><span>"Until"</span><input type="date" name="until" value=says("until")/></label>
                </div>
            </details>
            {move || listing().is_search().then(|| view! { <a class="filters-clear" href=clear>"Clear filters"</a> })}
        </form>
    }
}

/// Whose documents, and whether others have access: only where one's own are listed.
#[component]
fn Whose(says: Arc<dyn Fn() -> String + Send + Sync>, shared: Arc<dyn Fn() -> String + Send + Sync>) -> impl IntoView {
    let owners = Owner::ALL.iter().map(|owner| (if *owner == Owner::Me { "" } else { owner.as_str() }, owner.label())).collect();
    view! {
        <label class="field"><span>"Owner"</span><select name="owner">{choices(owners, says)}</select></label>
        <label class="field"><span>"Access"</span>
            <select name="shared">{choices(vec![("", "Anybody or nobody"), ("yes", "Shared with others")], shared)}</select>
        </label>
    }
}

/// What the address says for a field; the empty text where it says nothing. Boxed, so that what shows it is compiled once.
fn says(address: impl Fn() -> String + Send + Sync + 'static, name: &'static str) -> Arc<dyn Fn() -> String + Send + Sync> {
    Arc::new(move || {
        let parameters = read_query(&address()).0.parameters();
        parameters.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value).unwrap_or_default()
    })
}

fn choices(all: Vec<(&'static str, &'static str)>, says: Arc<dyn Fn() -> String + Send + Sync>) -> impl IntoView {
    let choice = move |(value, label)| {
        let says = says.clone();
        let chosen: Box<dyn Fn() -> bool + Send> = Box::new(move || says() == value);
        view! { <option value=value selected=chosen>{label}</option> }
    };
    all.into_iter().map(choice).collect_view()
}

/// What the fields say now.
fn wanted(form: &HtmlFormElement) -> Option<Listing> {
    Some(read_query(&fields(form)?).0)
}

fn stop(timer: StoredValue<Option<TimeoutHandle>>) {
    if let Some(timer) = timer.try_update_value(Option::take).flatten() {
        timer.clear();
    }
}
