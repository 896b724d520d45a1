//! Making an account: a plain form, answered by a whole new page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api::Flash,
    components::{Field, Notice},
    erase::Erase as _,
};

/// The registration; the address may carry an invitation.
#[component]
pub(crate) fn Register() -> impl IntoView {
    let flash = Flash::take("/register");
    let invite = query("invite")().unwrap_or_else(|| flash.value("invite"));
    let next = query("next")().unwrap_or_else(|| flash.value("next"));
    let problem = flash.problem.clone();
    let above = problem.clone().filter(|problem| problem.field.is_none());
    view! {
        <Title text="Create your account"/>
        <section class="card card-narrow">
            <h1>"Create your account"</h1>
            <Notice problem=above/>
            <form method="post" action="/api/auth/register">
                <input type="hidden" name="invite" value=invite/>
                <input type="hidden" name="next" value=next/>
                <Field name="name" label="Your name" autocomplete="name" value=flash.value("name") problem=problem.clone() first=flash.problem.is_none()/>
                <Field name="email" label="E-mail" kind="email" autocomplete="username" value=flash.value("email") problem=problem.clone()/>
                <Field
                    name="password"
                    label="Password"
                    kind="password"
                    autocomplete="new-password"
                    hint="At least 10 characters; a few words in a row are fine."
                    problem
                />
                <button class="button button-primary button-wide" type="submit">"Create account"</button>
            </form>
            <p class="card-foot">"You have an account? "<a href="/login">"Go to the log-in"</a></p>
        </section>
    }
    .erase()
}
