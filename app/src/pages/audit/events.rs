//! Events in a table, each with its details in a small dialog.

use domain::audit::{AuditAction, AuditResult, AuditRow};
use leptos::prelude::*;

use crate::components::{Icon, Popover, Tell, Time};

/// The table.
#[component]
pub(super) fn Events(rows: Vec<AuditRow>, label: &'static str) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="table table-audit table-cards" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"When"</th>
                        <th role="columnheader" scope="col">"Who"</th>
                        <th role="columnheader" scope="col">"What"</th>
                        <th role="columnheader" scope="col">"On what"</th>
                        <th role="columnheader" scope="col">"Result"</th>
                        <th role="columnheader" scope="col">"From"</th>
                        <th role="columnheader" scope="col"><span class="visually-hidden">"Details"</span></th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: AuditRow) -> impl IntoView {
    let label = AuditAction::from_name(&row.action).map(AuditAction::label).unwrap_or_default();
    let badge = match row.result {
        AuditResult::Ok => "badge badge-ok",
        AuditResult::Refused => "badge badge-danger",
    };
    let id = ["event-", &row.id.to_string()].concat();
    let details = ["Details: ", label, ", ", &row.at.to_the_second()].concat();
    view! {
        <tr role="row">
            <td role="cell" class="cell-when"><Time at=row.at tell=Tell::Second/></td>
            <td role="cell" class="cell-who"><bdi>{row.actor_name.clone().unwrap_or_else(|| "–".to_owned())}</bdi></td>
            <td role="cell" class="cell-what">{label}" "<code>{row.action.clone()}</code></td>
            <td role="cell" class="cell-resource">{row.resource_type.clone()}" "<code>{row.resource_id.clone()}</code></td>
            <td role="cell" class="cell-result"><span class=badge>{row.result.label()}</span></td>
            <td role="cell" class="cell-from">{row.ip.clone()}</td>
            <td role="cell" class="cell-details">
                <button class="button-icon" type="button" popovertarget=id.clone() aria-label=details title="Details"><Icon name="info"/></button>
                <Popover id label="Event"><Details row/></Popover>
            </td>
        </tr>
    }
}

/// Everything that is known of an event, with links to its like.
#[component]
fn Details(row: AuditRow) -> impl IntoView {
    let place = match row.sequence {
        Some(sequence) => sequence.to_string(),
        None => "Not chained yet: that takes a few seconds.".to_owned(),
    };
    let facts = [
        ("Event", Some(row.id.to_string()), None),
        ("Moment", Some(row.at.rfc3339_micros()), None),
        ("Place in the chain", Some(place), None),
        ("Action", Some(row.action), Some("what")),
        ("Person", row.actor.map(|id| id.to_string()), Some("who")),
        ("On what", row.resource_id, Some("resource")),
        ("Address", row.ip, Some("address")),
        ("Browser", row.user_agent, None),
        ("More", row.detail, None),
    ];
    let fact = |(name, value, filter): (&'static str, Option<String>, Option<&str>)| {
        let value = value?;
        let like = filter.map(|filter| {
            let href = ["/audit?", filter, "=", &value].concat();
            let name = ["All events with this: ", name].concat();
            view! { <a href=href aria-label=name.clone() title=name><Icon name="filter"/></a> }
        });
        Some(view! { <dt>{name}</dt><dd><code>{value}</code>{like}</dd> })
    };
    view! { <dl class="dialog-body audit-facts">{facts.into_iter().filter_map(fact).collect_view()}</dl> }
}
