//! What commands say to the person at the terminal. The log is for everything else.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use std::fmt::Display;

/// Prints a line.
pub(crate) fn line(text: impl Display) {
    println!("{text}");
}

/// Prints lines that have their ends.
pub(crate) fn text(text: impl Display) {
    print!("{text}");
}

/// Says why a command stops.
pub(crate) fn failure(text: impl Display) {
    eprintln!("{text}");
}
