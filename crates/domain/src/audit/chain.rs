//! How events are chained: each one's link is a hash over the link before it, so that none can be changed, dropped or moved unseen.
//!
//! Hashing and signing are the server's. What is hashed stands here, byte by byte, so that anybody can check it:
//! `link = SHA-256(1 ‖ link before ‖ sequence ‖ event)`, and a checkpoint's signature covers `"gatehouse audit 1" ‖ sequence ‖ link ‖ moment`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::timestamp::Timestamp;

/// The first byte of what a link is made of; another one when the bytes change.
const VERSION: u8 = 1;
/// No other text that the key signs begins so.
const CHECKPOINT: &[u8] = b"gatehouse audit 1";

/// A SHA-256, in hexadecimal wherever people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link(pub [u8; 32]);

impl Link {
    /// What the first event is chained to.
    pub const START: Self = Self([0; 32]);

    /// 64 hexadecimal digits.
    pub fn hex(self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
        self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut link = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (index, byte) in link.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(Self(link))
    }
}

/// An event as it is chained: all that its row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainedEvent<'a> {
    /// Its id.
    pub id: Uuid,
    /// When, in microseconds since 1970, UTC.
    pub created_at: i64,
    /// Who.
    pub actor_id: Option<Uuid>,
    /// In which session.
    pub session_id: Option<Uuid>,
    /// Its texts, in the order of the table's columns: action, resource's kind, resource's id, result, address, browser, detail.
    pub texts: [Option<&'a str>; 7],
}

impl ChainedEvent<'_> {
    /// The event as bytes: fixed lengths as they are, the rest after a mark and its length, so that no two events have the same.
    fn canonical(&self) -> Vec<u8> {
        let mut bytes = self.id.as_bytes().to_vec();
        bytes.extend(self.created_at.to_be_bytes());
        for id in [&self.actor_id, &self.session_id] {
            field(&mut bytes, id.as_ref().map(|id| id.as_bytes().as_slice()));
        }
        for text in self.texts {
            field(&mut bytes, text.map(str::as_bytes));
        }
        bytes
    }

    /// The event's link at its place in the chain.
    pub fn link(&self, previous: Link, sequence: i64, sha256: impl Fn(&[u8]) -> [u8; 32]) -> Link {
        let mut bytes = vec![VERSION];
        bytes.extend(previous.0);
        bytes.extend(sequence.to_be_bytes());
        bytes.extend(self.canonical());
        Link(sha256(&bytes))
    }
}

fn field(bytes: &mut Vec<u8>, value: Option<&[u8]>) {
    match value {
        None => bytes.push(0),
        Some(value) => {
            bytes.push(1);
            bytes.extend((value.len() as u64).to_be_bytes());
            bytes.extend(value);
        }
    }
}

/// What is signed now and then: up to this event the chain is this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event's place in the chain; the first one's is 1.
    pub sequence: i64,
    /// The last event's link.
    pub link: Link,
    /// When it was signed.
    pub at: Timestamp,
}

impl Checkpoint {
    /// The bytes under the signature.
    pub fn signed_bytes(&self) -> Vec<u8> {
        [CHECKPOINT, &self.sequence.to_be_bytes(), &self.link.0, &self.at.0.to_be_bytes()].concat()
    }
}

/// How far the log is chained and signed, as administrators see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChainState {
    /// Events in the chain.
    pub chained: i64,
    /// The last checkpoint's event and moment.
    pub signed: Option<(i64, Timestamp)>,
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};

    use proptest::prelude::*;

    use super::*;

    /// Not a good hash, but any will do here.
    fn hash(bytes: &[u8]) -> [u8; 32] {
        let mut link = [0; 32];
        for (salt, part) in link.chunks_mut(8).enumerate() {
            let mut hasher = DefaultHasher::new();
            (salt, bytes).hash(&mut hasher);
            part.copy_from_slice(&hasher.finish().to_be_bytes());
        }
        link
    }

    type Texts = [Option<String>; 7];

    fn event(id: u128, created_at: i64, actor: Option<u128>, texts: &Texts) -> ChainedEvent<'_> {
        ChainedEvent {
            id: Uuid::from_u128(id),
            created_at,
            actor_id: actor.map(Uuid::from_u128),
            session_id: None,
            texts: texts.each_ref().map(Option::as_deref),
        }
    }

    fn texts() -> impl Strategy<Value = Texts> {
        proptest::array::uniform7(proptest::option::of("[ab\u{0}]{0,3}"))
    }

    proptest! {
        #[test]
        fn different_events_have_different_bytes(
            one in (0..3_u128, 0..3_i64, proptest::option::of(0..3_u128), texts()),
            other in (0..3_u128, 0..3_i64, proptest::option::of(0..3_u128), texts()),
        ) {
            let (a, b) = (event(one.0, one.1, one.2, &one.3), event(other.0, other.1, other.2, &other.3));
            prop_assert_eq!(a == b, a.canonical() == b.canonical());
        }

        #[test]
        fn a_link_depends_on_its_place(texts in texts(), sequence in 1..9_i64, previous: [u8; 32]) {
            let event = event(1, 2, None, &texts);
            let link = event.link(Link(previous), sequence, hash);
            prop_assert_ne!(link, event.link(Link(previous), sequence + 1, hash));
            let mut other = previous;
            other[31] ^= 1;
            prop_assert_ne!(link, event.link(Link(other), sequence, hash));
        }

        #[test]
        fn a_link_survives_text(bytes: [u8; 32], noise in ".{0,70}") {
            prop_assert_eq!(Link::from_hex(&Link(bytes).hex()), Some(Link(bytes)));
            let _ = Link::from_hex(&noise);
        }
    }

    #[test]
    fn the_bytes_stay_what_they_are() {
        let texts = ["a", "", "b", "ok", "c", "d", "e"].map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
        let bytes = event(1, 2, Some(3), &texts).canonical();
        // Old links would not fit any more: such a change needs another version.
        let told: String = bytes.iter().filter(|byte| **byte != 0).map(|byte| byte.to_string() + " ").collect();
        assert_eq!(told, "1 2 1 16 3 1 1 97 1 1 98 1 2 111 107 1 1 99 1 1 100 1 1 101 ");
        assert_eq!(bytes.len(), 16 + 8 + (9 + 16) + 1 + (9 + 1) + 1 + (9 + 1) + (9 + 2) + 3 * (9 + 1));
    }
}
