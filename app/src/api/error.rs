//! The one error of all server functions.

use domain::problem::{Problem, ProblemKind};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// A [`Problem`] on its way to the browser, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Problem);

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    /// Only what is not a use case's error comes here; its text is a library's, so people get words of ours.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let problem = match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Problem::new(ProblemKind::Invalid, "The request or its answer was not understood. Reload the page and try again.")
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) | ServerFnErrorErr::MiddlewareError(_) => {
                Problem::new(ProblemKind::Unavailable, "The server did not answer. Check your connection and try again.")
            }
            _ => Problem::internal(),
        };
        #[cfg(feature = "ssr")]
        crate::ssr::set_status(&problem);
        Self(problem)
    }
}
