//! Cells of some rows of a column, each in sixteen bytes: its text and what stands behind it.
//!
//! All rows of a column are done by the same instructions, many at a time where the processor has wide registers; what is left for each
//! row is to put the slots of its columns one behind the other.

use crate::wide::wide;

/// The rows whose slots are made at a time: so many that those of all columns stay near.
pub(super) const STRIP: usize = 128;

/// The bytes of a slot.
pub(super) const SLOT: usize = 16;

/// The slots of a column.
#[derive(Debug, Default)]
pub(super) struct Slots {
    low: Vec<u64>,
    high: Vec<u64>,
    lengths: Vec<u8>,
}

/// A text that has its place in a slot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    /// The first eight bytes, the first one lowest.
    pub(super) low: u64,
    /// The others.
    pub(super) high: u64,
    /// How many of them are written; 0 where the cell has no place in a slot.
    pub(super) length: u8,
}

impl Slot {
    /// A text and the byte behind it.
    pub(super) fn new(text: &str, end: u8) -> Slot {
        let mut bytes = [0u8; SLOT];
        let length = text.len().saturating_add(1);
        let (Some(place), true) = (bytes.get_mut(..text.len()), length <= SLOT) else { return Slot::default() };
        place.copy_from_slice(text.as_bytes());
        bytes.get_mut(text.len()).into_iter().for_each(|byte| *byte = end);
        let word = u128::from_le_bytes(bytes);
        Slot { low: word as u64, high: (word >> u64::BITS) as u64, length: length as u8 }
    }
}

impl Slots {
    /// Empties them, and makes room for so many rows that have no slot.
    pub(super) fn clear(&mut self, rows: usize) {
        self.low.resize(rows, 0);
        self.high.resize(rows, 0);
        self.lengths.clear();
        self.lengths.resize(rows, 0);
    }

    /// The slot of a row.
    #[inline(always)]
    pub(super) fn get(&self, row: usize) -> Slot {
        match (self.low.get(row), self.high.get(row), self.lengths.get(row)) {
            (Some(low), Some(high), Some(length)) => Slot { low: *low, high: *high, length: *length },
            _ => Slot::default(),
        }
    }

    /// Gives a row a slot.
    pub(super) fn put(&mut self, row: usize, slot: Slot) {
        if let (Some(low), Some(high), Some(length)) = (self.low.get_mut(row), self.high.get_mut(row), self.lengths.get_mut(row)) {
            (*low, *high, *length) = (slot.low, slot.high, slot.length);
        }
    }

    /// Gives the rows the slots of figures; those of more than eight digits get none.
    pub(super) fn figures(&mut self, units: &[i64], form: Figure) {
        self.clear(units.len());
        if form.places > MOST_PLACES {
            return;
        }
        figures(self, units, form);
    }
}

/// The most decimals of a figure in a slot: with the point and the byte behind them they fill a word.
const MOST_PLACES: u8 = 6;

/// How a figure is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    /// What a unit is multiplied with to be one of the last decimal written: a power of ten.
    pub(super) up: u64,
    /// The decimals.
    pub(super) places: u8,
    /// The byte behind it.
    pub(super) end: u8,
}

wide! {
    /// Gives the rows the slots of figures.
    fn figures(slots: &mut Slots, units: &[i64], form: Figure) {
        in_slots
    }
}

