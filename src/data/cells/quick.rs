//! Cells written the usual way, decoded without a branch a digit.
//!
//! A cell is looked at from its end, so that its digits always stand at the same places of a register. What is out of the ordinary
//! is none here, and is read by the ways that take everything.

/// The number that eight digits make, the first in the lowest byte.
#[inline(always)]
pub(super) fn eight(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let fours = (pairs & 0x00FF_00FF_00FF_00FF).wrapping_mul((100 << 16) + 1) >> 16;
    (fours & 0x0000_FFFF_0000_FFFF).wrapping_mul((10_000 << 32) + 1) >> 32
}

/// Whether every byte is at most nine.
#[inline(always)]
pub(super) fn are_digits(digits: u64) -> bool {
    (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0
}

/// Reads a date such as 2026-06-30, in days since 1970-01-01.
#[inline(always)]
pub(super) fn day(text: &[u8], start: usize, end: usize) -> Option<i32> {
    let [y1, y2, y3, y4, dash, m1, m2, second, d1, d2] = *text.get(start..end)?.first_chunk::<10>()?;
    let digits = u64::from_le_bytes([y1, y2, y3, y4, m1, m2, d1, d2]) ^ u64::from_ne_bytes([b'0'; 8]);
    if end - start != 10 || dash != b'-' || second != b'-' || !are_digits(digits) {
        return None;
    }
    let number = eight(digits) as u32;
    let (day, month, year) = (number % 100, number / 100 % 100, number / 10_000);
    if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    // Years begin in March, so that a leap day is the last of its year.
    let late = u32::from(month <= 2);
    let (year, month) = (year - late, month + 12 * late - 3);
    let century = year / 100;
    let days = 365 * year + year / 4 - century + century / 4 + (153 * month + 2) / 5 + day;
    // So many days are between the first of March of the year 0 and 1970-01-01, and one.
    i32::try_from(days).ok()?.checked_sub(719_469)
}

#[inline(always)]
fn days_in_month(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        // Thirty-one days have the odd months up to July and the even ones from August on.
        _ => 30 | (month ^ (month >> 3)),
    }
}

/// Words of at most seven bytes, each with what it stands for.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<(u64, u32)>);

impl Words {
    /// The most of them that are compared one after the other.
    const MOST: usize = 16;

    /// The words that are short enough; none of them if that is more than pays.
    pub(super) fn new<'w>(words: impl Iterator<Item = (&'w str, u32)>) -> Words {
        let short = |(word, number): (&str, u32)| (1..8).contains(&word.len()).then(|| (packed(word), number));
        let words: Vec<(u64, u32)> = words.filter_map(short).collect();
        Words(if words.len() > Words::MOST { Vec::new() } else { words })
    }

    /// What a cell stands for.
    #[inline(always)]
    pub(super) fn number(&self, text: &[u8], start: usize, end: usize) -> Option<u32> {
        let length = end.wrapping_sub(start);
        if !(1..8).contains(&length) {
            return None;
        }
        let last = u64::from_le_bytes(*text.get(end.checked_sub(8)?..end)?.first_chunk::<8>()?);
        let cell = last >> (64 - 8 * length) | (length as u64) << 56;
        let mut found = None;
        for (word, number) in &self.0 {
            found = if *word == cell { Some(*number) } else { found };
        }
        found
    }
}

/// The bytes of a word and their number in one figure.
fn packed(word: &str) -> u64 {
    let bytes = word.bytes().rev().fold(0u64, |sum, byte| sum << 8 | u64::from(byte));
    bytes | (word.len() as u64) << 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Date;
    use proptest::prelude::*;

    /// A cell with what may stand before and behind it in a file.
    fn within(cell: &str) -> (Vec<u8>, usize, usize) {
        let text = format!("9999999999999999,{cell},9999999999999999").into_bytes();
        (text, 17, 17 + cell.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_date_is_what_the_slow_way_gives(year in 0u32..10_000, month in 0u32..15, date in 0u32..33, dash in "[-/.]") {
            for cell in [format!("{year:04}-{month:02}-{date:02}"), format!("{year:04}{dash}{month:02}-{date:02}")] {
                let (text, start, end) = within(&cell);
                let expected = Date::parse(&cell).filter(|_| cell.matches('-').count() == 2);
                prop_assert_eq!(day(&text, start, end), expected.map(Date::days), "{}", cell);
            }
        }

        #[test]
        fn a_word_is_found_by_its_letters(words in proptest::collection::btree_set("[a-c真]{0,4}", 0..12), cell in "[a-c真]{0,4}") {
            let list = Words::new(words.iter().map(String::as_str).zip(0..));
            let (text, start, end) = within(&cell);
            let expected = words.iter().zip(0u32..).find(|(word, _)| **word == cell && (1..8).contains(&cell.len()));
            prop_assert_eq!(list.number(&text, start, end), expected.map(|(_, number)| number));
        }
    }

    #[test]
    fn every_day_is_its_own() {
        for days in Date::MIN.days()..=Date::MAX.days() {
            if days % 1_000 < 12 {
                let cell = Date::from_days(days).map(|date| date.to_string()).unwrap_or_default();
                let (text, start, end) = within(&cell);
                assert_eq!(day(&text, start, end), Some(days), "{cell}");
            }
        }
    }
}
