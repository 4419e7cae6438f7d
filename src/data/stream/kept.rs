//! What is kept of batches that are gone: enough to know that no key stands twice, and which headings there were.

use super::Unstreamed;
use crate::data::Tables;
use crate::data::headings::MOST_COLUMNS;
use crate::program::RecordId;
use indexmap::IndexSet;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// What is kept of a batch.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// How many rows it had.
    pub(crate) rows: usize,
    /// Of each key less than it is.
    hashes: Vec<u64>,
    ends: Option<(String, String)>,
    is_sorted: bool,
    headings: Option<Vec<String>>,
}

impl Kept {
    /// What is kept of a table, whose rows had these headings if each batch has its own.
    pub(super) fn of(tables: &Tables, record: RecordId, headings: Option<Vec<String>>) -> Kept {
        let Some(table) = tables.get(record) else { return Kept::default() };
        let keys = &table.keys;
        let hash = |row: usize| {
            let mut hasher = FxHasher::default();
            hasher.write(keys.key(row).as_bytes());
            hasher.finish()
        };
        let ends = keys.rows().checked_sub(1).map(|last| (keys.key(0).to_owned(), keys.key(last).to_owned()));
        let hashes = (0..keys.rows()).map(hash).collect();
        Kept { rows: table.rows, hashes, ends, is_sorted: keys.is_sorted(), headings }
    }
}

/// What is held of all batches: eight bytes of each key, the last one, and the headings where each batch has its own.
#[derive(Debug)]
pub(crate) struct KeptSoFar {
    /// How many rows they had.
    pub(crate) rows: usize,
    /// Batch by batch: what grows is not copied while it does.
    hashes: Vec<Vec<u64>>,
    last: Option<String>,
    is_sorted: bool,
    pub(super) headings: Option<IndexSet<String>>,
}

impl KeptSoFar {
    /// Of no batch.
    pub(crate) fn new() -> KeptSoFar {
        KeptSoFar { rows: 0, hashes: Vec::new(), last: None, is_sorted: true, headings: None }
    }

    /// Adds the next batch.
    ///
    /// # Errors
    /// That there are more headings than a file may have.
    pub(crate) fn add(&mut self, kept: Kept) -> Result<(), Unstreamed> {
        self.rows = self.rows.saturating_add(kept.rows);
        self.hashes.push(kept.hashes);
        if let Some((first, last)) = kept.ends {
            self.is_sorted &= kept.is_sorted && self.last.as_ref().is_none_or(|before| *before < first);
            self.last = Some(last);
        }
        let Some(more) = kept.headings else { return Ok(()) };
        let headings = self.headings.get_or_insert_default();
        headings.extend(more);
        if headings.len() > MOST_COLUMNS { Err(Unstreamed::Ordinary) } else { Ok(()) }
    }

    /// Whether every key is certain to stand once: two keys may have one hash, but not one key two.
    pub(super) fn keys_stand_once(&self) -> bool {
        if self.is_sorted {
            return true;
        }
        let mut hashes = self.hashes.concat();
        hashes.sort_unstable();
        hashes.windows(2).all(|two| matches!(two, [one, next] if one != next))
    }
}
