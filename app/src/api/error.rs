//! The one error of all server functions.

use domain::problem::{Problem, ProblemKind};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What people read when there was no answer at all.
const NO_ANSWER: &str = "The server did not answer. Check your connection and try again.";

/// A [`Problem`] on its way to the browser, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Problem);

impl ApiError {
    /// Whether nobody answered: the network or the server is gone.
    pub(crate) fn is_no_answer(&self) -> bool {
        self.0.message == NO_ANSWER
    }
}

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
                Problem::new(ProblemKind::Unavailable, NO_ANSWER)
            }
            _ => Problem::internal(),
        };
        #[cfg(feature = "ssr")]
        crate::ssr::set_status(&problem);
        Self(problem)
    }
}
