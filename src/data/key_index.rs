//! The keys of a record: which row a key is of.
//!
//! Files are mostly sorted by key; then the keys alone are kept, and a row is found by bisection. Only keys in another order are hashed.

use super::texts::{hash, place_at, spread, text_at};
use hashbrown::HashTable;
use std::sync::Arc;

/// The key of each row, and the way back. Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub struct KeyIndex(Arc<Keys>);

#[derive(Clone, Debug, Default)]
struct Keys {
    /// The keys one behind the other.
    letters: String,
    /// Where the key of each row ends; a row without one has an empty one.
    ends: Vec<usize>,
    /// Half of the hash of each key, and its row; none while every key is behind the one before.
    hashed: Option<HashTable<(u32, u32)>>,
}

impl KeyIndex {
    /// Adds the key of the next row.
    ///
    /// # Errors
    /// The row that has the key already; then nothing is added.
    pub(super) fn add(&mut self, key: &str) -> Result<(), u32> {
        Arc::make_mut(&mut self.0).add(key)
    }

    /// Adds the keys of the next rows if they go on in order; whether they did.
    pub(super) fn append(&mut self, block: &KeyBlock) -> bool {
        let keys = Arc::make_mut(&mut self.0);
        let follows = |last: usize| keys.key(last) < block.key(0);
        if keys.hashed.is_some() || !block.is_sorted || !keys.ends.len().checked_sub(1).is_none_or(follows) {
            return false;
        }
        let before = keys.letters.len();
        keys.letters.push_str(&block.letters);
        keys.ends.extend(block.ends.iter().map(|end| before.saturating_add(*end)));
        true
    }

    /// Leaves the next row without a key.
    pub(super) fn add_none(&mut self) {
        let keys = Arc::make_mut(&mut self.0);
        if keys.hashed.is_none() {
            keys.hash_all();
        }
        keys.ends.push(keys.letters.len());
    }

    /// The row of a key.
    pub fn row(&self, key: &str) -> Option<u32> {
        match &self.0.hashed {
            None => self.0.bisect(key).and_then(|row| u32::try_from(row).ok()),
            Some(hashed) => {
                let half = hash(key);
                hashed.find(spread(half), |entry| entry.0 == half && self.key(entry.1 as usize) == key).map(|(_, row)| *row)
            }
        }
    }

    /// The key of a row; empty where it has none.
    pub fn key(&self, row: usize) -> &str {
        self.0.key(row)
    }

    /// All keys one behind the other, and where among them the key of a row begins and ends.
    #[inline]
    pub(super) fn place(&self, row: usize) -> (&[u8], usize, usize) {
        let (from, to) = place_at(&self.0.ends, row).unwrap_or_default();
        (self.0.letters.as_bytes(), from, to)
    }

    /// Whether the key of every row is behind the one before; then none stands twice.
    pub(super) fn is_sorted(&self) -> bool {
        self.0.hashed.is_none()
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.0.ends.len()
    }

    /// All keys, in the order of the rows.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.rows()).map(|row| self.key(row)).filter(|key| !key.is_empty())
    }
}

/// The keys of rows that are added together.
#[derive(Debug)]
pub(super) struct KeyBlock {
    /// The keys one behind the other.
    letters: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Whether each is behind the one before.
    is_sorted: bool,
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

impl Keys {
    fn add(&mut self, key: &str) -> Result<(), u32> {
        let row = self.ends.len();
        if self.hashed.is_none() && row > 0 && self.key(row.saturating_sub(1)) >= key {
            self.hash_all();
        }
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        if let Some(hashed) = &mut self.hashed {
            let half = hash(key);
            let is_it = |entry: &(u32, u32)| entry.0 == half && text_at(&self.letters, &self.ends, entry.1 as usize) == key;
            if let Some((_, first)) = hashed.find(spread(half), is_it) {
                return Err(*first);
            }
            hashed.insert_unique(spread(half), (half, number), |(half, _)| spread(*half));
        }
        self.letters.push_str(key);
        self.ends.push(self.letters.len());
        Ok(())
    }

    fn key(&self, row: usize) -> &str {
        text_at(&self.letters, &self.ends, row)
    }

    fn bisect(&self, key: &str) -> Option<usize> {
        let (mut from, mut to) = (0usize, self.ends.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.key(middle).cmp(key) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => from = middle.saturating_add(1),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn hash_all(&mut self) {
        let mut hashed = HashTable::with_capacity(self.ends.len());
        for (row, number) in (0..self.ends.len()).zip(0u32..) {
            let half = hash(self.key(row));
            hashed.insert_unique(spread(half), (half, number), |(half, _)| spread(*half));
        }
        self.hashed = Some(hashed);
    }
}

/// The keys of rows in their order; a row whose key another one has already has none.
impl<S: AsRef<str>> FromIterator<S> for KeyIndex {
    fn from_iter<T: IntoIterator<Item = S>>(keys: T) -> KeyIndex {
        let mut index = KeyIndex::default();
        for key in keys {
            if index.add(key.as_ref()).is_err() {
                index.add_none();
            }
        }
        index
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
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
