//! Sizes as people read them, by one rule.

/// `bytes` as B, KB or MB (1 KB = 1,024 bytes), with at most one decimal below 10.
pub fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // In tenths of the unit, in integers: the browser and the server must print the same text.
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if tenths < 100 && !tenths.is_multiple_of(10) {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", tenths / 10, UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use super::human_size;

    #[test]
    fn sizes_read_well() {
        let cases = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (1536, "1.5 KB"),
            (10_000, "9.7 KB"),
            (50 * 1024 * 1024, "50 MB"),
            (61 * 1024 * 1024, "61 MB"),
            (1024 * 1024 * 1024, "1 GB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(human_size(bytes), text);
        }
        assert!(!human_size(u64::MAX).is_empty());
    }
}
