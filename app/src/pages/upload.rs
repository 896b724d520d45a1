//! Uploading one document without JavaScript, first step: its name and type.

use domain::purpose::Purpose;
use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api::{self, Flash},
    components::{Failure, Field, Load, Notice, Skeleton},
    erase::Erase as _,
    state::Data,
};

/// The announcement: the store is told the type before it takes a byte.
#[component]
pub(crate) fn Upload() -> impl IntoView {
    let flash = StoredValue::new(Flash::take("/upload"));
    let limits = Data::new(|| (None, 0), |_| api::uploads::limits(Purpose::Document));
    let (folder, version) = (query("folder")(), query("version")());
    let title = if version.is_some() { "Upload a new version" } else { "Upload a document" };
    let belongs = StoredValue::new([("folder", folder), ("version", version)]);
    view! {
        <Title text=title/>
        <section class="card card-narrow">
            <h1>{title}</h1>
            <Load fallback=Skeleton view=move || async move {
                let flash = flash.get_value();
                let problem = flash.problem.clone();
                let chosen = flash.value("content_type");
                let wrong_type = problem.clone().filter(|problem| problem.field.as_deref() == Some("content_type")).map(|problem| problem.message);
                let above = problem.clone().filter(|problem| !matches!(problem.field.as_deref(), Some("name" | "content_type")));
                match limits.await {
                    Err(error) => view! { <Failure error/> }.erase(),
                    Ok(limits) => view! {
                        <Notice problem=above/>
                        <form method="post" action="/api/uploads/start">
                            {belongs.get_value().map(|(name, id)| id.map(|id| view! { <input type="hidden" name=name value=id/> }))}
                            <Field name="name" label="Name" value=flash.value("name") hint="As it will stand in your list, such as lease.pdf." problem first=true/>
                            <div class="field">
                                <label for="content_type">"Type"</label>
                                <select id="content_type" name="content_type" required>
                                    {limits.accepted.into_iter().map(|accepted| {
                                        let selected = if chosen.is_empty() { accepted.extension() == "pdf" } else { accepted.as_str() == chosen };
                                        view! { <option value=accepted.as_str() selected=selected>{accepted.label()}</option> }
                                    }).collect_view()}
                                </select>
                                {wrong_type.map(|message| view! { <p class="field-error" role="alert">{message}</p> })}
                            </div>
                            <button class="button button-primary button-wide" type="submit">"Continue"</button>
                        </form>
                    }.erase(),
                }
            }/>
        </section>
    }
    .erase()
}
