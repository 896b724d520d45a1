//! Moments in UTC, as the wire and both sides' rendering need them.

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z: what PostgreSQL keeps, and an integer that pages can be cut on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Timestamp {
    /// Year, month (1–12), day, hour, minute, second, in UTC.
    pub fn civil(self) -> (i64, u8, u8, u8, u8, u8) {
        let seconds = self.0.div_euclid(1_000_000);
        let (days, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        // Days to civil date: Howard Hinnant, "chrono-compatible low-level date algorithms".
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u8::try_from(value).unwrap_or_default();
        (year, small(month), small(day), small(second_of_day / 3_600), small(second_of_day / 60 % 60), small(second_of_day % 60))
    }

    /// The beginning of a day in UTC, from `2026-05-13`.
    pub fn parse_day(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok().filter(|value| *value >= 0));
        let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        // Civil date to days, by the same source as below.
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let (era, year_of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let found = Self((era * 146_097 + day_of_era - 719_468) * 86_400 * 1_000_000);
        // There is no 31 April.
        (found.rfc3339().get(..10) == Some(text)).then_some(found)
    }

    /// RFC 3339 to the second, `2026-05-13T10:05:00Z`: for `<time datetime>` and exports.
    pub fn rfc3339(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// RFC 3339 to the microsecond, `2026-05-13T10:05:00.000001Z`: for records that leave.
    pub fn rfc3339_micros(self) -> String {
        format!("{}.{:06}Z", self.rfc3339().trim_end_matches('Z'), self.0.rem_euclid(1_000_000))
    }

    /// `13 May 2026`.
    pub fn day(self) -> String {
        let (year, month, day, ..) = self.civil();
        format!("{day} {} {year}", MONTHS[usize::from(month.clamp(1, 12) - 1)])
    }

    /// `13 May 2026, 10:05 UTC`: the same text on both sides, so that hydration agrees.
    pub fn human(self) -> String {
        format!("{}, {}", self.day(), self.clock())
    }

    /// `10:05 UTC`, for a moment of today.
    pub fn clock(self) -> String {
        let (.., hour, minute, _) = self.civil();
        format!("{hour:02}:{minute:02} UTC")
    }

    /// `13 May 2026, 10:05:00 UTC`, for records.
    pub fn to_the_second(self) -> String {
        let (.., hour, minute, second) = self.civil();
        format!("{}, {hour:02}:{minute:02}:{second:02} UTC", self.day())
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn known_moments() {
        assert_eq!(Timestamp(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp(951_782_399_000_000).rfc3339(), "2000-02-28T23:59:59Z");
        assert_eq!(Timestamp(951_782_400_000_000).rfc3339(), "2000-02-29T00:00:00Z");
        assert_eq!(Timestamp(1_778_666_700_000_000).human(), "13 May 2026, 10:05 UTC");
        assert_eq!(Timestamp(1_778_666_700_000_000).clock(), "10:05 UTC");
        assert_eq!(Timestamp(1_778_666_701_000_000).to_the_second(), "13 May 2026, 10:05:01 UTC");
        assert_eq!(Timestamp(1_778_666_700_000_042).rfc3339_micros(), "2026-05-13T10:05:00.000042Z");
        for day in ["1970-01-01", "2000-02-29", "2026-05-13", "2026-12-31"] {
            assert!(Timestamp::parse_day(day).unwrap().rfc3339().starts_with(&format!("{day}T00:00:00")));
        }
        for wrong in ["", "2026", "2026-02-29", "2026-13-01", "2026-04-31", "-1-01-01", "26-1-1", "x-y-z"] {
            assert_eq!(Timestamp::parse_day(wrong), None, "{wrong}");
        }
        assert_eq!(Timestamp(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }
}
