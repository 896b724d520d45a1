//! The person's own account.

use domain::account::Role;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{Avatar, AvatarEditor, Failure, Load, Skeleton},
    erase::Erase as _,
    state::session,
};

/// Who I am here, and my picture.
#[component]
pub(crate) fn Account() -> impl IntoView {
    let session = session();
    view! {
        <Title text="Your account"/>
        <div class="page-head"><h1>"Your account"</h1><AvatarEditor/></div>
        <Load fallback=Skeleton view=move || async move {
            match session.me.await {
                Ok(me) => view! {
                    <section class="card profile">
                        <Avatar name=me.name.clone() url=me.avatar_url size="l" decorative=true/>
                        <dl class="facts">
                            <div><dt>"Name"</dt><dd><bdi>{me.name}</bdi></dd></div>
                            <div><dt>"E-mail"</dt><dd>{me.email}</dd></div>
                            <div><dt>"Role"</dt><dd>{if me.role == Role::Admin { "Administrator" } else { "Member" }}</dd></div>
                        </dl>
                    </section>
                }.erase(),
                Err(error) => view! { <Failure error/> }.erase(),
            }
        }/>
    }
    .erase()
}
