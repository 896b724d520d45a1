//! Puts the layers together and names everything that is wrong with them at once.

use std::{fmt, path::PathBuf};

use figment::{
    Figment, Provider,
    error::Kind as Fault,
    providers::{Format, Toml},
    value::{Dict, Value},
};

use super::{
    Config, check,
    keys::{self, KEYS, Key},
    texts::Text,
};

/// The file that is read when none is named and it exists.
const DEFAULT_FILE: &str = "gatehouse.toml";
const PREFIX: &str = "GATEHOUSE_";
/// Variables of the build and test tools: not configuration.
const TOOLS: [&str; 4] = ["CACHE", "CHROMIUM", "TEST_", "E2E_"];

/// Where values come from, strongest first.
#[derive(Debug, Default)]
pub struct Sources {
    /// `--set key=value`, in order.
    pub flags: Vec<String>,
    /// The environment's variables.
    pub environment: Vec<(String, String)>,
    /// `--config FILE`; absent: `gatehouse.toml` where it exists.
    pub file: Option<PathBuf>,
}

/// The configuration in force, and its layers for printing.
#[derive(Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    pub(super) layers: Figment,
}

/// Everything that is wrong with the configuration, one sentence each.
#[derive(Debug, PartialEq, Eq)]
pub struct Errors(pub Vec<String>);

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is wrong:")?;
        self.0.iter().try_for_each(|error| write!(f, "\n  - {error}"))
    }
}

impl std::error::Error for Errors {}

/// Reads all layers.
pub fn load(sources: &Sources) -> Result<Loaded, Errors> {
    let mut errors = Vec::new();
    let mut layers = Figment::new();
    for key in KEYS {
        if let Some(text) = key.default {
            layers = layers.merge(Text::new("default".into(), key, text));
        }
    }
    for (name, value) in &sources.environment {
        // cargo-leptos says with this where it has built the site: a default, not configuration.
        if let Some(key) = keys::find("site_root").filter(|_| name == "LEPTOS_SITE_ROOT") {
            layers = layers.merge(Text::new("cargo-leptos".into(), key, value));
        }
    }
    if let Some(path) = file(sources, &mut errors) {
        let file = Toml::file_exact(path);
        match file.data() {
            Ok(data) => data.values().for_each(|dict| unknown_in_file(dict, "", &mut errors)),
            Err(error) => errors.push(format!("the file cannot be read as TOML: {error}")),
        }
        layers = layers.merge(file);
    }
    for (name, value) in &sources.environment {
        let Some(rest) = name.strip_prefix(PREFIX).filter(|rest| !is_tool(rest)) else { continue };
        match keys::find(&rest.replace("__", ".").to_lowercase()).filter(|key| key.env_name() == *name) {
            // A variable set to nothing counts as absent: that is how a shell or a unit file "unsets".
            Some(_) if value.is_empty() => {}
            Some(key) => layers = layers.merge(Text::new(format!("environment variable {name}"), key, value)),
            None => errors.push(format!(
                "the environment variable {name} is unknown{}",
                keys::suggestion(&rest.replace("__", ".").to_lowercase(), Key::env_name)
            )),
        }
    }
    for flag in &sources.flags {
        let Some((name, value)) = flag.split_once('=') else {
            errors.push(format!("--set {flag} has no value: write --set key=value"));
            continue;
        };
        match keys::find(name) {
            Some(key) => layers = layers.merge(Text::new(format!("--set {name}"), key, value)),
            None => errors.push(format!("--set {name}: there is no such key{}", keys::suggestion(name, |key| key.name.to_owned()))),
        }
    }
    finish(layers, errors)
}

fn file(sources: &Sources, errors: &mut Vec<String>) -> Option<PathBuf> {
    match &sources.file {
        Some(path) if !path.is_file() => {
            errors.push(format!("--config {}: there is no such file", path.display()));
            None
        }
        Some(path) => Some(path.clone()),
        None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.is_file()),
    }
}

fn is_tool(rest: &str) -> bool {
    TOOLS.iter().any(|tool| if tool.ends_with('_') { rest.starts_with(tool) } else { rest == *tool })
}

fn unknown_in_file(dict: &Dict, prefix: &str, errors: &mut Vec<String>) {
    for (name, value) in dict {
        let path = format!("{prefix}{name}");
        match value {
            Value::Dict(_, inner) if keys::is_section(&path) => unknown_in_file(inner, &format!("{path}."), errors),
            _ if keys::find(&path).is_some() => {}
            _ => errors.push(format!("the file's key {path} is unknown{}", keys::suggestion(&path, |key| key.name.to_owned()))),
        }
    }
}

/// Extracts, and names every wrong value: serde stops at the first, so the wrong one is replaced by a right one and the rest is tried.
fn finish(layers: Figment, mut errors: Vec<String>) -> Result<Loaded, Errors> {
    let mut attempt = layers.clone();
    for _ in KEYS {
        match attempt.extract::<Config>() {
            Ok(config) => {
                errors.extend(check::check(&config));
                return if errors.is_empty() { Ok(Loaded { config, layers }) } else { Err(Errors(errors)) };
            }
            Err(error) => {
                let path = error.path.join(".");
                // Lists are named with the index of the wrong item.
                let Some(key) = keys::find(&path).or_else(|| keys::find(path.rsplit_once('.').map_or("", |(list, _)| list))) else {
                    if !matches!(error.kind, Fault::UnknownField(..)) || errors.is_empty() {
                        errors.push(error.to_string());
                    }
                    return Err(Errors(errors));
                };
                let from = error.metadata.as_ref().map_or_else(String::new, |metadata| {
                    metadata.source.as_ref().map_or_else(|| format!(" ({})", metadata.name), |source| format!(" ({source})"))
                });
                errors.push(format!("{}{from}: {}; right would be {}", key.name, fault(&error.kind, key), key.right));
                attempt = attempt.merge(Text::new("example".into(), key, key.example));
            }
        }
    }
    Err(Errors(errors))
}

/// What was found; never the value of a secret.
fn fault(kind: &Fault, key: &Key) -> String {
    match kind {
        _ if key.secret => "its value cannot be used".to_owned(),
        Fault::Message(message) => message.clone(),
        Fault::InvalidType(found, _) | Fault::InvalidValue(found, _) => format!("found {found}"),
        Fault::UnknownVariant(found, _) => format!("found {found:?}"),
        other => other.to_string(),
    }
}