/// Eight digits are made of every figure; which of them are written follows from how many it has.
#[inline(always)]
fn in_slots(slots: &mut Slots, units: &[i64], form: Figure) {
    let Figure { up, places, end } = form;
    let places = u64::from(places);
    let most = 100_000_000u64.checked_div(up).unwrap_or_default();
    // The point, and the end behind the decimals; without decimals the end alone.
    let (behind, of_decimals, decimals_at) = match places {
        0 => (u64::from(end), 0u64, 0u64),
        _ => (u64::from(b'.') | u64::from(end) << (8 * (places + 1)), u64::MAX, 64 - 8 * places),
    };
    let behind_point = if places == 0 { 1 } else { places + 2 };
    let rows = slots.low.iter_mut().zip(&mut slots.high).zip(&mut slots.lengths);
    for (((low, high), length), unit) in rows.zip(units) {
        let size = unit.unsigned_abs();
        let fits = size < most;
        let size = (if fits { size } else { 0 }).wrapping_mul(up);
        let written = eight(size) | u64::from_ne_bytes([b'0'; 8]);
        // One digit stands before the point.
        let digits = digits(size).max(places + 1);
        let whole = digits - places;
        let minus = u64::from(*unit < 0);
        let front = (written >> (64 - 8 * digits)) & (u64::MAX >> (64 - 8 * whole));
        let front_high = if minus == 1 { front >> 56 } else { 0 };
        let back = ((written >> decimals_at) & of_decimals) << 8 | behind;
        // Where the back begins: behind one to nine bytes.
        let at = 8 * (whole + minus);
        let back_low = if at < 64 { back << (at & 63) } else { 0 };
        let back_high = match at {
            ..64 => back >> ((64 - at) & 63),
            64 => back,
            _ => back << 8,
        };
        *low = (front << (8 * minus)) | (minus * u64::from(b'-')) | back_low;
        *high = front_high | back_high;
        *length = if fits { (whole + minus + behind_point) as u8 } else { 0 };
    }
}

/// How many digits a number of up to eight has; zero has one.
#[inline(always)]
fn digits(number: u64) -> u64 {
    let mut digits = 1;
    let mut least = 10;
    for _ in 0..7 {
        digits += u64::from(number >= least);
        least *= 10;
    }
    digits
}

/// The eight digits of a number, the first in the lowest byte.
#[inline(always)]
pub(super) fn eight(number: u64) -> u64 {
    // Quotients as products: of eight digits by 10,000, of four by 100, of two by 10.
    let high = (number * 3_518_437_209) >> 45;
    let fours = high | ((number - high * 10_000) << 32);
    let hundreds = ((fours * 5243) >> 19) & 0x0000_007F_0000_007F;
    let pairs = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((pairs - tens * 10) << 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::decimal::format_scaled;
    use proptest::prelude::*;

    fn written(slot: Slot) -> String {
        let bytes = (u128::from(slot.high) << 64 | u128::from(slot.low)).to_le_bytes();
        String::from_utf8_lossy(bytes.get(..usize::from(slot.length)).unwrap_or_default()).into_owned()
    }

    proptest! {
        #[test]
        fn figures_are_those_of_the_slow_way(
            units in prop::collection::vec((prop_oneof![any::<i64>(), -1000i64..1000, -100_000_000i64..100_000_000], 0u32..19), 0..300),
            (places, zeros) in (0u8..8, 0u8..4),
        ) {
            let units: Vec<i64> = units.iter().map(|(unit, down)| unit / 10i64.pow(*down)).collect();
            let up = 10u64.pow(u32::from(zeros));
            let mut slots = Slots::default();
            slots.figures(&units, Figure { up, places, end: b',' });
            for (row, unit) in units.iter().enumerate() {
                let text = written(slots.get(row));
                if unit.unsigned_abs() < 100_000_000 / up && places <= MOST_PLACES {
                    let mut expected = String::new();
                    format_scaled(i128::from(*unit) * i128::from(up), places, &mut expected);
                    prop_assert_eq!(text, expected + ",");
                } else {
                    prop_assert_eq!(text, "");
                }
            }
        }

        #[test]
        fn a_text_has_its_place_if_it_is_short(text in "\\PC{0,20}") {
            let expected = if text.len() < SLOT { format!("{text}\n") } else { String::new() };
            prop_assert_eq!(written(Slot::new(&text, b'\n')), expected);
        }
    }

    #[test]
    fn every_pair_of_digits_is_told() {
        for number in (0..10_000u64).flat_map(|four| [four, four * 10_000, 99_999_999 - four, four * 10_001]) {
            let bytes = (eight(number) | u64::from_ne_bytes([b'0'; 8])).to_le_bytes();
            assert_eq!(String::from_utf8_lossy(&bytes), format!("{number:08}"));
            assert_eq!(digits(number), number.to_string().len() as u64);
        }
    }
}
