//! Pages cut by cursor on `(created_at, id)`, newest first. Never OFFSET, never COUNT.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{problem::Problem, timestamp::Timestamp};

/// The row after which the next page begins. Only the server looks into it: to everyone else it is a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last row's moment.
    pub at: Timestamp,
    /// The last row's id, which breaks ties.
    pub id: Uuid,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, newest first.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// Rows on one page.
pub const PAGE_SIZE: u32 = 50;

impl<T> Page<T> {
    /// Cuts a page out of up to `size + 1` rows.
    pub fn cut<C: fmt::Display>(mut rows: Vec<T>, size: u32, cursor: impl Fn(&T) -> C) -> Self {
        let size = size as usize;
        let next = if rows.len() > size {
            rows.truncate(size);
            rows.last().map(|row| cursor(row).to_string())
        } else {
            None
        };
        Self { items: rows, next }
    }

    /// The same page with its rows changed into others.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.at.0.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::invalid("cursor", "This page link is damaged. Go back to the first page of the list.");
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?.try_into().map_err(|_| wrong())?;
        let (at, id) = bytes.split_at(8);
        Ok(Self { at: Timestamp(i64::from_be_bytes(at.try_into().map_err(|_| wrong())?)), id: Uuid::from_slice(id).map_err(|_| wrong())? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_text(at: i64, id: u128) {
            let cursor = Cursor { at: Timestamp(at), id: Uuid::from_u128(id) };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }

        #[test]
        fn noise_is_refused_without_a_panic(text in ".{0,60}") {
            let _ = text.parse::<Cursor>();
        }
    }

    #[test]
    fn a_page_knows_whether_there_is_more() {
        let cursor = |n: &i64| Cursor { at: Timestamp(*n), id: Uuid::nil() };
        assert_eq!(Page::cut(vec![3, 2, 1], 2, cursor).next, Some(cursor(&2).to_string()));
        assert_eq!(Page::cut(vec![3, 2], 2, cursor).next, None);
    }
}
