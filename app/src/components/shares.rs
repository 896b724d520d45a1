//! The people who have access to a document, and how another one gets it.

use domain::share::{ShareRole, ShareRow, Sharing};
use leptos::prelude::*;

use super::{AccessUntil, Avatar, Icon, Line, Popover, PostButton, PostForm};

/// The form that shares, then the owner and everybody else.
#[component]
pub fn Shares(
    /// The document.
    id: String,
    /// Who has access to it.
    sharing: Sharing,
) -> impl IntoView {
    let of = id.clone();
    view! {
        <PostForm action="/api/shares/grant" class="share-form">
            <input type="hidden" name="documents" value=id/>
            <Line label="Name or e-mail address" name="person" list="people"/>
            <datalist id="people">{sharing.people.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist>
            <Terms role=ShareRole::View until=String::new()/>
            <button class="button" type="submit"><Icon name="share-2"/>"Share"</button>
        </PostForm>
        <ul class="shares" aria-label="People with access">
            <li class="share">
                <Avatar name=sharing.owner_name.clone() url=sharing.owner_avatar_url size="s" decorative=true/>
                <span class="share-name"><bdi>{sharing.owner_name}</bdi> <span class="badge">"Owner"</span></span>
            </li>
            {sharing.shares.into_iter().map(|row| view! { <Share id=of.clone() row/> }).collect_view()}
        </ul>
    }
}

/// What for, and until when.
#[component]
fn Terms(role: ShareRole, until: String) -> impl IntoView {
    let choice = move |one: &ShareRole| view! { <option value=one.as_str() selected=*one == role>{one.label()}</option> };
    view! {
        <label class="field"><span>"Access"</span><select name="role">{ShareRole::ALL.iter().map(choice).collect_view()}</select></label>
        <Line label="Until (optional)" name="until" kind="date" value=until/>
    }
}

#[component]
fn Share(id: String, row: ShareRow) -> impl IntoView {
    let share = row.id.to_string();
    let popover = ["share-", &share].concat();
    let change = ["Change the access of ", &row.name].concat();
    let remove = ["Stop sharing with ", &row.name].concat();
    let until = row.expires_at.map(|end| domain::timestamp::Timestamp(end.0 - 1).rfc3339().chars().take(10).collect()).unwrap_or_default();
    let (look, state) = if row.ended { ("badge badge-danger", "Ended") } else { ("badge", row.role.label()) };
    let (of, which) = (id.clone(), share.clone());
    view! {
        <li class="share">
            <Avatar name=row.name.clone() url=row.avatar_url size="s" decorative=true/>
            <span class="share-name"><bdi>{row.name}</bdi> <span class=look>{state}</span> <AccessUntil end=row.expires_at/></span>
            <button class="button-icon" type="button" popovertarget=popover.clone() aria-label=change title="Change"><Icon name="settings"/></button>
            <Popover id=popover label="Change the access">
                <PostForm action="/api/shares/change" class="dialog-body">
                    <input type="hidden" name="document" value=of/>
                    <input type="hidden" name="share" value=which/>
                    <Terms role=row.role until/>
                    <button class="button" type="submit">"Save"</button>
                </PostForm>
            </Popover>
            <PostButton action="/api/shares/revoke" fields=vec![("document", id), ("share", share)] label=remove icon="x"/>
        </li>
    }
}
