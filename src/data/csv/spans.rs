//! A text in spans: as many rows as a batch has, plain or not.

use super::lines::Lines;
use super::marks;
use crate::data::block::Block;
use crate::data::columns::BATCH;

/// Rows of a text.
#[derive(Clone, Copy, Debug)]
pub(in crate::data) struct Span {
    /// Where the first begins.
    pub(in crate::data) from: usize,
    /// The line there.
    pub(in crate::data) line: u64,
    /// How many there are.
    pub(in crate::data) rows: usize,
}

/// The spans of a text, one after the other.
pub(super) struct Spans<'t> {
    pub(super) text: &'t str,
    /// How many cells a row has.
    pub(super) width: usize,
    /// Where the next begins, or line ends before it.
    pub(super) at: usize,
    /// The line there.
    pub(super) line: u64,
    /// Where the line feed of each row is.
    feeds: Vec<u32>,
}

impl<'t> Spans<'t> {
    /// The spans from a place on.
    pub(super) fn new(text: &'t str, at: usize, line: u64, width: usize) -> Spans<'t> {
        Spans { text, width, at, line, feeds: Vec::new() }
    }

    /// The next span; its cells are put into the block if all of its rows are plain, which is left empty otherwise.
    pub(super) fn next(&mut self, block: &mut Block<'t>) -> Option<Span> {
        block.clear();
        // The line end behind the row before, and blank lines.
        while let Some(byte @ (b'\r' | b'\n')) = self.text.as_bytes().get(self.at) {
            self.line = self.line.saturating_add(u64::from(*byte == b'\n'));
            self.at = self.at.saturating_add(1);
        }
        if self.at >= self.text.len() {
            return None;
        }
        let (from, line) = (self.at, self.line);
        if let Some((rows, end)) = self.plain(block) {
            self.at = end;
            self.line = line.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
            return Some(Span { from, line, rows });
        }
        block.clear();
        let mut lines = Lines::new(self.text, from, line);
        let rows = std::iter::from_fn(|| lines.next()).take(BATCH).count();
        (self.at, self.line) = (lines.at, lines.line);
        (rows > 0).then_some(Span { from, line, rows })
    }

    /// Puts the next rows into the block, if they are plain, and gives how many there are and where they end.
    fn plain(&mut self, block: &mut Block<'t>) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes().get(self.at..)?;
        let wanted = self.width.saturating_mul(BATCH);
        let (ends, feeds) = (&mut block.ends, &mut self.feeds);
        if !marks::find(bytes, wanted, ends, feeds) {
            return None;
        }
        if ends.len() < wanted && bytes.last() != Some(&b'\n') {
            // The last row of a text need not end its line.
            let end = u32::try_from(bytes.len()).ok()?;
            ends.push(end);
            feeds.push(end);
        }
        feeds.truncate(BATCH);
        let (rows, many) = (feeds.len(), feeds.len().checked_mul(self.width)?);
        if rows == 0 || ends.len() < many || (rows < BATCH && ends.len() > many) {
            return None;
        }
        ends.truncate(many);
        let mut start = 0u32;
        for (cells, feed) in ends.chunks_exact_mut(self.width).zip(feeds.iter()) {
            let last = cells.last_mut().filter(|last| *last == feed)?;
            if *last > start && bytes.get(*last as usize - 1) == Some(&b'\r') {
                *last -= 1;
            }
            if *last == start {
                // A blank line is no row.
                return None;
            }
            block.starts.push(start);
            start = feed.checked_add(1)?;
        }
        (block.from, block.width) = (self.at, self.width);
        Some((rows, self.at.saturating_add(start as usize)))
    }
}
