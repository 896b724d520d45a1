//! What a page shows once after a plain form was answered.

use domain::problem::Problem;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A refused form: the problem and what was typed, never a password. A form that did its work: what it did, as values. It travels in a cookie of a minute that scripts cannot read,
/// not in the URL: nobody else can make a page say it, and no log keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The path of the page that shows it.
    pub page: String,
    /// What was wrong.
    pub problem: Option<Problem>,
    /// What was typed or done, by the fields' names.
    pub values: Vec<(String, String)>,
}

impl Flash {
    /// Takes the flash of a page, once. Reads the request's cookie on the server; hydration gets the same.
    pub fn take(page: &str) -> Self {
        #[cfg(feature = "ssr")]
        let read = || crate::ssr::form::take_flash(page);
        #[cfg(not(feature = "ssr"))]
        let read = || Self { page: page.to_owned(), ..Self::default() };
        SharedValue::new(read).into_inner()
    }

    /// What was typed into a field.
    pub fn value(&self, field: &str) -> String {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}
