//! Opening a document to other people.

use serde::{Deserialize, Serialize};

use crate::named::named;

named! {
    /// What a document is shared for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    ShareRole {
        /// To see and download it.
        View = "view", "Can view";
        /// Also to change it, bring in versions and share it further.
        Manage = "manage", "Can manage";
    }
}
