//! The log: on standard error, as text or JSON, panics included.

use std::io::IsTerminal as _;

use tracing_subscriber::{Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{Log, LogFormat};

/// Starts it. Called once, by the binary.
pub(crate) fn start(log: &Log) {
    let filter: Targets = log.filter.parse().unwrap_or_default();
    let lines = fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    let layer = match log.format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter)).init();
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, message = panic.payload_as_str().unwrap_or_default(), "panicked");
    }));
}
