//! Cells of some rows of a column, each in sixteen bytes: its text and what stands behind it.
//!
//! All rows of a column are done by the same instructions, many at a time where the processor has wide registers; what is left for each
//! row is to put the slots of its columns one behind the other.

use crate::wide::wide;

/// The rows whose slots are made at a time: so many that those of all columns stay near.
pub(super) const STRIP: usize = 128;

/// The bytes of a slot.
pub(super) const SLOT: usize = 16;

/// The slots of a column, of which the first ones are of rows.
#[derive(Debug)]
pub(super) struct Slots {
    low: [u64; STRIP],
    high: [u64; STRIP],
    lengths: [u8; STRIP],
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

impl Slot {
    /// A text that stands in others and needs no quotation marks, and the byte behind it; no slot where it is longer, where it has
    /// anything but letters of ASCII, or so near to the end of the others that there is nothing to be read behind it.
    #[inline(always)]
    pub(super) fn plain(texts: &[u8], from: usize, to: usize, end: u8) -> Slot {
        let length = to.wrapping_sub(from);
        let (Some(bytes), 1..SLOT) = (texts.get(from..).and_then(|texts| texts.first_chunk::<SLOT>()), length) else {
            return Slot::default();
        };
        let behind = u128::MAX << (8 * length);
        let text = u128::from_le_bytes(*bytes) & !behind;
        if !are_plain(text | (behind & (EACH * u128::from(b'a')))) {
            return Slot::default();
        }
        let word = text | u128::from(end) << (8 * length);
        Slot { low: word as u64, high: (word >> u64::BITS) as u64, length: length as u8 + 1 }
    }
}

/// One in each of sixteen bytes.
const EACH: u128 = u128::MAX / 255;

/// Whether all bytes are letters of ASCII, and none of them a comma or a quotation mark.
#[inline(always)]
fn are_plain(bytes: u128) -> bool {
    const HIGH: u128 = EACH * 0x80;
    // In bytes below 128 no sum reaches the next one.
    let differ = |from: u8| (bytes ^ (EACH * u128::from(from))).wrapping_add(EACH * 0x7F);
    let behind_space = bytes.wrapping_add(EACH * (0x80 - 0x21));
    let before_delete = !bytes.wrapping_add(EACH);
    bytes & HIGH == 0 && behind_space & before_delete & differ(b',') & differ(b'"') & HIGH == HIGH
}

impl Slots {
    /// Those of no row.
    pub(super) fn new() -> Slots {
        Slots { low: [0; STRIP], high: [0; STRIP], lengths: [0; STRIP] }
    }

    /// Leaves all rows without a slot.
    pub(super) fn clear(&mut self) {
        self.lengths = [0; STRIP];
    }

    /// The slot of a row of the strip.
    #[inline(always)]
    pub(super) fn get(&self, row: usize) -> Slot {
        let row = row % STRIP;
        Slot { low: self.low[row], high: self.high[row], length: self.lengths[row] }
    }

    /// Gives a row of the strip a slot.
    #[inline(always)]
    pub(super) fn put(&mut self, row: usize, slot: Slot) {
        let row = row % STRIP;
        (self.low[row], self.high[row], self.lengths[row]) = (slot.low, slot.high, slot.length);
    }

    /// Gives the rows the slots of figures; those of more than eight digits get none.
    pub(super) fn figures(&mut self, units: &[i64], form: Figure) {
        self.clear();
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
            units in prop::collection::vec((prop_oneof![any::<i64>(), -1000i64..1000, -100_000_000i64..100_000_000], 0u32..19), 0..=STRIP),
            (places, zeros) in (0u8..8, 0u8..4),
        ) {
            let units: Vec<i64> = units.iter().map(|(unit, down)| unit / 10i64.pow(*down)).collect();
            let up = 10u64.pow(u32::from(zeros));
            let mut slots = Slots::new();
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
        fn a_plain_text_has_its_place_among_others(before in "[a-z,]{0,20}", text in "[a-c,\" \n~\u{7f}\u{80}余!]{0,3}|[!-~]{0,18}", after in "[a-z,余]{0,20}") {
            let all = format!("{before}{text}{after}");
            let slot = Slot::plain(all.as_bytes(), before.len(), before.len() + text.len(), b'\n');
            let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b',' | b'"');
            let is_one = (1..SLOT).contains(&text.len()) && text.bytes().all(plain) && all.len() >= before.len() + SLOT;
            prop_assert_eq!(written(slot), if is_one { format!("{text}\n") } else { String::new() });
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
