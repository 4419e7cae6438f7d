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
    use proptest::prelude::*;

    /// A cell with what may stand before and behind it in a file.
    fn within(cell: &str) -> (Vec<u8>, usize, usize) {
        let text = format!("9999999999999999,{cell},9999999999999999").into_bytes();
        (text, 17, 17 + cell.len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_word_is_found_by_its_letters(words in proptest::collection::btree_set("[a-c真]{0,4}", 0..12), cell in "[a-c真]{0,4}") {
            let list = Words::new(words.iter().map(String::as_str).zip(0..));
            let (text, start, end) = within(&cell);
            let expected = words.iter().zip(0u32..).find(|(word, _)| **word == cell && (1..8).contains(&cell.len()));
            prop_assert_eq!(list.number(&text, start, end), expected.map(|(_, number)| number));
        }
    }
}
