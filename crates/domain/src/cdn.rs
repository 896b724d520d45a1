//! What the browser may know of the signed cookies: when they end, never what they hold.

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// Answer of `/api/cdn/cookies`; the cookies themselves are `HttpOnly` headers of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CdnAccess {
    /// When the cookies just set end.
    pub expires_at: Timestamp,
    /// In how many seconds the browser should ask again (about 75 % of the lifetime).
    pub refresh_in_seconds: u32,
}
