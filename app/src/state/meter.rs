//! How fast an upload goes and how long it will take.

use domain::size::human_size;

/// How much a new measurement counts against the old ones.
const WEIGHT: f64 = 0.25;
/// Measurements closer together than this, in milliseconds, say little.
const APART_MS: f64 = 200.0;

/// Smooths the speed of one upload.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Meter {
    at_ms: f64,
    sent: u64,
    bytes_per_second: Option<f64>,
}

impl Meter {
    /// A meter that starts now, when so many bytes are sent.
    pub(crate) fn started(now_ms: f64, sent: u64) -> Self {
        Self { at_ms: now_ms, sent, bytes_per_second: None }
    }

    /// Takes a measurement.
    pub(crate) fn measure(&mut self, sent: u64, now_ms: f64) {
        let apart = now_ms - self.at_ms;
        if apart < APART_MS || sent < self.sent {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a speed need not be exact")]
        let speed = (sent - self.sent) as f64 * 1000.0 / apart;
        self.bytes_per_second = Some(self.bytes_per_second.map_or(speed, |old| old + WEIGHT * (speed - old)));
        (self.at_ms, self.sent) = (now_ms, sent);
    }

    /// `2.1 MB/s, 12 s left`, once it is known.
    pub(crate) fn text(&self, total: u64) -> Option<String> {
        let speed = self.bytes_per_second.filter(|speed| *speed >= 1.0)?;
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate")]
        let (speed_bytes, seconds) = (speed as u64, (total.saturating_sub(self.sent) as f64 / speed).ceil() as u64);
        Some([&human_size(speed_bytes), "/s, ", &time_left(seconds)].concat())
    }
}

fn time_left(seconds: u64) -> String {
    match seconds {
        0..=1 => "a moment left".to_owned(),
        2..=90 => format!("{seconds} s left"),
        _ => format!("{} min left", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_smoothed_and_the_rest_estimated() {
        let mut meter = Meter::started(0.0, 0);
        assert_eq!(meter.text(10 * 1024 * 1024), None);
        meter.measure(1024 * 1024, 1000.0);
        assert_eq!(meter.text(10 * 1024 * 1024).as_deref(), Some("1 MB/s, 9 s left"));
        meter.measure(1024 * 1024 + 1, 1100.0);
        assert_eq!(meter.text(10 * 1024 * 1024).as_deref(), Some("1 MB/s, 9 s left"), "too close together");
        meter.measure(4 * 1024 * 1024, 2000.0);
        assert_eq!(meter.text(10 * 1024 * 1024).as_deref(), Some("1.5 MB/s, 4 s left"));
        assert_eq!(time_left(91), "2 min left");
    }
}
