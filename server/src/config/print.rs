//! Prints the configuration in force: every key, its value, where it comes from. Secrets are redacted.

use std::fmt::Write as _;

use figment::value::Value;

use super::{
    Loaded,
    keys::{KEYS, Key},
};

impl Loaded {
    /// One line a key: `listen.port = 3000  # default`.
    pub fn printed(&self) -> String {
        let mut text = String::new();
        for key in KEYS {
            let Ok(value) = self.layers.find_value(key.name) else {
                let _ = writeln!(text, "# {} is not set", key.name);
                continue;
            };
            let from = self.layers.get_metadata(value.tag()).map_or_else(String::new, |metadata| {
                metadata.source.as_ref().map_or_else(|| metadata.name.to_string(), ToString::to_string)
            });
            let _ = writeln!(text, "{} = {}  # {from}", key.name, shown(key, &value));
        }
        text
    }
}

fn shown(key: &Key, value: &Value) -> String {
    if key.secret {
        return "\"[redacted]\"".to_owned();
    }
    match value {
        Value::String(_, text) => format!("{text:?}"),
        Value::Num(_, number) => number.to_u128().map_or_else(|| format!("{number:?}"), |number| number.to_string()),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Array(_, items) => format!("[{}]", items.iter().map(|item| shown(key, item)).collect::<Vec<_>>().join(", ")),
        other => format!("{other:?}"),
    }
}
