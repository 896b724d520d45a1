//! Between the domain's microseconds and the signers' calendar time.

use domain::timestamp::Timestamp;
use services::ports::PortError;
use time::OffsetDateTime;

/// Fails outside the years 0 to 9999, which no clock that works tells.
pub(crate) fn calendar(what: &'static str, at: Timestamp) -> Result<OffsetDateTime, PortError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1000)
        .map_err(|error| PortError::Failed { what, cause: format!("the time {} is out of range: {error}", at.0) })
}

/// Cut to whole seconds, as all that is signed is.
pub(crate) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp(at.unix_timestamp() * 1_000_000)
}
