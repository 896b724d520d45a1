//! What narrows the log: a form whose fields are the address's query, and links that take one of them away.

use domain::audit::{AuditAction, AuditResult, FIELD_LIMIT};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlFormElement;

use crate::{
    components::{Icon, fields},
    effect::effect,
};

/// Each parameter and what people call it.
const FIELDS: [(&str, &str); 8] = [
    ("q", "Words"),
    ("who", "Who"),
    ("what", "What"),
    ("resource", "On what"),
    ("result", "Result"),
    ("address", "From address"),
    ("from", "From"),
    ("until", "Until"),
];

/// The value of a parameter, if it has one.
pub(super) fn word(query: &str, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}

/// The address with the same filters but one, and without empty ones. A new question begins at the first page.
pub(super) fn audit_at(path: String, query: &str, without: &str) -> String {
    let start = path.len() + 1;
    let mut target = form_urlencoded::Serializer::for_suffix([&path, "?"].concat(), start);
    for (name, _) in FIELDS {
        if let Some(value) = word(query, name).filter(|_| name != without) {
            target.append_pair(name, &value);
        }
    }
    target.finish().trim_end_matches('?').to_owned()
}

/// The form, and the filters in force.
#[component]
pub(super) fn Filters(query: String, reset: bool) -> impl IntoView {
    let form = NodeRef::<leptos::html::Form>::new();
    if reset {
        effect(move || {
            if let Some(form) = form.get() {
                form.reset();
            }
        });
    }
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        if let Some(query) = form.and_then(|form| fields(&form)) {
            event.prevent_default();
            navigate(&audit_at("/audit".to_owned(), &query, ""), NavigateOptions::default());
        }
    };
    let says = |name| word(&query, name).unwrap_or_default();
    let text = |name: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <label class="field"><span>{label}</span>
                <input name=name value=says(name) placeholder=hint maxlength=FIELD_LIMIT.to_string() autocomplete="off"/>
            </label>
        }
    };
    let day = |name: &'static str, label: &'static str| {
        view! { <label class="field"><span>{label}</span><input type="date" name=name value=says(name)/></label> }
    };
    let choice = |name: &'static str, label: &'static str, all: &'static str, choices| choice(name, label, all, choices, &says(name));
    let open = FIELDS.iter().any(|(name, _)| *name != "q" && word(&query, name).is_some());
    let actions = AuditAction::ALL.iter().map(|action| (action.as_str(), action.label()));
    let results = AuditResult::ALL.iter().map(|result| (result.as_str(), result.label()));
    view! {
        <form class="filters audit-filters" role="search" method="get" action="/audit" node_ref=form on:submit=submit>
            <span class="field field-line filters-search">
                <input
                    type="search"
                    name="q"
                    value=says("q")
                    maxlength=FIELD_LIMIT.to_string()
                    aria-label="Search details"
                    placeholder="Search details"
                    autocomplete="off"
                />
                <button class="button" type="submit" aria-label="Search"><Icon name="search"/></button>
            </span>
            <details open=open>
                <summary><Icon name="filter"/>"Filters"</summary>
                <div class="filters-more">
                    {text("who", "Who", "Name, e-mail or id")}
                    {choice("what", "What", "Everything", actions.collect())}
                    {text("resource", "On what", "Id")}
                    {choice("result", "Result", "Both", results.collect())}
                    {text("address", "From address", "192.0.2.7 or 192.0.")}
                    {day("from", "From")}
                    {day("until", "Until")}
                    <button class="button button-primary" type="submit">"Show"</button>
                </div>
            </details>
        </form>
        <Active query=query.clone()/>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    choices: Vec<(&'static str, &'static str)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options = std::iter::once(("", all)).chain(choices);
    let options = options.map(|(value, label)| view! { <option value=value selected=value == chosen>{label}</option> }).collect_view();
    view! { <label class="field"><span>{label}</span><select name=name>{options}</select></label> }
}

/// Each filter in force, as a link to the log without it.
#[component]
fn Active(query: String) -> impl IntoView {
    let links: Vec<_> = FIELDS
        .iter()
        .filter_map(|(name, label)| {
            let value = word(&query, name)?;
            let value = AuditAction::from_name(&value).filter(|_| *name == "what").map_or(value, |action| action.label().to_owned());
            let told = [*label, ": ", &value].concat();
            let without = ["Remove the filter ", &told].concat();
            Some(view! {
                <li><a class="chip" href=audit_at("/audit".to_owned(), &query, name) aria-label=without>{told}<Icon name="x"/></a></li>
            })
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label="Filters in force">
                {links}
                <li><a class="chip-clear" href="/audit">"Clear filters"</a></li>
            </ul>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_what_was_asked_and_drop_the_rest() {
        let query = "q=&who=ann+b&what=document.download&after=x&nonsense=1";
        assert_eq!(audit_at("/audit".to_owned(), query, ""), "/audit?who=ann+b&what=document.download");
        assert_eq!(audit_at("/audit".to_owned(), query, "who"), "/audit?what=document.download");
        assert_eq!(audit_at("/audit/export.csv".to_owned(), "", ""), "/audit/export.csv");
        assert_eq!(word(query, "q"), None);
    }
}
