//! What did not work.

use domain::problem::{Problem, ProblemKind};
use leptos::prelude::*;

use super::Icon;
use crate::api::ApiError;

/// A page's content could not be shown: says what happened, and offers the one thing that helps.
#[component]
pub fn Failure(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    let Problem { kind, message, .. } = error.0;
    let (icon, title) = match kind {
        ProblemKind::Unauthenticated => ("lock", "Please log in"),
        ProblemKind::Forbidden => ("lock", "Not for your role"),
        ProblemKind::NotFound => ("search", "Not found"),
        ProblemKind::Unavailable | ProblemKind::TooManyRequests => ("clock", "Not available right now"),
        ProblemKind::Internal => ("alert-triangle", "That did not work"),
        _ => ("alert-circle", "That is not possible"),
    };
    let (href, action) = match kind {
        ProblemKind::Unauthenticated => ("/login", "Log in"),
        ProblemKind::Unavailable | ProblemKind::TooManyRequests | ProblemKind::Internal => ("", "Try again"),
        _ => ("/documents", "Go to your documents"),
    };
    view! {
        <div class="state" role="alert">
            <span class="state-icon"><Icon name=icon/></span>
            <p class="state-title">{title}</p>
            <p class="state-text">{message}</p>
            // A whole new page: what failed is loaded again.
            <a class="button" href=href rel="external">{action}</a>
        </div>
    }
}

/// A problem above a form or a list.
#[component]
pub fn Notice(
    /// What happened, if anything did.
    problem: Option<Problem>,
) -> impl IntoView {
    problem.map(|problem| view! { <p class="notice notice-danger" role="alert"><Icon name="alert-circle"/>{problem.message}</p> })
}
