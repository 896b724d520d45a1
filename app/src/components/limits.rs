//! What may be uploaded, said before choosing.

use domain::{purpose::Purpose, size::human_size};
use leptos::prelude::*;

use super::Load;
use crate::{api::uploads, erase::Erase as _, state::Data};

/// The largest size and the accepted types of a purpose.
#[component]
pub fn Limits(purpose: Purpose) -> impl IntoView {
    let limits = Data::new(|| (None, 0), move |_| uploads::limits(purpose));
    view! {
        <Load view=move || async move {
            limits.await.ok().map(|limits| {
                let labels: Vec<_> = limits.accepted.iter().map(|accepted| accepted.label()).collect();
                view! {
                    <details class="limits">
                        <summary>"Up to " {human_size(limits.limit_bytes)} " for each file. Which types?"</summary>
                        <p>{labels.join(", ")}"."</p>
                    </details>
                }
            }).erase()
        }/>
    }
}
