//! What `{…}` in a case stands for.

/// Names and what they stand for. Only these are replaced: other braces are a case's own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope(Vec<(&'static str, String)>);

impl Scope {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    pub(crate) fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}
