//! The interface: pages, components and the thin server functions. Compiled twice, for the server (`ssr`) and for browsers (`hydrate`).

// A page's view is one type, nested as deep as the page.
#![recursion_limit = "256"]

pub mod api;
pub mod browser;
pub mod components;
mod effect;
mod erase;
mod frame;
mod pages;
mod root;
mod shell;
#[cfg(feature = "ssr")]
pub mod ssr;
pub mod state;

pub use root::{App, is_public};
pub use shell::shell;
