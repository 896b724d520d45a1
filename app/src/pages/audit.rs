//! The audit log, for administrators.

use domain::{
    audit::{AuditAction, AuditResult, AuditRow},
    problem::ProblemKind,
};
use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api,
    components::{Empty, Failure, Icon, Load, Paging, Skeleton, Tell, Time},
    erase::Erase as _,
    state::Data,
};

/// The log, newest first.
#[component]
pub(crate) fn Audit() -> impl IntoView {
    let after = query("after");
    let page = Data::new(move || (after(), 0), api::audit::list);
    view! {
        <Load fallback=Skeleton view=move || {
            let later = after().is_some();
            async move {
                match page.await {
                    Err(error) if error.0.kind == ProblemKind::Forbidden => view! { <Refused/> }.erase(),
                    Err(error) => view! { <Title text="Audit log"/><h1>"Audit log"</h1><Failure error/> }.erase(),
                    Ok(page) => view! {
                        <Title text="Audit log"/>
                        <div class="page-head"><h1>"Audit log"</h1></div>
                        <p class="muted">"Every sign-in, upload and download, written down before it happens. Reading this page is an event too."</p>
                        {if page.items.is_empty() {
                            view! { <Empty icon="list" title="Nothing more" text="There are no older events."/> }.erase()
                        } else {
                            view! { <Events rows=page.items/> }.erase()
                        }}
                        <Paging path="/audit" next=page.next later/>
                    }.erase(),
                }
            }
        }/>
    }
    .erase()
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

#[component]
fn Events(rows: Vec<AuditRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Events">
            <table class="table table-audit table-cards" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">"When"</th>
                        <th role="columnheader" scope="col">"Who"</th>
                        <th role="columnheader" scope="col">"What"</th>
                        <th role="columnheader" scope="col">"On what"</th>
                        <th role="columnheader" scope="col">"Result"</th>
                        <th role="columnheader" scope="col">"From"</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows.into_iter().map(|row| view! { <Event row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Event(row: AuditRow) -> impl IntoView {
    let label = AuditAction::from_name(&row.action).map(AuditAction::label).unwrap_or_default();
    let (badge, result) = match row.result {
        AuditResult::Ok => ("badge badge-ok", "ok"),
        AuditResult::Refused => ("badge badge-danger", "refused"),
    };
    view! {
        <tr role="row">
            <td role="cell" class="cell-when"><Time at=row.at tell=Tell::Second/></td>
            <td role="cell" class="cell-who"><bdi>{row.actor_name.unwrap_or_else(|| "–".to_owned())}</bdi></td>
            <td role="cell" class="cell-what">{label}" "<code>{row.action}</code></td>
            <td role="cell" class="cell-resource">{row.resource_type}" "<code>{row.resource_id}</code></td>
            <td role="cell" class="cell-result"><span class=badge>{result}</span></td>
            <td role="cell" class="cell-from" title=row.user_agent>{row.ip}</td>
        </tr>
    }
}
