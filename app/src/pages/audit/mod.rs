//! The audit log, for administrators.

mod events;
mod filters;
mod follow;

use domain::{
    audit::{AuditList, ChainState},
    problem::ProblemKind,
};
use leptos::prelude::*;
use leptos_meta::Title;

use self::{
    events::Events,
    filters::{Filters, audit_at, word},
    follow::Follow,
};
use crate::{
    api,
    components::{Empty, Failure, Icon, Load, Paging, Skeleton, Tell, Time},
    erase::Erase as _,
    state::{Data, address},
};

/// The events that the address asks for, newest first.
#[component]
pub(crate) fn Audit() -> impl IntoView {
    let address = address();
    let again = StoredValue::new(false);
    let list = Data::new(move || (Some(address()), 0), |query| api::audit::list(query.unwrap_or_default()));
    view! {
        <Load fallback=Skeleton view=move || {
            let query = address();
            // What somebody typed before the page came alive stays; another address says what the fields say.
            let reset = again.get_value();
            again.set_value(true);
            async move {
                match list.await {
                    Err(error) if error.0.kind == ProblemKind::Forbidden => view! { <Refused/> }.erase(),
                    Err(error) => view! { <Head query reset/><Failure error/> }.erase(),
                    Ok(list) => view! { <Head query=query.clone() reset/><List list query/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

/// What stands above the events, whatever became of them: what was typed stays.
#[component]
fn Head(query: String, reset: bool) -> impl IntoView {
    let export = |format| audit_at(["/audit/export.", format].concat(), &query, "after");
    view! {
        <Title text="Audit log"/>
        <div class="page-head">
            <h1>"Audit log"</h1>
            <div class="actions">
                <a class="button button-small" href=export("csv") rel="external" download><Icon name="download"/>"Export CSV"</a>
                <a class="button button-small" href=export("ndjson") rel="external" download><Icon name="download"/>"Export NDJSON"</a>
            </div>
        </div>
        <p class="muted">"Every sign-in, upload and download, written down before it happens. Reading this page is an event too. A URL that was issued may or may not have been used: the store's own access log tells."</p>
        <Filters query=query.clone() reset/>
    }
}

#[component]
fn List(list: AuditList, query: String) -> impl IntoView {
    let AuditList { page, searched_to, chain } = list;
    let later = word(&query, "after").is_some();
    let shown: Vec<_> = page.items.iter().map(|row| row.id).collect();
    let events = if page.items.is_empty() {
        let (title, text) = match (later, searched_to) {
            (_, Some(_)) => ("Nothing found so far", "Look further back: older events may match."),
            (true, None) => ("Nothing more", "There are no older events."),
            (false, None) => ("Nothing found", "No event matches all of these filters."),
        };
        view! { <Empty icon="list" title text/> }.erase()
    } else {
        view! { <Events rows=page.items label="Events"/> }.erase()
    };
    view! {
        <div class="audit-state">
            <Chain chain/>
            {(!later).then(|| view! { <Follow query=query.clone() chained=chain.chained shown/> })}
        </div>
        {events}
        {searched_to.map(|at| view! { <p class="muted">"Looked back to "<Time at tell=Tell::Second/>". Older events may match too."</p> })}
        <Paging path=audit_at("/audit".to_owned(), &query, "after") next=page.next later/>
    }
}

/// How far nobody can have changed the log unseen.
#[component]
fn Chain(chain: ChainState) -> impl IntoView {
    let told = match chain.signed {
        None => view! { "The first checkpoint is signed within a minute." }.erase(),
        Some((sequence, at)) => {
            let newer = chain.chained - sequence;
            view! {
                "Signed up to event "{grouped(sequence)}" on "<Time at tell=Tell::Second/>"."
                {(newer > 0).then(|| [" Newer ones: ", &grouped(newer), "."].concat())}
            }
            .erase()
        }
    };
    view! { <p class="audit-chain"><Icon name="shield-check"/><span>{told}</span></p> }
}

/// 1,234,567.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[component]
fn Refused() -> impl IntoView {
    view! {
        <Title text="Not for your role"/>
        <div class="state">
            <span class="state-icon"><Icon name="lock"/></span>
            <h1>"Not for your role"</h1>
            <p class="state-text">"The audit log is for administrators. Ask one of them if you need something from it."</p>
            <a class="button" href="/documents">"Go to your documents"</a>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_are_read_in_groups() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
