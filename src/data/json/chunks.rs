//! A file of objects in pieces, read as they are needed. Each piece has headings of its own: all of them are known at the end.

use super::Rows;
use super::elements::Elements;
use crate::data::bind::{Reading, Sheet};
use crate::data::columns::BATCH;
use crate::data::headings::MOST_COLUMNS;
use crate::data::stream::{self, Batches, Unstreamed};
use std::io::Read;
use std::ops::Range;

/// The bytes that are read at a time.
const STEP: usize = 1 << 18;

/// The bytes among which line ends are counted at once.
const LOOKED_AT: usize = 1 << 10;

/// Rows of a file.
#[derive(Debug, Default)]
pub(in crate::data) struct Piece {
    text: String,
    /// The number of the line that it begins in.
    line: u64,
    /// Where its rows stand; none where each line is one.
    rows: Option<Vec<Range<usize>>>,
}

/// The pieces of a file.
pub(in crate::data) struct Chunks<R> {
    text: Text<R>,
    /// How far the array was gone through; none where there is one object a line.
    array: Option<Elements>,
    /// The line of the next piece.
    line: u64,
}

/// What was read of a file and belongs to the next pieces.
struct Text<R> {
    source: R,
    rest: Vec<u8>,
    /// Whether all was read.
    ended: bool,
}

impl Piece {
    /// Puts its rows into a sheet, and gives their headings in the order in which they are met.
    ///
    /// # Errors
    /// That anything is to be said of them.
    pub(in crate::data) fn read<'p>(&self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>) -> Result<Vec<String>, Unstreamed> {
        let rows = match &self.rows {
            None => Rows::of_lines(reading, sheet, self.line, &self.text),
            Some(rows) => {
                let elements = rows.iter().map(|place| (place.start, self.text.get(place.clone()).unwrap_or_default()));
                Rows::of_elements(reading, sheet, self.line, &self.text, elements)
            }
        };
        let headings = &rows.headings.list;
        if reading.findings.has_errors() || headings.len() > MOST_COLUMNS || !sheet.bind_some(headings) {
            return Err(Unstreamed::Ordinary);
        }
        rows.give(reading, sheet);
        Ok(rows.headings.list)
    }
}

impl<R: Read> Chunks<R> {
    /// Reads the first lines of a file that has an object in each; one without any is read in the ordinary way.
    pub(in crate::data) fn of_lines(source: R) -> Result<Chunks<R>, Unstreamed> {
        let mut text = Text::new(source);
        text.read_on()?;
        if text.rest.is_empty() { Err(Unstreamed::Ordinary) } else { Ok(Chunks { text, array: None, line: 1 }) }
    }

    /// Begins to read a file that is an array of objects.
    pub(in crate::data) fn of_array(source: R) -> Chunks<R> {
        Chunks { text: Text::new(source), array: Some(Elements::new()), line: 1 }
    }

    /// Takes as many rows as a batch may have; false where there are none.
    fn take(&mut self, piece: &mut Piece) -> Result<bool, Unstreamed> {
        let (end, rows) = match &mut self.array {
            None => (self.text.end_of_lines()?, None),
            Some(array) => {
                let (end, rows) = self.text.end_of_elements(array)?;
                (end, Some(rows))
            }
        };
        let mut bytes = std::mem::take(&mut piece.text).into_bytes();
        bytes.clear();
        bytes.extend_from_slice(self.text.rest.get(..end).unwrap_or_default());
        self.text.rest.drain(..end.min(self.text.rest.len()));
        if bytes.is_empty() || rows.as_ref().is_some_and(Vec::is_empty) {
            return Ok(false);
        }
        piece.text = String::from_utf8(bytes).map_err(|_| Unstreamed::Ordinary)?;
        (piece.line, piece.rows) = (self.line, rows);
        self.line = self.line.saturating_add(super::line_ends(&piece.text));
        Ok(true)
    }
}

impl<R: Read> Text<R> {
    fn new(source: R) -> Text<R> {
        Text { source, rest: Vec::new(), ended: false }
    }

    /// Where the lines of a batch end.
    fn end_of_lines(&mut self) -> Result<usize, Unstreamed> {
        let (mut lines, mut end) = (0usize, 0usize);
        loop {
            for some in self.rest.get(end..).unwrap_or_default().chunks(LOOKED_AT) {
                let more = some.iter().filter(|byte| **byte == b'\n').count();
                if lines.saturating_add(more) < BATCH {
                    lines = lines.saturating_add(more);
                    end = end.saturating_add(some.len());
                    continue;
                }
                for byte in some {
                    end = end.saturating_add(1);
                    lines = lines.saturating_add(usize::from(*byte == b'\n'));
                    if lines == BATCH {
                        return Ok(end);
                    }
                }
            }
            if self.ended {
                return Ok(end);
            }
            self.read_on()?;
        }
    }

    /// Where the elements of a batch end, and where each of them stands; after the last one that is where all ends.
    fn end_of_elements(&mut self, array: &mut Elements) -> Result<(usize, Vec<Range<usize>>), Unstreamed> {
        let (mut rows, mut end) = (Vec::new(), 0usize);
        loop {
            while let Some(bytes @ [_, ..]) = self.rest.get(end..) {
                let (many, row) = array.take(end, bytes)?;
                end = end.saturating_add(many);
                rows.extend(row);
                if rows.len() == BATCH {
                    return Ok((end, rows));
                }
            }
            if self.ended {
                return if array.is_over() { Ok((end, rows)) } else { Err(Unstreamed::Ordinary) };
            }
            self.read_on()?;
        }
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
