//! `gatehouse config`.

use crate::{config::Loaded, out};

/// Prints the configuration in force.
pub(super) fn run(loaded: &Loaded) {
    out::text(loaded.printed());
}
