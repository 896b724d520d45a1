//! Browser objects of uploads under way. They live on the page's one thread; signals hold their numbers only.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use web_sys::{File, XmlHttpRequest};

#[derive(Default)]
struct Shelf {
    files: HashMap<u32, File>,
    requests: HashMap<u32, XmlHttpRequest>,
    /// Stopped before their request began.
    stopped: HashSet<u32>,
}

thread_local! {
    static SHELF: RefCell<Shelf> = RefCell::default();
}

/// Keeps a file until it is forgotten, so that it can be tried again.
pub(crate) fn keep(id: u32, file: File) {
    SHELF.with_borrow_mut(|shelf| shelf.files.insert(id, file));
}

/// A kept file.
pub(crate) fn file(id: u32) -> Option<File> {
    SHELF.with_borrow(|shelf| shelf.files.get(&id).cloned())
}

/// Drops a file.
pub(crate) fn forget(id: u32) {
    SHELF.with_borrow_mut(|shelf| shelf.files.remove(&id));
}

/// Notes the request that sends a file. Answers `false` when it was stopped before: then it must not begin.
pub(super) fn running(id: u32, request: XmlHttpRequest) -> bool {
    SHELF.with_borrow_mut(|shelf| {
        let wanted = !shelf.stopped.remove(&id);
        if wanted {
            shelf.requests.insert(id, request);
        }
        wanted
    })
}

/// The request has ended. Answers whether it ended by itself.
pub(super) fn ended(id: u32) -> bool {
    SHELF.with_borrow_mut(|shelf| shelf.requests.remove(&id)).is_some()
}

/// Ends a file's request, if there is one, as the network's end would.
pub(crate) fn cut(id: u32) {
    // It stays noted: only what a person stops is taken first.
    if let Some(request) = SHELF.with_borrow(|shelf| shelf.requests.get(&id).cloned()) {
        let _ = request.abort();
    }
}

/// Stops sending a file, also one that is still being signed.
pub(crate) fn stop(id: u32) {
    // Taken first: aborting runs the handlers, which look here.
    let request = SHELF.with_borrow_mut(|shelf| shelf.requests.remove(&id));
    match request {
        Some(request) => {
            let _ = request.abort();
        }
        None => SHELF.with_borrow_mut(|shelf| {
            shelf.stopped.insert(id);
        }),
    }
}
