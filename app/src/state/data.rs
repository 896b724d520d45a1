//! What pages load from server functions.

use std::{any::Any, convert::Infallible, fmt, future::IntoFuture, marker::PhantomData, pin::Pin, str::FromStr, sync::Arc};

use leptos::{prelude::*, server::codee::string::FromToStringCodec};
use serde::{Serialize, de::DeserializeOwned};

use crate::api::{ApiError, read};

/// What an answer depends on: a key, such as the cursor of a page, and a version.
type Source = (Option<String>, u32);
type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The answer of a server function: loaded with the page on the server, and again in the browser when what it depends on changes.
///
/// A resource whose machinery is compiled once, and not for every type.
pub struct Data<T>(Resource<Answer, FromToStringCodec>, PhantomData<fn() -> T>);

impl<T> Clone for Data<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Data<T> {}

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Data<T> {
    /// Loads for the key that `source` gives, and again whenever key or version change.
    pub fn new<F>(source: impl Fn() -> Source + Send + Sync + 'static, load: impl Fn(Option<String>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let source: Box<dyn Fn() -> Source + Send + Sync> = Box::new(source);
        let load: Box<dyn Fn(Source) -> Boxed<Answer> + Send + Sync> = Box::new(move |(key, _)| {
            let loading = load(key);
            Box::pin(async move { Answer::of(loading.await) })
        });
        Self(Resource::new_str(source, load), PhantomData)
    }
}

impl<T: Clone + DeserializeOwned + Send + Sync + 'static> IntoFuture for Data<T> {
    type Output = Result<T, ApiError>;
    type IntoFuture = Boxed<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let answer = self.0.into_future();
        Box::pin(async move { answer.await.read() })
    }
}

/// A result whose type only its reader knows.
#[derive(Clone)]
enum Answer {
    /// As the server writes it into the page: `=` and the value, or the error.
    Json(String),
    /// As the browser has loaded it.
    #[cfg_attr(feature = "ssr", expect(dead_code, reason = "only browsers load without a page"))]
    Loaded(Arc<dyn Any + Send + Sync>),
}

impl Answer {
    fn of<T: Serialize + Send + Sync + 'static>(result: Result<T, ApiError>) -> Self {
        #[cfg(feature = "ssr")]
        return Self::Json(match result {
            Ok(value) => ["=", &serde_json::to_string(&value).unwrap_or_default()].concat(),
            Err(error) => serde_json::to_string(&error).unwrap_or_default(),
        });
        #[cfg(not(feature = "ssr"))]
        return Self::Loaded(Arc::new(result));
    }

    fn read<T: Clone + DeserializeOwned + 'static>(&self) -> Result<T, ApiError> {
        match self {
            // Not as a `Result`: values are read by the code that reads the calls' answers.
            Self::Json(json) => match json.strip_prefix('=') {
                Some(value) => read(value),
                None => Err(read(json).unwrap_or_else(|error| error)),
            },
            Self::Loaded(result) => result.downcast_ref().cloned().unwrap_or_else(|| Err(domain::problem::Problem::internal().into())),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(json) => f.write_str(json),
            // It never leaves the browser.
            Self::Loaded(_) => Ok(()),
        }
    }
}

impl FromStr for Answer {
    type Err = Infallible;

    fn from_str(json: &str) -> Result<Self, Infallible> {
        Ok(Self::Json(json.to_owned()))
    }
}
