//! A value given as text (a flag, an environment variable, a default), read as the kind that its key has.

use figment::{
    Error, Metadata, Profile, Provider,
    util::nest,
    value::{Dict, Map, Value},
};

use super::keys::{Key, Kind};

/// One value and where it comes from.
pub(super) struct Text {
    from: String,
    key: &'static Key,
    value: Value,
}

impl Text {
    /// Reads `text` as `key`'s kind. Text that is not of the kind stays text, so that extraction names it.
    pub(super) fn new(from: String, key: &'static Key, text: &str) -> Self {
        let text = text.trim();
        let value = match key.kind {
            Kind::Text => Value::from(text),
            Kind::Number => text.parse::<u32>().map_or_else(|_| Value::from(text), Value::from),
            Kind::Flag => text.parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
            Kind::List => Value::from(text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect::<Vec<_>>()),
        };
        Self { from, key, value }
    }
}

impl Provider for Text {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.from.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let dict = nest(self.key.name, self.value.clone()).into_dict().unwrap_or_default();
        Ok(Profile::Default.collect(dict))
    }
}
