//! The frame around every page: places, the person's menu, messages.

use domain::account::{Me, Role};
use leptos::{prelude::*, web_sys::HtmlElement};
use leptos_router::{components::A, hooks::use_location};
use wasm_bindgen::JsCast as _;

use crate::{
    components::{Avatar, CdnRefresh, DropTarget, Icon, Load, SHORTCUTS, Shortcuts, Toaster, UploadTray},
    effect::effect,
    erase::Erase as _,
    state::session,
};

/// The frame. Its header depends on who is logged in; what the pages are is their own.
#[component]
pub(crate) fn Frame<V: IntoView + 'static>(children: TypedChildren<V>) -> impl IntoView {
    let session = session();
    follow_focus();
    view! {
        <a class="skip-link" href="#content">"Skip to content"</a>
        <Load view=move || async move {
            match session.me.await {
                Ok(me) => view! { <Header me/> }.erase(),
                Err(_) => view! { <OpenHeader/> }.erase(),
            }
        }/>
        <main id="content" class="content" tabindex="-1">{children.into_inner()()}</main>
        <Toaster/>
    }
}

/// After a change of page within the app, the keyboard and the screen reader begin at the new content.
fn follow_focus() {
    let location = use_location();
    let mut before = None;
    effect(move || {
        let path = location.pathname.get();
        if before.replace(path.clone()).is_some_and(|before| before != path)
            && let Some(main) = document().get_element_by_id("content")
        {
            let _ = main.unchecked_into::<HtmlElement>().focus();
        }
    });
}

#[component]
fn Brand(href: &'static str) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M3 21V9l4-3 4 3v2h2V9l4-3 4 3v12h-6v-4a3 3 0 0 0-6 0v4z"></path>
            </svg>
            <span>"Gatehouse"</span>
        </a>
    }
}

#[component]
fn OpenHeader() -> impl IntoView {
    view! {
        <header class="topbar topbar-open">
            <Brand href="/"/>
            <nav class="topbar-links" aria-label="Main">
                <a class="button button-quiet" href="/login">"Log in"</a>
                <a class="button" href="/register">"Create account"</a>
            </nav>
        </header>
    }
}

#[component]
fn Header(me: Me) -> impl IntoView {
    let admin = me.role == Role::Admin;
    view! {
        <header class="topbar">
            <Brand href="/documents"/>
            <Menu me/>
        </header>
        <nav class="rail" aria-label="Main">
            <Place href="/documents" icon="file-text" text="Documents"/>
            <Place href="/shared" icon="share-2" text="Shared"/>
            <Place href="/images" icon="image" text="Images"/>
            <Place href="/people" icon="users" text="People"/>
            <Place href="/trash" icon="trash-2" text="Trash"/>
            {admin.then(|| view! {
                <p class="rail-heading">"Administration"</p>
                <Place href="/audit" icon="list" text="Audit log"/>
            })}
        </nav>
        <DropTarget/>
        <UploadTray/>
        <CdnRefresh/>
        <Shortcuts/>
    }
}

#[component]
fn Place(href: &'static str, icon: &'static str, text: &'static str) -> impl IntoView {
    view! { <A href=href attr:class="place"><Icon name=icon/><span>{text}</span></A> }
}

/// The person's menu: a native popover, so it opens without scripts. The colours' choice is `theme.js`'s.
#[component]
fn Menu(me: Me) -> impl IntoView {
    view! {
        <button class="menu-button" type="button" popovertarget="account-menu" aria-label="Account menu">
            <Avatar name=me.name.clone() url=me.avatar_url decorative=true/>
            <Icon name="chevron-down"/>
        </button>
        <div class="menu" id="account-menu" popover="auto">
            <p class="menu-head"><strong>{me.name}</strong><span>{me.email}</span></p>
            <a class="menu-item" href="/account"><Icon name="user"/>"Your account"</a>
            <button class="menu-item" type="button" popovertarget=SHORTCUTS><Icon name="keyboard"/>"Keyboard shortcuts"</button>
            <fieldset class="theme-choice">
                <legend>"Colours"</legend>
                <label><input type="radio" name="theme" value="system" checked/><span><Icon name="monitor"/>"System"</span></label>
                <label><input type="radio" name="theme" value="light"/><span><Icon name="sun"/>"Light"</span></label>
                <label><input type="radio" name="theme" value="dark"/><span><Icon name="moon"/>"Dark"</span></label>
            </fieldset>
            <form method="post" action="/api/auth/logout">
                <button class="menu-item" type="submit"><Icon name="log-out"/>"Log out"</button>
            </form>
        </div>
    }
}
