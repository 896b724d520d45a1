//! The people who have access to a document, and how another one gets it.

use domain::share::{ShareRole, ShareRow, Sharing};
use leptos::prelude::*;

use super::{AccessUntil, Avatar, Icon, Popover, PostForm};

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
            <label class="field share-person"><span>"Name or e-mail address"</span>
                <input name="person" list="people" required autocomplete="off"/>
            </label>
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
        <label class="field"><span>"Until (optional)"</span><input type="date" name="until" value=until/></label>
    }
}

#[component]
fn Share(id: String, row: ShareRow) -> impl IntoView {
    let share = row.id.to_string();
    let popover = ["share-", &share].concat();
    let change = ["Change the access of ", &row.name].concat();
    let remove = ["Stop sharing with ", &row.name].concat();
    let until = row.expires_at.map(|end| domain::timestamp::Timestamp(end.0 - 1).rfc3339().chars().take(10).collect()).unwrap_or_default();
    let state = if row.ended {
        view! { <span class="badge badge-danger">"Ended"</span> }
    } else {
        view! { <span class="badge">{row.role.label()}</span> }
    };
    let (of, which) = (id.clone(), share.clone());
    view! {
        <li class="share">
            <Avatar name=row.name.clone() url=row.avatar_url size="s" decorative=true/>
            <span class="share-name"><bdi>{row.name}</bdi> {state} <AccessUntil end=row.expires_at/></span>
            <button class="button-icon" type="button" popovertarget=popover.clone() aria-label=change title="Change"><Icon name="settings"/></button>
            <Popover id=popover label="Change the access">
                <PostForm action="/api/shares/change" class="dialog-body">
                    <input type="hidden" name="document" value=of/>
                    <input type="hidden" name="share" value=which/>
                    <Terms role=row.role until/>
                    <button class="button" type="submit">"Save"</button>
                </PostForm>
            </Popover>
            <PostForm action="/api/shares/revoke">
                <input type="hidden" name="document" value=id/>
                <input type="hidden" name="share" value=share/>
                <button class="button-icon" type="submit" aria-label=remove title="Stop sharing"><Icon name="x"/></button>
            </PostForm>
        </li>
    }
}
