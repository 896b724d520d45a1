//! Everybody who has an account, with their pictures from the CDN.

use domain::account::{PersonRow, Role};
use leptos::prelude::*;
use leptos_meta::Title;

use super::query;
use crate::{
    api,
    components::{Avatar, Failure, Load, Paging, Skeleton, Tell, Time},
    erase::Erase as _,
    state::Data,
};

/// The people.
#[component]
pub(crate) fn People() -> impl IntoView {
    let after = query("after");
    let page = Data::new(move || (after(), 0), api::people::list);
    view! {
        <Title text="People"/>
        <div class="page-head"><h1>"People"</h1></div>
        <Load fallback=Skeleton view=move || {
            let later = after().is_some();
            async move {
                match page.await {
                    Ok(page) => view! {
                        <ul class="people">{page.items.into_iter().map(|person| view! { <Person person/> }).collect_view()}</ul>
                        <Paging path="/people" next=page.next later/>
                    }.erase(),
                    Err(error) => view! { <Failure error/> }.erase(),
                }
            }
        }/>
    }
    .erase()
}

#[component]
fn Person(person: PersonRow) -> impl IntoView {
    view! {
        <li class="person-card">
            <Avatar name=person.name.clone() url=person.avatar_url/>
            <div>
                <p class="person-name"><bdi>{person.name}</bdi>{(person.role == Role::Admin).then(|| view! { <span class="badge">"Administrator"</span> })}</p>
                <p class="muted">"Joined "<Time at=person.joined_at tell=Tell::Day/></p>
            </div>
        </li>
    }
}
