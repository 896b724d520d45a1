//! A form whose answer is a sentence.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast as _;
use web_sys::{FormData, HtmlElement, HtmlFormElement, UrlSearchParams};

use crate::{
    api::submit,
    erase::Erase as _,
    state::{Session, Toasts, session, toasts},
};

/// A plain form without scripts. With them its answer is a message, or stands in the form if it was refused, and the list loads again.
#[component]
pub fn PostForm<V: IntoView + 'static>(
    /// The server function's path. A button's `formaction` names another.
    action: &'static str,
    /// For what belongs to the form from outside of it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// How it looks.
    #[prop(optional)]
    class: &'static str,
    /// Where the answer goes instead of becoming a message.
    #[prop(optional)]
    answer: Option<RwSignal<String>>,
    /// Its fields and buttons.
    children: TypedChildren<V>,
) -> impl IntoView {
    form(action, id, class, answer, children.into_inner()().erase())
}

/// Without the type of what is in it, so that it is compiled once.
fn form(
    action: &'static str,
    id: Option<&'static str>,
    class: &'static str,
    answer: Option<RwSignal<String>>,
    content: AnyView,
) -> AnyView {
    let (session, toasts) = (session(), toasts());
    let location = use_location();
    let back = [&location.pathname.get_untracked(), "?", &location.search.get_untracked()].concat();
    let wrong = ArcRwSignal::new(String::new());
    let told = wrong.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(&event, wrong.clone(), answer, session, toasts);
    };
    view! {
        <form id=id class=class method="post" action=action on:submit=submit>
            <input type="hidden" name="back" value=back/>
            {content}
            <p class="field-error" role="alert">{move || told.get()}</p>
        </form>
    }
    .erase()
}

fn send(event: &SubmitEvent, wrong: ArcRwSignal<String>, answer: Option<RwSignal<String>>, session: Session, toasts: Toasts) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    let of_button = |name| event.submitter().and_then(|button| button.get_attribute(name));
    let Some(path) = of_button("formaction").or_else(|| form.get_attribute("action")) else { return };
    let undo = of_button("data-undo");
    let Some(fields) = fields(&form) else { return };
    spawn_local(async move {
        match submit(&path, fields.clone()).await {
            Ok(told) => {
                wrong.set(String::new());
                form.reset();
                close(&form);
                session.reload_folders();
                match (answer, undo) {
                    (Some(answer), _) => answer.set(told),
                    (None, Some(path)) => toasts.offer(told, "Undo", move || take_back(path.clone(), fields.clone(), session, toasts)),
                    (None, None) => toasts.show(told),
                }
            }
            Err(error) => wrong.set(error.0.message),
        }
    });
}

fn take_back(path: String, fields: String, session: Session, toasts: Toasts) {
    spawn_local(async move {
        match submit(&path, fields).await {
            Ok(told) => {
                session.reload_folders();
                toasts.show(told);
            }
            Err(error) => toasts.show(error.0.message),
        }
    });
}

/// What the browser itself would send.
pub(crate) fn fields(form: &HtmlFormElement) -> Option<String> {
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&FormData::new_with_form(form).ok()?.into()).ok()?;
    Some(fields.to_string().into())
}

fn close(form: &HtmlFormElement) {
    if let Ok(Some(popover)) = form.closest("[popover]") {
        let _ = popover.unchecked_into::<HtmlElement>().hide_popover();
    }
}
