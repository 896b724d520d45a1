//! What only a browser can do. Called from event handlers and tasks, never while rendering.

pub(crate) mod cdn_images;
pub(crate) mod clipboard;
pub(crate) mod crop;
pub(crate) mod file_shelf;
pub(crate) mod hash;
pub(crate) mod listen;
pub(crate) mod network;
pub(crate) mod picture;
pub(crate) mod send;
pub(crate) mod tree;
mod xhr;
