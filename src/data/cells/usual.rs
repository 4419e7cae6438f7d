//! Numbers written the usual way, decoded without a branch a digit: one, or many of a column at a time.
//!
//! What is out of the ordinary is none here, and is read by the ways that take everything.

use super::quick::{are_digits, eight};
use super::strips::{self, LAST, Strip, last};
use crate::wide::wide;

/// A word of zeros as they are written.
const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

/// What a number must be, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::data) struct Form {
    /// The decimals it has, or may have: all of them or none.
    places: u64,
    /// Units of the column in its last decimal, and in a whole one; 0 where there are more than can be told, so that only 0 is one.
    of_decimals: i64,
    of_whole: i64,
    /// The greatest number with a point, without it, and without one.
    most_of_decimals: i64,
    most_of_whole: i64,
    /// The least and the greatest number of units.
    sure: (i64, i64),
}

impl Form {
    /// Numbers of so many decimals, whose last one is so many units, and which are in their range for certain within these; none where
    /// the decimals and their point do not lie in the second of two words.
    pub(super) fn new(places: u8, factor: i64, sure: (i64, i64)) -> Option<Form> {
        let power = 10i64.checked_pow(u32::from(places)).filter(|_| places <= 7)?;
        let of_whole = factor.checked_mul(power).unwrap_or(0);
        let quotient = |divisor: i64| i64::MAX.checked_div(divisor).unwrap_or(0);
        Some(Form {
            places: u64::from(places),
            of_decimals: factor,
            of_whole,
            most_of_decimals: quotient(factor),
            most_of_whole: quotient(of_whole),
            sure,
        })
    }

    /// Reads the number between two places of a text; none where it is not one of at most 15 digits that is in its range for certain.
    #[inline(always)]
    pub(in crate::data) fn number(&self, text: &[u8], from: usize, to: usize) -> Option<i64> {
        let (low, high) = last(text, to)?;
        let (units, is_one) = self.decoded(low, high, to.wrapping_sub(from) as u64);
        is_one.then_some(units)
    }

    /// Reads the numbers between these places of a text; none where any is not one.
    pub(in crate::data) fn numbers(&self, text: &[u8], bounds: impl Iterator<Item = (usize, usize)>) -> Option<Vec<i64>> {
        strips::decoded(text, bounds, |strip, out| decode(strip, self, out))
    }

    /// The units of a cell of so many bytes, of which these are the last, and whether it is such a number.
    #[inline(always)]
    fn decoded(&self, low: u64, high: u64, length: u64) -> (i64, bool) {
        let behind = if self.places == 0 { 0 } else { u64::MAX << (64 - 8 * self.places) };
        let within = (1..=LAST as u64).contains(&length);
        let length = if within { length } else { 1 };
        let first = if length <= 8 { high >> (64 - 8 * length) } else { low >> (128 - 8 * length) };
        let minus = first & 0xFF == u64::from(b'-');
        let shown = length - u64::from(minus);
        let point = (high >> (8 * (7 - self.places))) & 0xFF == u64::from(b'.');
        let has_point = (self.places > 0) & (shown > self.places + 1) & point;
        // What stands before the point is moved over it.
        let (moved_low, moved_high) = (low << 8, high << 8 | low >> 56);
        let high = if has_point { high & behind | moved_high & !behind } else { high };
        let low = if has_point { moved_low } else { low };
        let digits = shown - u64::from(has_point);
        let countable = (1..=15).contains(&digits);
        let digits = if countable { digits } else { 1 };
        let kept_high = if digits >= 8 { u64::MAX } else { u64::MAX << (64 - 8 * digits) };
        let kept_low = if digits > 8 { u64::MAX << (128 - 8 * digits) } else { 0 };
        let (low, high) = ((low ^ ZEROS) & kept_low, (high ^ ZEROS) & kept_high);
        let number = eight(low).wrapping_mul(100_000_000).wrapping_add(eight(high)) as i64;
        let (up, limit) = if has_point { (self.of_decimals, self.most_of_decimals) } else { (self.of_whole, self.most_of_whole) };
        let units = number.wrapping_mul(up);
        let units = if minus { units.wrapping_neg() } else { units };
        let in_range = (number <= limit) & (self.sure.0 <= units) & (units <= self.sure.1);
        (units, within & countable & are_digits(low) & are_digits(high) & in_range)
    }
}

