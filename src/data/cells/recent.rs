//! The numbers of short texts that were met lately: most texts of a column are one of few, and are found here by their letters at once.

use super::strips::{LAST, last};

/// How many there may be; each has one place, where it takes that of another.
const PLACES: usize = 512;

/// Short texts and their numbers.
pub(in crate::data) struct Recent(Vec<Met>);

/// A text that was met.
#[derive(Clone, Copy, Default)]
struct Met {
    /// Its letters, the last one highest.
    low: u64,
    high: u64,
    /// How many bytes it has; 0 in a place without one.
    length: u32,
    number: u32,
}

impl Recent {
    /// None met yet.
    pub(in crate::data) fn new() -> Recent {
        Recent(vec![Met::default(); PLACES])
    }

    /// The number of the text between two places, which is found elsewhere if it was not met lately.
    #[inline(always)]
    pub(in crate::data) fn number(&mut self, text: &[u8], from: usize, to: usize, find: impl FnOnce() -> Option<u32>) -> Option<u32> {
        let length = to.wrapping_sub(from);
        let (Some((low, high)), 1..=LAST) = (last(text, to), length) else { return find() };
        // What stands before it is moved out.
        let kept = |word: u64, bytes: usize| if bytes == 0 { 0 } else { word >> (u64::BITS - 8 * bytes as u32) };
        let (low, high) = (kept(low, length.saturating_sub(8)), kept(high, length.min(8)));
        let hash = (low.rotate_left(32) ^ high).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = self.0.get_mut((hash >> 32) as usize % PLACES)?;
        let length = length as u32;
        if (place.low, place.high, place.length) == (low, high, length) {
            return Some(place.number);
        }
        let number = find()?;
        *place = Met { low, high, length, number };
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::super::strips::file;
    use super::*;
    use indexmap::IndexSet;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_has_one_number(texts in prop::collection::vec("[a\0]{0,3}|[a-c真]{0,20}|[0-9]{1,4}", 0..2_000)) {
            let (bytes, bounds) = file(&texts);
            let (mut recent, mut all) = (Recent::new(), IndexSet::new());
            for (text, (from, to)) in texts.iter().zip(bounds) {
                let number = recent.number(&bytes, from, to, || u32::try_from(all.insert_full(text.clone()).0).ok());
                let expected = all.get_index_of(text).and_then(|at| u32::try_from(at).ok());
                prop_assert!(number.is_some() && number == expected, "{text:?}: {number:?}, {expected:?}");
            }
        }
    }
}
