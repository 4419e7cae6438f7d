//! What is written of a row: slots of its columns, texts, and figures that have no place in a slot, sixteen digits at once, from which the
//! zeros in front are left out.

use super::slots::{SLOT, Slot, eight};

/// Bytes that grow at their end.
///
/// They are kept longer than what is written, so that a figure is written as a whole register, whose rest the next one overwrites.
#[derive(Debug, Default)]
pub(crate) struct Line {
    bytes: Vec<u8>,
    at: usize,
}

/// The digits that a register holds, of which two are written at once.
const HALF: usize = 8;

impl Line {
    /// Forgets what was written, and keeps its room.
    pub(crate) fn clear(&mut self) {
        self.at = 0;
    }

    /// What was written.
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.at).unwrap_or_default()
    }

    /// Appends what is written to a text.
    pub(super) fn string(&mut self, write: impl FnOnce(&mut String)) {
        let mut text = String::new();
        write(&mut text);
        self.text(text.as_bytes());
    }

    /// Sees to it that so many bytes more may be written.
    pub(super) fn make_room(&mut self, more: usize) {
        let needed = self.at.saturating_add(more);
        if needed > self.bytes.len() {
            self.bytes.resize(needed.saturating_mul(2).max(1 << 12), 0);
        }
    }

    /// Appends a byte.
    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes([byte]);
    }

    /// Appends bytes, as many as the type has.
    #[inline(always)]
    fn bytes<const N: usize>(&mut self, bytes: [u8; N]) {
        self.make_room(N);
        self.put(bytes);
        self.at += N;
    }

    /// Puts bytes behind what was written, where there is room.
    #[inline(always)]
    fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        if let Some(place) = self.bytes.get_mut(self.at..).and_then(|rest| rest.first_chunk_mut::<N>()) {
            *place = bytes;
        }
    }

    /// Appends a slot, for which there must be room.
    #[inline(always)]
    pub(super) fn slot(&mut self, slot: Slot) {
        if let Some(place) = self.bytes.get_mut(self.at..).and_then(|rest| rest.first_chunk_mut::<SLOT>()) {
            *place = (u128::from(slot.high) << u64::BITS | u128::from(slot.low)).to_le_bytes();
        }
        self.at += usize::from(slot.length);
    }

    /// Appends a text.
    #[inline(always)]
    pub(super) fn text(&mut self, text: &[u8]) {
        self.make_room(text.len());
        if let Some(place) = self.bytes.get_mut(self.at..self.at + text.len()) {
            place.copy_from_slice(text);
        }
        self.at += text.len();
    }

    /// Appends `units` × 10^-`places` with `places` decimals and so many zeros behind them; zero has no sign. False where it has more than
    /// 16 digits: then nothing is appended.
    #[inline(always)]
    pub(super) fn figure(&mut self, units: i64, places: u8, zeros: u8) -> bool {
        let (size, places) = (units.unsigned_abs(), usize::from(places));
        if size >= 10u64.pow(16) || places >= 2 * HALF {
            return false;
        }
        self.sign(units);
        let digits = u128::from(eight(size / 100_000_000)) | u128::from(eight(size % 100_000_000)) << 64;
        // One digit stands before the point.
        let sure = 1u128 << (8 * (2 * HALF - 1 - places));
        let leading = (digits | sure).trailing_zeros() as usize / 8;
        let written = digits | u128::from_ne_bytes([b'0'; 2 * HALF]);
        self.put((written >> (8 * leading)).to_le_bytes());
        self.at += 2 * HALF - leading - places;
        if places > 0 {
            self.put([b'.']);
            self.at += 1;
            self.put((written >> (8 * (2 * HALF - places))).to_le_bytes());
            self.at += places;
        }
        if zeros > 0 {
            self.zeros(usize::from(zeros), places == 0);
        }
        true
    }

    /// Makes room for a figure, and appends its sign.
    #[inline(always)]
    fn sign(&mut self, units: i64) {
        self.make_room(8 * HALF);
        self.put([b'-']);
        self.at += usize::from(units < 0);
    }

    fn zeros(&mut self, zeros: usize, behind_point: bool) {
        if behind_point {
            self.byte(b'.');
        }
        for _ in 0..zeros {
            self.byte(b'0');
        }
    }

    /// Appends a day as 2026-06-30.
    #[inline(always)]
    pub(super) fn day(&mut self, year: i32, month: u8, day: u8) {
        let digits = eight(u64::from(year.unsigned_abs()) * 10_000 + u64::from(month) * 100 + u64::from(day));
        let [y1, y2, y3, y4, m1, m2, d1, d2] = (digits | u64::from_ne_bytes([b'0'; 8])).to_le_bytes();
        self.bytes([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Date;
    use crate::values::decimal::format_scaled;
    use proptest::prelude::*;

    fn figure(units: i64, places: u8, zeros: u8) -> Option<String> {
        let mut line = Line::default();
        let before = "some text before";
        line.text(before.as_bytes());
        let told = line.figure(units, places, zeros);
        let text = String::from_utf8_lossy(line.written()).into_owned();
        let figure = text.strip_prefix(before).unwrap_or_default().to_owned();
        assert_eq!(told, !figure.is_empty());
        told.then_some(figure)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_figure_is_that_of_the_slow_way(units in prop_oneof![any::<i64>(), -1_000_000i64..1_000_000, -10i64..10], down in 0u32..19, places in 0u8..18, zeros in 0u8..4) {
            let units = units / 10i64.pow(down);
            if let Some(figure) = figure(units, places, zeros) {
                let mut expected = String::new();
                format_scaled(i128::from(units), places, &mut expected);
                if zeros > 0 && places == 0 {
                    expected.push('.');
                }
                expected.extend(std::iter::repeat_n('0', usize::from(zeros)));
                prop_assert_eq!(figure, expected);
            } else {
                prop_assert!(units.unsigned_abs() >= 10u64.pow(16) || places >= 16);
            }
        }
    }

    #[test]
    fn days_are_written_as_they_are_read() {
        for days in (Date::MIN.days()..=Date::MAX.days()).step_by(977).chain([Date::MAX.days()]) {
            let date = Date::from_days(days).unwrap_or(Date::MIN);
            let mut line = Line::default();
            line.day(date.year(), date.month(), date.day());
            assert_eq!(String::from_utf8_lossy(line.written()), date.to_string());
        }
        assert_eq!(figure(-5, 2, 0).as_deref(), Some("-0.05"));
    }
}
