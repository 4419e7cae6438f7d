//! Numbers of a column, decoded many at a time without a branch a cell.
//!
//! The last sixteen bytes of each cell are taken from the text, row by row; what follows is the same for all rows. A cell that is out of
//! the ordinary has the whole column read cell by cell.

use super::quick::{ZEROS, are_digits, eight};
use crate::wide::wide;

/// The rows that are decoded at a time.
const STRIP: usize = 128;

/// The last bytes of cells that are looked at.
const LAST: usize = 16;

/// What a number must be, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// The decimals it has, or may have: all of them or none.
    pub(super) places: u8,
    /// Units of the column in its last decimal.
    pub(super) factor: i64,
    /// The least and the greatest number of units.
    pub(super) sure: (i64, i64),
}

/// The last bytes of some cells.
struct Strip {
    low: [u64; STRIP],
    high: [u64; STRIP],
    lengths: [u64; STRIP],
}

/// Reads the numbers between these places of a text; none where any is not one of at most 15 digits that is in its range for certain.
pub(super) fn numbers(text: &[u8], mut bounds: impl Iterator<Item = (usize, usize)>, form: Form) -> Option<Vec<i64>> {
    // The decimals lie in the second of two words.
    if form.places > 6 {
        return None;
    }
    let mut all = Vec::with_capacity(bounds.size_hint().0);
    let mut strip = Strip { low: [0; STRIP], high: [0; STRIP], lengths: [0; STRIP] };
    loop {
        let mut rows = 0;
        for ((low, high), length) in strip.low.iter_mut().zip(&mut strip.high).zip(&mut strip.lengths) {
            let Some((from, to)) = bounds.next() else { break };
            let word = u128::from_le_bytes(*text.get(to.checked_sub(LAST)?..to)?.first_chunk::<LAST>()?);
            (*low, *high, *length) = (word as u64, (word >> u64::BITS) as u64, to.wrapping_sub(from) as u64);
            rows += 1;
        }
        if rows == 0 {
            return Some(all);
        }
        let done = all.len();
        all.resize(done.saturating_add(rows), 0);
        if !decode(&strip, form, all.get_mut(done..)?) {
            return None;
        }
    }
}

wide! {
    /// Decodes as many numbers as there is room for; false where any is not one.
    fn decode(strip: &Strip, form: Form, out: &mut [i64]) -> bool {
        decoded
    }
}

#[inline(always)]
fn decoded(strip: &Strip, form: Form, out: &mut [i64]) -> bool {
    let Form { places, factor, sure: (least, most) } = form;
    let places = u64::from(places);
    let power = 10i64.pow(places as u32);
    // Without a point a number is of whole ones; where one of those has more units than there are, it is 0 or none.
    let of_whole = factor.checked_mul(power).unwrap_or(0);
    let quotient = |divisor: i64| i64::MAX.checked_div(divisor).unwrap_or(0);
    let (most_of_decimals, most_of_whole) = (quotient(factor), quotient(of_whole));
    let behind = if places == 0 { 0 } else { u64::MAX << (64 - 8 * places) };
    let point_at = 8 * (7 - places);
    let mut all = true;
    for (((low, high), length), out) in strip.low.iter().zip(&strip.high).zip(&strip.lengths).zip(out) {
        let (low, high, length) = (*low, *high, *length);
        let within = (1..=16).contains(&length);
        let length = if within { length } else { 1 };
        let first = if length <= 8 { high >> (64 - 8 * length) } else { low >> (128 - 8 * length) };
        let minus = first & 0xFF == u64::from(b'-');
        let shown = length - u64::from(minus);
        let has_point = (places > 0) & (shown > places + 1) & ((high >> point_at) & 0xFF == u64::from(b'.'));
        // What stands before the point is moved over it.
        let (moved_low, moved_high) = (low << 8, high << 8 | low >> 56);
        let high = if has_point { high & behind | moved_high & !behind } else { high };
        let low = if has_point { moved_low } else { low };
        let digits = shown - u64::from(has_point);
        let countable = (1..=15).contains(&digits);
        let digits = if countable { digits } else { 1 };
        let kept_high = if digits >= 8 { u64::MAX } else { u64::MAX << (64 - 8 * digits) };
        let kept_low = if digits > 8 { u64::MAX << (128 - 8 * digits) } else { 0 };
        let (low, high) = ((low ^ ZEROS as u64) & kept_low, (high ^ ZEROS as u64) & kept_high);
        let number = eight(low).wrapping_mul(100_000_000).wrapping_add(eight(high)) as i64;
        let (up, limit) = if has_point { (factor, most_of_decimals) } else { (of_whole, most_of_whole) };
        let units = number.wrapping_mul(up);
        let units = if minus { units.wrapping_neg() } else { units };
        all &= within & countable & are_digits(low) & are_digits(high) & (number <= limit) & (least <= units) & (units <= most);
        *out = units;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::quick;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn columns_are_what_their_cells_are(
            cells in prop::collection::vec("(-?[0-9]{1,9}([.][0-9]{2})?|-?[0-9]{8,12}[.][0-9]{4}|[-+]?[0-9]{0,17}([.][0-9]{0,4})?[ a,.]?)", 1..4),
            times in 1usize..100,
            places in 0u8..8,
            factor in prop_oneof![Just(1i64), Just(100), Just(i64::MAX / 1000)],
            sure in prop_oneof![Just((i64::MIN, i64::MAX)), Just((0, 1_000_000))],
        ) {
            let (mut text, mut bounds) = (b"9999999999999999".to_vec(), Vec::new());
            for cell in cells.iter().cycle().take(cells.len() * times) {
                text.push(b',');
                bounds.push((text.len(), text.len() + cell.len()));
                text.extend(cell.as_bytes());
            }
            let one = |(from, to): (usize, usize)| {
                let units = quick::number(&text, from, to, places)?.checked_mul(factor)?;
                (sure.0 <= units && units <= sure.1).then_some(units)
            };
            let expected: Option<Vec<i64>> = bounds.iter().map(|bounds| one(*bounds)).collect();
            let found = numbers(&text, bounds.iter().copied(), Form { places, factor, sure });
            // Of a longer cell not all is looked at.
            if places <= 6 && cells.iter().all(|cell| cell.len() <= LAST) {
                prop_assert_eq!(found, expected, "{:?}", cells);
            } else {
                prop_assert_eq!(found, None);
            }
        }
    }
}
