//! What is done with a document besides opening it: to the trash, back, or deleted for ever.

use domain::id::DocumentId;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, trash},
    state::{Session, Toasts, session, toasts},
};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It moves to the trash.
    Trash,
    /// It comes back.
    Restore,
    /// It is deleted for ever.
    Purge,
}

impl Act {
    const fn endpoint(self) -> &'static str {
        match self {
            Self::Trash => "/api/trash/put",
            Self::Restore => "/api/trash/restore",
            Self::Purge => "/api/trash/purge",
        }
    }

    async fn call(self, document: DocumentId) -> Result<String, ApiError> {
        match self {
            Self::Trash => trash::put(document).await,
            Self::Restore => trash::restore(document).await,
            Self::Purge => trash::purge(document).await,
        }
    }

    /// What a person reads when it is done.
    pub(crate) fn done(self, name: &str) -> String {
        let outcome = match self {
            Self::Trash => "” is in the trash.",
            Self::Restore => "” is back among your documents.",
            Self::Purge => "” is deleted for ever.",
        };
        ["“", name, outcome].concat()
    }
}

/// A form around its button: a post of its own without scripts; with them a call, so that uploads go on.
#[component]
pub fn DocumentForm<V: IntoView + 'static>(
    /// What is done.
    act: Act,
    /// With which document.
    document: DocumentId,
    /// The button.
    children: TypedChildren<V>,
) -> impl IntoView {
    let (session, toasts) = (session(), toasts());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        perform(act, document, session, toasts);
    };
    view! {
        <form method="post" action=act.endpoint() on:submit=submit>
            <input type="hidden" name="document" value=document.to_string()/>
            {children.into_inner()()}
        </form>
    }
}

fn perform(act: Act, document: DocumentId, session: Session, toasts: Toasts) {
    spawn_local(async move {
        match act.call(document).await {
            Ok(name) => {
                session.reload_documents();
                let text = act.done(&name);
                match act {
                    Act::Trash => toasts.offer(text, "Undo", move || perform(Act::Restore, document, session, toasts)),
                    Act::Restore | Act::Purge => toasts.show(text),
                }
            }
            Err(error) => toasts.show(error.0.message),
        }
    });
}
