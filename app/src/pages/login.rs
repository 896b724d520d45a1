//! Logging in: a plain form, answered by a whole new page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api::Flash,
    components::{Field, Notice},
    erase::Erase as _,
};

/// The log-in.
#[component]
pub(crate) fn Login() -> impl IntoView {
    let flash = Flash::take("/login");
    let next = query("next")().unwrap_or_else(|| flash.value("next"));
    let problem = flash.problem.clone();
    let above = problem.clone().filter(|problem| problem.field.is_none());
    view! {
        <Title text="Log in"/>
        <section class="card card-narrow">
            <h1>"Log in"</h1>
            <Notice problem=above/>
            <form method="post" action="/api/auth/login">
                <input type="hidden" name="next" value=next/>
                <Field name="email" label="E-mail" kind="email" autocomplete="username" value=flash.value("email") problem=problem.clone() first=flash.problem.is_none()/>
                <Field name="password" label="Password" kind="password" autocomplete="current-password" problem first=flash.problem.is_some()/>
                <button class="button button-primary button-wide" type="submit">"Log in"</button>
            </form>
            <p class="card-foot">"New here? "<a href="/register">"Create an account"</a></p>
        </section>
    }
    .erase()
}
