//! Between the domain's microseconds, the SDK's system time, and the signers' calendar time.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use domain::timestamp::Timestamp;
use services::ports::PortError;
use time::OffsetDateTime;
use time::macros::datetime;

/// Fails outside the years 0 to 9999, which no clock that works tells.
pub(crate) fn calendar(what: &'static str, at: Timestamp) -> Result<OffsetDateTime, PortError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1000)
        .map_err(|error| PortError::Failed { what, cause: format!("the time {} is out of range: {error}", at.0) })
}

/// The end of credentials. One behind the calendar, which some take for "never", is its last second; one before 1970 is 1970.
pub(crate) fn end_of(credentials: &Credentials) -> Option<OffsetDateTime> {
    let last = SystemTime::from(datetime!(9999-12-31 23:59:59 UTC));
    credentials.expiry().map(|end| end.clamp(SystemTime::UNIX_EPOCH, last).into())
}

/// Cut to whole seconds, as all that is signed is.
pub(crate) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp(at.unix_timestamp() * 1_000_000)
}