wide! {
    /// Decodes as many numbers as there is room for; false where any is not one.
    fn decode(strip: &Strip, form: &Form, out: &mut [i64]) -> bool {
        in_strip
    }
}

#[inline(always)]
fn in_strip(strip: &Strip, form: &Form, out: &mut [i64]) -> bool {
    // A copy, which nothing written in the loop can change.
    let form = *form;
    let mut all = true;
    for ((low, high, length), out) in strip.cells().zip(out) {
        let (units, is_one) = form.decoded(low, high, length);
        all &= is_one;
        *out = units;
    }
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::strips::file;
    use super::*;
    use crate::values::decimal::parse_decimal;
    use proptest::prelude::*;

    const ANY: (i64, i64) = (i64::MIN, i64::MAX);

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_number_is_what_the_slow_way_gives(
            cell in "[-+]?[0-9]{0,17}([.][0-9]{0,4})?[ a,.]?",
            places in 0u8..8,
            factor in prop_oneof![Just(1i64), Just(100), Just(i64::MAX / 1000)],
            sure in prop_oneof![Just(ANY), Just((0, 1_000_000))],
        ) {
            let (text, bounds) = file(std::slice::from_ref(&cell));
            if let Some(units) = Form::new(places, factor, sure).unwrap().number(&text, bounds[0].0, bounds[0].1) {
                let exact = parse_decimal(&cell).ok().and_then(|exact| exact.to_scaled(places));
                prop_assert_eq!(Some(i128::from(units)), exact.map(|exact| exact * i128::from(factor)), "{}", cell);
                prop_assert!(sure.0 <= units && units <= sure.1);
            }
        }

        #[test]
        fn usual_numbers_are_taken(units in -99_999_999_999_999i64..99_999_999_999_999, places in 1u8..8) {
            let one = 10i64.pow(u32::from(places));
            let sign = if units < 0 { "-" } else { "" };
            let point = format!("{sign}{}.{:0width$}", units.abs() / one, units.abs() % one, width = usize::from(places));
            let (text, bounds) = file(&[point, format!("{}", units / 10_000_000_000)]);
            let form = Form::new(places, 1, ANY).unwrap();
            let found: Vec<_> = bounds.iter().map(|(from, to)| form.number(&text, *from, *to)).collect();
            prop_assert_eq!(found, [Some(units), Some(units / 10_000_000_000 * one)]);
        }

        #[test]
        fn columns_are_what_their_cells_are(
            cells in prop::collection::vec("(-?[0-9]{1,9}([.][0-9]{2})?|-?[0-9]{8,12}[.][0-9]{4}|[-+]?[0-9]{0,17}[ a,.]?)", 1..4),
            times in 1usize..100,
            places in 0u8..8,
            sure in prop_oneof![Just(ANY), Just((0, 1_000_000))],
        ) {
            let many: Vec<String> = cells.iter().cycle().take(cells.len() * times).cloned().collect();
            let (text, bounds) = file(&many);
            let form = Form::new(places, 100, sure).unwrap();
            let expected: Option<Vec<i64>> = bounds.iter().map(|(from, to)| form.number(&text, *from, *to)).collect();
            prop_assert_eq!(form.numbers(&text, bounds.iter().copied()), expected, "{:?}", cells);
        }
    }

    #[test]
    fn what_has_no_place_in_two_words_has_no_form() {
        assert!(Form::new(7, 1, ANY).is_some());
        assert!(Form::new(8, 1, ANY).is_none());
        let (text, bounds) = file(&["1".to_owned(), "0".to_owned()]);
        let found: Vec<_> = bounds.iter().map(|(from, to)| Form::new(3, i64::MAX / 100, ANY).unwrap().number(&text, *from, *to)).collect();
        assert_eq!(found, [None, Some(0)]);
    }
}
