//! The keys of rows that are added together: gathered one behind the other, short ones sixteen bytes at a time.

use super::texts::text_at;

/// The keys of rows that are added together.
#[derive(Debug)]
pub(super) struct KeyBlock {
    /// The keys one behind the other.
    pub(super) letters: String,
    /// Where each ends.
    pub(super) ends: Vec<usize>,
    /// Whether each is behind the one before.
    pub(super) is_sorted: bool,
}

/// The keys of rows while they are gathered.
#[derive(Debug, Default)]
pub(super) struct KeyRows {
    /// The keys one behind the other, and what is overwritten by the next one.
    letters: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    is_unsorted: bool,
    /// The last one, if it is short.
    last: Option<Short>,
}

/// A short text: its letters, the first one highest, and how many bytes it has; ordered as texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Short(u128, usize);

/// The most bytes of a short text, and one.
const SHORT: usize = 16;

impl Short {
    /// A text that stands in others; none if it is empty or longer, or so near to their end that there is nothing to be read behind it.
    #[inline(always)]
    fn within(text: &[u8], from: usize, to: usize) -> Option<(Short, &[u8; SHORT])> {
        let (bytes, length) = (text.get(from..)?.first_chunk::<SHORT>()?, to.wrapping_sub(from));
        if !(1..SHORT).contains(&length) {
            return None;
        }
        // What stands behind it is moved out.
        let word = u128::from_be_bytes(*bytes) >> (8 * (SHORT - length)) << (8 * (SHORT - length));
        Some((Short(word, length), bytes))
    }

    fn of(text: &str) -> Option<Short> {
        let mut bytes = [0u8; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        (text.len() < SHORT).then_some(Short(u128::from_be_bytes(bytes), text.len()))
    }
}

impl KeyRows {
    /// Adds the key of the next row.
    pub(super) fn push(&mut self, key: &str) {
        let end = self.end();
        let before = match self.ends.as_slice() {
            [] => None,
            [.., from, to] => Some((*from, *to)),
            [to] => Some((0, *to)),
        };
        let before = before.and_then(|(from, to)| self.letters.get(from..to));
        self.is_unsorted |= before.is_some_and(|before| before >= key.as_bytes());
        self.letters.truncate(end);
        self.letters.extend_from_slice(key.as_bytes());
        self.ends.push(self.letters.len());
        self.last = Short::of(key);
    }

    /// Adds the key of the next row, which stands between two places of a text; false where it is not short, or a space or anything else
    /// that is no letter of ASCII stands at its ends: then nothing is added.
    #[inline(always)]
    pub(super) fn push_plain(&mut self, text: &[u8], from: usize, to: usize) -> bool {
        let plain = |at: usize| text.get(at).is_some_and(u8::is_ascii_graphic);
        let Some((short, bytes)) = Short::within(text, from, to).filter(|_| plain(from) && plain(to - 1)) else { return false };
        match self.last {
            Some(last) => self.is_unsorted |= last >= short,
            None if self.ends.is_empty() => {}
            None => return false,
        }
        let end = self.end();
        if self.letters.len() < end.saturating_add(SHORT) {
            self.letters.resize(end.saturating_mul(2).max(1 << 12), 0);
        }
        if let Some(place) = self.letters.get_mut(end..).and_then(|rest| rest.first_chunk_mut::<SHORT>()) {
            *place = *bytes;
        }
        self.ends.push(end.saturating_add(short.1));
        self.last = Some(short);
        true
    }

    fn end(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// All of them.
    pub(super) fn finish(mut self) -> Option<KeyBlock> {
        self.letters.truncate(self.end());
        Some(KeyBlock { letters: String::from_utf8(self.letters).ok()?, ends: self.ends, is_sorted: !self.is_unsorted })
    }
}

impl KeyBlock {
    /// The key of one of its rows.
    pub(super) fn key(&self, row: usize) -> &str {
        text_at(&self.letters, &self.ends, row)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::data::key_index::KeyIndex;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_gathered_in_any_way_are_the_keys(
            keys in prop::collection::vec("[ab\0]{1,3}|[a-c余]{1,20}|M[0-9]{4}", 0..40),
            sorted in any::<bool>(),
            plainly in any::<bool>(),
        ) {
            let mut keys = keys;
            if sorted {
                keys.sort();
                keys.dedup();
            }
            let (mut rows, text) = (KeyRows::default(), keys.join(","));
            let mut from = 0;
            for key in &keys {
                let to = from + key.len();
                if !(plainly && rows.push_plain(text.as_bytes(), from, to)) {
                    rows.push(key);
                }
                from = to + 1;
            }
            let block = rows.finish().unwrap();
            prop_assert_eq!((0..keys.len()).map(|row| block.key(row)).collect::<Vec<_>>(), keys.iter().collect::<Vec<_>>());
            prop_assert_eq!(block.is_sorted, keys.windows(2).all(|two| two[0] < two[1]));
            let mut index = KeyIndex::default();
            prop_assert_eq!(index.append(&block), block.is_sorted);
        }
    }
}
