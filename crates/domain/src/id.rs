//! Identifiers: UUIDs with a type, so that a user's id is never taken for a document's.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a valid id: expected a UUID such as 018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11")]
pub struct InvalidId(pub String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId(text.chars().take(64).collect()))
            }
        }
    };
}

id!(
    /// A person's account.
    UserId
);
id!(
    /// One log-in on one device.
    SessionId
);
id!(
    /// One attempt to bring one file in.
    UploadId
);
id!(
    /// A confirmed upload of purpose `document`.
    DocumentId
);
id!(
    /// A folder of one person.
    FolderId
);
id!(
    /// An image for everybody.
    ImageId
);
id!(
    /// One person's access to one document.
    ShareId
);
id!(
    /// A link that opens one document.
    LinkId
);
id!(
    /// One row of the audit log.
    EventId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_text() {
        let id: UserId = "018f6b1e-5d4a-7a58-9b0a-8f2d6a3f7b11".parse().unwrap();
        assert_eq!(id.to_string().parse::<UserId>().unwrap(), id);
    }

    #[test]
    fn a_wrong_id_is_named() {
        let error = "../etc".parse::<UserId>().unwrap_err();
        assert!(error.to_string().contains("../etc"));
    }
}
