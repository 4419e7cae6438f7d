//! The texts of a run, each held once: a text cell is the number of its text.

use super::KeyIndex;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::Arc;

/// All texts of a run. A clone shares them until it gets one of its own.
///
/// The keys of a record are texts too, each of them once: they stay in its [`KeyIndex`], and their numbers are above all others. So a text
/// may have two numbers, of which [`Texts::canonical`] gives one.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pool: Arc<Pool>,
    /// The keys of records, each with the number of its first row beyond [`KEYS`].
    keys: Vec<(u32, KeyIndex)>,
}

/// Numbers from here on are those of keys.
const KEYS: u32 = 1 << 31;

/// Texts one behind the other, and where each is found by its hash.
#[derive(Clone, Debug, Default)]
struct Pool {
    letters: String,
    /// Where each text ends.
    ends: Vec<usize>,
    /// Half of the hash of each text, and its number.
    index: HashTable<(u32, u32)>,
}

impl Texts {
    /// The number of a text, which is added if it is new.
    #[inline]
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        self.pool.find(hash, text).unwrap_or_else(|| Arc::make_mut(&mut self.pool).add(hash, text))
    }

    /// Adds the keys of a record and gives the number of the first; those of the other rows follow. None where no numbers are left.
    pub(super) fn add_keys(&mut self, keys: &KeyIndex) -> Option<u32> {
        let first = self.keys.last().map_or(Some(0), |(first, keys)| first.checked_add(u32::try_from(keys.rows()).ok()?))?;
        first.checked_add(u32::try_from(keys.rows()).ok()?).filter(|end| *end <= KEYS)?;
        self.keys.push((first, keys.clone()));
        Some(first | KEYS)
    }

    /// The texts that were added after there were so many, in the order of their numbers.
    pub(super) fn since(&self, many: usize) -> impl Iterator<Item = &str> {
        (many..self.pool.ends.len()).map(|number| text_at(&self.pool.letters, &self.pool.ends, number))
    }

    /// How many there are beside keys.
    pub fn len(&self) -> usize {
        self.pool.ends.len()
    }

    /// Whether there are none beside keys.
    pub fn is_empty(&self) -> bool {
        self.pool.ends.is_empty()
    }

    /// The text of a number; empty for one that was never given out.
    #[inline]
    pub fn text(&self, number: u32) -> &str {
        if number < KEYS { self.pool.text(number) } else { self.key(number) }
    }

    /// The texts among which the text of a number stands, and where it begins and ends there.
    #[inline]
    pub(super) fn place(&self, number: u32) -> (&[u8], usize, usize) {
        if number < KEYS {
            let (from, to) = place_at(&self.pool.ends, number as usize).unwrap_or_default();
            return (self.pool.letters.as_bytes(), from, to);
        }
        self.key_index(number).map_or((&[], 0, 0), |(keys, row)| keys.place(row))
    }

    /// Of the numbers of a text the one that stands for all.
    #[inline]
    pub fn canonical(&self, number: u32) -> u32 {
        if number < KEYS { number } else { self.first_of(number) }
    }

    fn key(&self, number: u32) -> &str {
        self.key_index(number).map_or("", |(keys, row)| keys.key(row))
    }

    /// The keys and the row of a number of a key.
    #[inline]
    fn key_index(&self, number: u32) -> Option<(&KeyIndex, usize)> {
        let at = number & !KEYS;
        let of = self.keys.partition_point(|(first, _)| *first <= at);
        let (first, keys) = self.keys.get(of.checked_sub(1)?)?;
        Some((keys, at.saturating_sub(*first) as usize))
    }

    fn first_of(&self, number: u32) -> u32 {
        let text = self.key(number);
        self.pool.find(hash(text), text).unwrap_or_else(|| {
            let mut found = self.keys.iter().filter_map(|(first, keys)| Some(first.saturating_add(keys.row(text)?) | KEYS));
            found.next().unwrap_or(number)
        })
    }
}

impl Pool {
    fn find(&self, hash: u32, text: &str) -> Option<u32> {
        let is_it = |entry: &(u32, u32)| entry.0 == hash && self.text(entry.1) == text;
        self.index.find(spread(hash), is_it).map(|(_, number)| *number)
    }

    fn add(&mut self, hash: u32, text: &str) -> u32 {
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.letters.push_str(text);
        self.ends.push(self.letters.len());
        self.index.insert_unique(spread(hash), (hash, number), |(hash, _)| spread(*hash));
        number
    }

    fn text(&self, number: u32) -> &str {
        text_at(&self.letters, &self.ends, number as usize)
    }
}

/// A text of those that stand one behind the other.
pub(super) fn text_at<'a>(letters: &'a str, ends: &[usize], at: usize) -> &'a str {
    place_at(ends, at).and_then(|(from, to)| letters.get(from..to)).unwrap_or("")
}

/// Where a text begins and ends that stands behind others.
#[inline(always)]
pub(super) fn place_at(ends: &[usize], at: usize) -> Option<(usize, usize)> {
    let from = at.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
    from.zip(ends.get(at).copied())
}

/// Half of a hash: what a table keeps of it, so that growing reads no text.
pub(super) fn hash(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

/// The whole hash that half of one stands for.
pub(super) fn spread(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
