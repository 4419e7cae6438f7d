//! A file with one object a line in pieces, read as they are needed. Each piece has headings of its own: all of them are known at the end.

use super::Rows;
use crate::data::bind::{Reading, Sheet};
use crate::data::columns::BATCH;
use crate::data::headings::MOST_COLUMNS;
use crate::data::stream::{self, Batches, Unstreamed};
use std::io::Read;

/// The bytes that are read at a time.
const STEP: usize = 1 << 18;

/// Lines of a file.
#[derive(Debug, Default)]
pub(in crate::data) struct Piece {
    text: String,
    /// The number of the first.
    line: u64,
}

/// The pieces of a file.
pub(in crate::data) struct Chunks<R> {
    source: R,
    /// What was read and belongs to the next pieces.
    rest: Vec<u8>,
    /// Whether all was read.
    ended: bool,
    /// The line of the next piece.
    line: u64,
}

impl Piece {
    /// Puts its rows into a sheet, and gives their headings in the order in which they are met.
    ///
    /// # Errors
    /// That anything is to be said of them.
    pub(in crate::data) fn read<'p>(&self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>) -> Result<Vec<String>, Unstreamed> {
        let rows = Rows::of_lines(reading, sheet, self.line, &self.text);
        let headings = &rows.headings.list;
        if reading.findings.has_errors() || headings.len() > MOST_COLUMNS || !sheet.bind_some(headings) {
            return Err(Unstreamed::Ordinary);
        }
        rows.give(reading, sheet);
        Ok(rows.headings.list)
    }
}

impl<R: Read> Chunks<R> {
    /// Reads the first lines; a file without any is read in the ordinary way.
    pub(in crate::data) fn open(source: R) -> Result<Chunks<R>, Unstreamed> {
        let mut chunks = Chunks { source, rest: Vec::new(), ended: false, line: 1 };
        chunks.read_on()?;
        if chunks.rest.is_empty() {
            return Err(Unstreamed::Ordinary);
        }
        Ok(chunks)
    }

    /// Takes as many lines as a batch may have rows; false where there are none.
    fn take(&mut self, piece: &mut Piece) -> Result<bool, Unstreamed> {
        let (mut lines, mut end) = (0usize, 0usize);
        loop {
            for byte in self.rest.get(end..).unwrap_or_default() {
                end = end.saturating_add(1);
                lines = lines.saturating_add(usize::from(*byte == b'\n'));
                if lines == BATCH {
                    break;
                }
            }
            if lines == BATCH || self.ended {
                break;
            }
            self.read_on()?;
        }
        if end == 0 {
            return Ok(false);
        }
        let mut bytes = std::mem::take(&mut piece.text).into_bytes();
        bytes.clear();
        bytes.extend(self.rest.drain(..end));
        piece.text = String::from_utf8(bytes).map_err(|_| Unstreamed::Ordinary)?;
        piece.line = self.line;
        self.line = self.line.saturating_add(u64::try_from(lines).unwrap_or(u64::MAX));
        Ok(true)
    }

    fn read_on(&mut self) -> Result<(), Unstreamed> {
        let read = (&mut self.source).take(STEP as u64).read_to_end(&mut self.rest).map_err(|_| Unstreamed::Ordinary)?;
        self.ended = read < STEP;
        Ok(())
    }
}

impl<R: Read + Send> Batches for Chunks<R> {
    fn next(&mut self, piece: &mut stream::Piece) -> Result<bool, Unstreamed> {
        if !matches!(piece, stream::Piece::Objects(_)) {
            *piece = stream::Piece::Objects(Piece::default());
        }
        let stream::Piece::Objects(piece) = piece else { return Ok(false) };
        self.take(piece)
    }
}
