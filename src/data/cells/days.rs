//! Dates written as 2026-06-30, decoded without a branch: one, or many of a column at a time.
//!
//! What is out of the ordinary is none here, and is read by the ways that take everything.

use super::quick::{are_digits, eight};
use super::strips::{self, Strip, last};
use crate::wide::wide;

/// The bytes of a date.
const LENGTH: u64 = 10;

/// Reads the date between two places of a text, in days since 1970-01-01.
#[inline(always)]
pub(super) fn day(text: &[u8], from: usize, to: usize) -> Option<i32> {
    let (low, high) = last(text, to)?;
    let (days, is_one) = decoded(low, high, to.wrapping_sub(from) as u64);
    is_one.then_some(days)
}

/// Reads the dates between these places of a text; none where any is not one.
pub(super) fn days(text: &[u8], bounds: impl Iterator<Item = (usize, usize)>) -> Option<Vec<i32>> {
    strips::decoded(text, bounds, decode)
}

wide! {
    /// Decodes as many dates as there is room for; false where any is not one.
    fn decode(strip: &Strip, out: &mut [i32]) -> bool {
        in_strip
    }
}

#[inline(always)]
fn in_strip(strip: &Strip, out: &mut [i32]) -> bool {
    let mut all = true;
    for ((low, high, length), out) in strip.cells().zip(out) {
        let (days, is_one) = decoded(low, high, length);
        all &= is_one;
        *out = days;
    }
    all
}

/// The days of a cell of so many bytes, of which these are the last, and whether it is a date.
#[inline(always)]
fn decoded(low: u64, high: u64, length: u64) -> (i32, bool) {
    /// Where the dashes are in the second word: behind the last two digits of the year, and behind the month.
    const DASHES: u64 = 0xFF << 16 | 0xFF << 40;
    let dashes = high & DASHES == u64::from_ne_bytes([b'-'; 8]) & DASHES;
    let digits = low >> 48 | (high & 0xFFFF) << 16 | (high >> 24 & 0xFFFF) << 32 | high >> 48 << 48;
    let digits = digits ^ u64::from_ne_bytes([b'0'; 8]);
    let are_digits = are_digits(digits);
    let number = if are_digits { eight(digits) as u32 } else { 0 };
    let (years, year) = (number / 100, number / 10_000);
    let (day, month) = (number - 100 * years, years - 100 * year);
    let leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
    // Thirty-one days have the odd months up to July and the even ones from August on.
    let most = if month == 2 { 28 + u32::from(leap) } else { 30 | (month ^ (month >> 3)) };
    let is_day = (year > 0) & (1..=12).contains(&month) & (1..=most).contains(&day);
    // Years begin in March, so that a leap day is the last of its year.
    let late = u32::from(month <= 2);
    let (year, month) = (year.wrapping_sub(late), month.wrapping_add(12 * late).wrapping_sub(3));
    let century = year / 100;
    let days = (365u32.wrapping_mul(year)).wrapping_add(year / 4).wrapping_sub(century).wrapping_add(century / 4);
    let days = days.wrapping_add(153u32.wrapping_mul(month).wrapping_add(2) / 5).wrapping_add(day);
    // So many days are between the first of March of the year 0 and 1970-01-01, and one.
    (days.wrapping_sub(719_469).cast_signed(), (length == LENGTH) & dashes & are_digits & is_day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::strips::file;
    use super::*;
    use crate::values::Date;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_date_is_what_the_slow_way_gives(year in 0u32..10_000, month in 0u32..15, date in 0u32..33, dash in "[-/.]", odd in "[0-9 a-]{8,11}") {
            for cell in [format!("{year:04}-{month:02}-{date:02}"), format!("{year:04}{dash}{month:02}-{date:02}"), odd] {
                let (text, bounds) = file(std::slice::from_ref(&cell));
                let is_plain = |_: &Date| cell.len() == 10 && cell.matches('-').count() == 2;
                let expected = Date::parse(&cell).filter(is_plain);
                prop_assert_eq!(day(&text, bounds[0].0, bounds[0].1), expected.map(Date::days), "{}", cell);
            }
        }

        #[test]
        fn columns_are_what_their_cells_are(
            dates in prop::collection::vec(Date::MIN.days()..=Date::MAX.days(), 0..400),
            other in prop::option::of("2026-0[0-9]-[0-3][0-9]"),
        ) {
            let mut cells: Vec<String> = dates.iter().map(|days| Date::from_days(*days).unwrap().to_string()).collect();
            cells.extend(other);
            let (text, bounds) = file(&cells);
            let expected: Option<Vec<i32>> = bounds.iter().map(|(from, to)| day(&text, *from, *to)).collect();
            prop_assert_eq!(days(&text, bounds.iter().copied()), expected);
        }
    }

    #[test]
    fn every_day_is_its_own() {
        for days in Date::MIN.days()..=Date::MAX.days() {
            if days % 1_000 < 12 {
                let (text, bounds) = file(&[Date::from_days(days).unwrap().to_string()]);
                assert_eq!(day(&text, bounds[0].0, bounds[0].1), Some(days));
            }
        }
    }
}
