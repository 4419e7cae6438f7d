//! Rows of a text whose cells stand in it as they are, and the columns that they were decoded to.

use super::build::Builder;
use super::key_block::KeyBlock;

/// Rows that are decoded together; a batch of a column, if there are as many.
#[derive(Debug)]
pub(super) struct Block<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Where the first row begins; all other places are told from there.
    pub(super) from: usize,
    /// How many cells a row has.
    pub(super) width: usize,
    /// Where each row begins.
    pub(super) starts: Vec<u32>,
    /// Where each cell ends.
    pub(super) ends: Vec<u32>,
}

impl<'t> Block<'t> {
    /// A block of a text, without rows.
    pub(super) fn new(text: &'t str) -> Block<'t> {
        Block { text, from: 0, width: 1, starts: Vec::new(), ends: Vec::new() }
    }

    /// Leaves its rows out; what stands in `ends` is of no meaning until there are some.
    pub(super) fn clear(&mut self) {
        self.starts.clear();
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Where in the text the cells of a column begin and end.
    #[inline]
    pub(super) fn bounds(&self, column: usize) -> impl Iterator<Item = (usize, usize)> {
        let from = self.from;
        let rows = self.starts.iter().zip(self.ends.chunks_exact(self.width.max(1)));
        rows.map(move |(start, ends)| {
            let start = match column.checked_sub(1) {
                None => *start,
                // Behind the comma.
                Some(before) => ends.get(before).map_or(0, |end| end.wrapping_add(1)),
            };
            (from + start as usize, from + ends.get(column).map_or(0, |end| *end as usize))
        })
    }

    /// A cell; empty beyond the block.
    pub(super) fn cell(&self, row: usize, column: usize) -> &'t str {
        let bounds = self.bounds(column).nth(row);
        bounds.and_then(|(from, to)| self.text.get(from..to)).unwrap_or("")
    }
}

/// The columns of a block.
#[derive(Debug)]
pub(super) struct Decoded {
    /// How many rows it had.
    pub(super) rows: usize,
    /// The column of each field that comes from the file.
    pub(super) columns: Vec<Option<Builder>>,
    /// The keys of its rows, for a record with a key.
    pub(super) keys: Option<KeyBlock>,
}
