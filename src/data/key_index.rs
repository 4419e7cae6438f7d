//! The keys of a record: which row a key is of.
//!
//! Files are mostly sorted by key; then the keys alone are kept, and a row is found by bisection. Only keys in another order are hashed.

use super::key_block::KeyBlock;
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
