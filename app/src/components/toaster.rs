//! Where short messages appear.

use leptos::prelude::*;

use super::Icon;
use crate::state::toasts;

/// The messages of [`crate::state::Toasts`].
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = toasts();
    view! {
        <div class="toaster" role="status">
            <For each=move || toasts.shown() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span>{toast.text}</span>
                    {toast.offer.map(|offer| {
                        let take = move |_| {
                            toasts.dismiss(toast.id);
                            (offer.run)();
                        };
                        view! { <button class="toast-offer" type="button" on:click=take>{offer.label}</button> }
                    })}
                    <button class="button-icon" type="button" aria-label="Dismiss" on:click=move |_| toasts.dismiss(toast.id)><Icon name="x"/></button>
                </div>
            </For>
        </div>
    }
}
