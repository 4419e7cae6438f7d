//! A file in spans, read as they are needed: what is held of it is one span for each thread.

use super::lines::{Lines, Row};
use super::row_by_row;
use super::spans::{Span, Spans};
use crate::data::bind::{Reading, Sheet};
use crate::data::block::Block;
use crate::data::columns::BATCH;
use crate::data::layout::Layout;
use crate::data::stream::{self, Batches, Unstreamed};
use std::io::Read;
use std::sync::Arc;

/// The bytes that are read at first; then as many as the spans before had.
const FIRST: usize = 1 << 19;

/// The fewest bytes of a piece.
const SMALLEST: usize = 1 << 12;

/// Rows of a file, with their text.
#[derive(Debug, Default)]
pub(in crate::data) struct Piece {
    text: String,
    /// The line on which it begins.
    line: u64,
    /// How many rows it has.
    rows: usize,
    /// Where each row begins, and each cell ends, if all rows are plain.
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// Where the first row begins.
    from: usize,
    /// How many cells a row has.
    width: usize,
}

impl Piece {
    /// Its rows as a sheet of this layout.
    pub(in crate::data) fn sheet<'p>(&mut self, reading: &mut Reading<'p>, layout: &Arc<Layout<'p>>) -> Sheet<'p> {
        let mut sheet = Sheet::of(Arc::clone(layout));
        let block = Block {
            text: &self.text,
            from: self.from,
            width: self.width,
            starts: std::mem::take(&mut self.starts),
            ends: std::mem::take(&mut self.ends),
        };
        let decoded = layout.decode(&block, &mut reading.pools());
        // Their room is used again.
        (self.starts, self.ends) = (block.starts, block.ends);
        if !decoded.is_some_and(|decoded| sheet.append(reading, decoded, self.line)) {
            let span = Span { from: self.from, line: self.line, rows: self.rows };
            row_by_row(reading, &mut sheet, &self.text, span, self.width);
        }
        sheet
    }
}

/// The pieces of a file.
#[derive(Debug)]
pub(in crate::data) struct Chunks<R> {
    source: R,
    /// What was read and belongs to the next piece.
    rest: Vec<u8>,
    /// Whether all was read.
    ended: bool,
    /// The line of the next piece.
    line: u64,
    /// How many cells a row has.
    width: usize,
    /// How many bytes a piece may have.
    size: usize,
}

impl<R: Read> Chunks<R> {
    /// Reads the heading, and binds its cells to the fields of a sheet.
    pub(in crate::data) fn open<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, source: R) -> Result<Chunks<R>, Unstreamed> {
        let mut chunks = Chunks { source, rest: Vec::new(), ended: false, line: 1, width: 1, size: FIRST };
        let mut bytes = Vec::new();
        chunks.fill(&mut bytes, FIRST)?;
        let text = chunks.whole_lines(bytes)?;
        let mut lines = Lines::new(&text, 0, 1);
        let Some((line, row @ (Row::Plain(_) | Row::Marked(_)))) = lines.next() else { return Err(Unstreamed::Ordinary) };
        let headings = lines.cells(row);
        chunks.width = headings.len();
        sheet.bind(reading, &headings, Some(line));
        chunks.line = lines.line;
        let mut rest = text.as_bytes().get(lines.at..).unwrap_or_default().to_vec();
        rest.append(&mut chunks.rest);
        chunks.rest = rest;
        Ok(chunks)
    }

    /// Takes the next piece; false where there is none.
    fn take(&mut self, piece: &mut Piece) -> Result<bool, Unstreamed> {
        let mut bytes = std::mem::take(&mut piece.text).into_bytes();
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut wanted = self.size;
        loop {
            self.fill(&mut bytes, wanted)?;
            let mut text = self.whole_lines(std::mem::take(&mut bytes))?;
            let mut block =
                Block { text: &text, from: 0, width: 1, starts: std::mem::take(&mut piece.starts), ends: std::mem::take(&mut piece.ends) };
            let mut spans = Spans::new(&text, 0, self.line, self.width);
            let span = spans.next(&mut block);
            let end = spans.at;
            // What a row with quotation marks goes on with may not have been read.
            let is_whole = span.is_some_and(|span| span.rows == BATCH && (block.rows() > 0 || end < text.len()));
            let line = spans.line;
            (piece.starts, piece.ends, piece.from, piece.width) = (block.starts, block.ends, block.from, self.width);
            if !is_whole && !self.ended {
                bytes = text.into_bytes();
                bytes.append(&mut self.rest);
                wanted = bytes.len().saturating_mul(2).max(FIRST);
                continue;
            }
            let Some(span) = span else { return Ok(false) };
            let mut rest = text.as_bytes().get(end..).unwrap_or_default().to_vec();
            rest.append(&mut self.rest);
            (self.rest, self.line) = (rest, line);
            text.truncate(end);
            self.size = end.saturating_add(end / 32).max(SMALLEST);
            if piece.starts.is_empty() {
                piece.from = span.from;
            }
            (piece.text, piece.line, piece.rows) = (text, span.line, span.rows);
            return Ok(true);
        }
    }

    /// Reads on until there are so many bytes, or no more.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), Unstreamed> {
        let missing = wanted.saturating_sub(bytes.len());
        if missing == 0 || self.ended {
            return Ok(());
        }
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        let read = (&mut self.source).take(limit).read_to_end(bytes).map_err(|_| Unstreamed::Ordinary)?;
        self.ended = read < missing;
        Ok(())
    }

    /// The text of all whole lines; what is behind them belongs to the next piece.
    fn whole_lines(&mut self, mut bytes: Vec<u8>) -> Result<String, Unstreamed> {
        if !self.ended {
            let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |feed| feed.saturating_add(1));
            self.rest = bytes.split_off(end);
        }
        String::from_utf8(bytes).map_err(|_| Unstreamed::Ordinary)
    }
}

impl<R: Read + Send> Batches for Chunks<R> {
    fn next(&mut self, piece: &mut stream::Piece) -> Result<bool, Unstreamed> {
        if !matches!(piece, stream::Piece::Csv(_)) {
            *piece = stream::Piece::Csv(Piece::default());
        }
        let stream::Piece::Csv(piece) = piece else { return Ok(false) };
        self.take(piece)
    }
}
