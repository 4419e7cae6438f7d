//! The texts of a run, each held once: a text cell is the number of its text.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::Arc;

/// All texts of a run; equal texts have equal numbers. A clone shares them until it gets one of its own.
#[derive(Clone, Debug, Default)]
pub struct Texts(Arc<Pool>);

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
        self.0.find(hash, text).unwrap_or_else(|| Arc::make_mut(&mut self.0).add(hash, text))
    }

    /// The number of a text that is there already.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.0.find(hash(text), text)
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, texts: usize) {
        let pool = Arc::make_mut(&mut self.0);
        pool.ends.reserve(texts);
        pool.index.reserve(texts, |(hash, _)| spread(*hash));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.ends.is_empty()
    }

    /// The text of a number; empty for one that was never given out.
    #[inline]
    pub fn text(&self, number: u32) -> &str {
        self.0.text(number)
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
    let from = at.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
    from.zip(ends.get(at)).and_then(|(from, to)| letters.get(from..*to)).unwrap_or("")
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
