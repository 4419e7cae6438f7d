//! Rows one by one, whatever is in them: cut where they stand, or taken apart by `csv-core` where they have quotation marks.

use std::ops::Range;

/// The rows of a text, one after the other.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where the next row begins, or blank lines before it.
    pub(super) at: usize,
    /// The line there.
    pub(super) line: u64,
    /// Where the cells of a row without quotation marks end.
    ends: Vec<usize>,
    marked: Marked,
}

/// A row as it was found; its cells are told by [`Lines::cells`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Row {
    /// Without quotation marks; it begins there.
    Plain(usize),
    /// With them; it begins there.
    Marked(usize),
    /// With one that stands where it may not, so many lines further down.
    Amiss(Fault, u64),
}

impl<'t> Lines<'t> {
    /// The rows from a place on, which is the beginning of a line.
    pub(super) fn new(text: &'t str, at: usize, line: u64) -> Lines<'t> {
        let marked = Marked { reader: csv_core::Reader::new(), letters: Vec::new(), ends: Vec::new(), cells: 0 };
        Lines { text, at, line, ends: Vec::new(), marked }
    }

    /// The next row that is not a blank line, with its line.
    pub(super) fn next(&mut self) -> Option<(u64, Row)> {
        let bytes = self.text.as_bytes();
        while let Some(blank @ (b'\r' | b'\n')) = bytes.get(self.at) {
            self.line = self.line.saturating_add(u64::from(*blank == b'\n'));
            self.at = self.at.saturating_add(1);
        }
        if self.at >= bytes.len() {
            return None;
        }
        let (start, line) = (self.at, self.line);
        self.ends.clear();
        if let Some(end) = plain_row(bytes, start, &mut self.ends) {
            self.at = end;
            return Some((line, Row::Plain(start)));
        }
        let written = self.text.get(start..).unwrap_or("");
        let written = written.get(..self.marked.read(written.as_bytes())).unwrap_or("");
        self.at = start.saturating_add(written.len());
        self.line = line.saturating_add(u64::try_from(written.matches('\n').count()).unwrap_or(u64::MAX));
        Some((line, check_marks(written).map_or_else(|(fault, at)| Row::Amiss(fault, at), |()| Row::Marked(start))))
    }

    /// The cells of the row that was found last.
    pub(super) fn cells(&self, row: Row) -> Vec<&str> {
        match row {
            Row::Plain(start) => {
                let starts = std::iter::once(start).chain(self.ends.iter().map(|end| end.saturating_add(1)));
                starts.zip(&self.ends).map(|(from, to)| self.text.get(from..*to).unwrap_or("")).collect()
            }
            Row::Marked(_) => self.marked.cells(),
            Row::Amiss(..) => Vec::new(),
        }
    }

    /// Where the cells of the row that was found last stand in the text, each with its quotation marks.
    pub(super) fn places(&self, row: Row) -> Vec<Range<usize>> {
        match row {
            Row::Plain(start) => {
                let starts = std::iter::once(start).chain(self.ends.iter().map(|end| end.saturating_add(1)));
                starts.zip(&self.ends).map(|(from, to)| from..*to).collect()
            }
            Row::Marked(start) => marked_places(self.text, start),
            Row::Amiss(..) => Vec::new(),
        }
    }
}

/// Finds the ends of the cells of a row without quotation marks, and gives where the row ends; none where it has marks.
///
/// Eight bytes are looked at together: all that may end a cell is at or below the comma, where letters and digits are not.
fn plain_row(bytes: &[u8], start: usize, ends: &mut Vec<usize>) -> Option<usize> {
    const LOW: u64 = u64::MAX / 255;
    const HIGH: u64 = LOW * 0x80;
    let mut at = start;
    loop {
        let word = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()).map(|word| u64::from_le_bytes(*word));
        let mut candidates = match word {
            // The difference never borrows: with its highest bit set every byte is greater.
            Some(word) => !(word | HIGH).wrapping_sub(LOW * (b',' as u64 + 1)) & !word & HIGH,
            None if at >= bytes.len() => {
                ends.push(bytes.len());
                return Some(bytes.len());
            }
            // The last few bytes are looked at one by one.
            None => HIGH >> (8 * (8 - (bytes.len() - at))),
        };
        while candidates != 0 {
            let place = at + (candidates.trailing_zeros() / 8) as usize;
            match bytes.get(place) {
                Some(b',') => ends.push(place),
                Some(b'\n' | b'\r') => {
                    ends.push(place);
                    return Some(place);
                }
                Some(b'"') => return None,
                _ => {}
            }
            candidates &= candidates - 1;
        }
        at = (at + 8).min(bytes.len());
    }
}

/// Where the cells of a row stand whose quotation marks are where they may be: a comma or a line end counts where they are all closed.
fn marked_places(text: &str, start: usize) -> Vec<Range<usize>> {
    let (mut places, mut from, mut open) = (Vec::new(), start, false);
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'"' => open = !open,
            b',' if !open => {
                places.push(from..at);
                from = at.saturating_add(1);
            }
            b'\r' | b'\n' if !open => {
                places.push(from..at);
                return places;
            }
            _ => {}
        }
    }
    places.push(from..text.len());
    places
}

/// The cells of a row with quotation marks, as `csv-core` takes them apart.
struct Marked {
    reader: csv_core::Reader,
    letters: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
}

impl Marked {
    /// Takes the row that begins there apart and gives its length.
    fn read(&mut self, text: &[u8]) -> usize {
        let (mut read, mut written, mut ends) = (0usize, 0usize, 0usize);
        loop {
            let input = text.get(read..).unwrap_or_default();
            let (output, places) = (self.letters.get_mut(written..), self.ends.get_mut(ends..));
            let (result, took, wrote, ended) = self.reader.read_record(input, output.unwrap_or_default(), places.unwrap_or_default());
            read = read.saturating_add(took);
            written = written.saturating_add(wrote);
            ends = ends.saturating_add(ended);
            match result {
                csv_core::ReadRecordResult::OutputFull => self.letters.resize(self.letters.len().saturating_mul(2).max(1024), 0),
                csv_core::ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2).max(64), 0),
                // What is read next is nothing: that ends the last row.
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        self.cells = ends;
        read
    }

    fn cells(&self) -> Vec<&str> {
        let ends = self.ends.get(..self.cells).unwrap_or_default();
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cells = starts.zip(ends).map(|(from, to)| self.letters.get(from..*to).unwrap_or_default());
        cells.map(|cell| std::str::from_utf8(cell).unwrap_or("")).collect()
    }
}

/// What is wrong with a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// It is never closed.
    Open,
    /// It stands within a cell that does not begin with one.
    Within,
    /// Something follows it before the next comma.
    After,
}

/// Checks the marks of one row; a fault is given with the number of lines before it.
fn check_marks(row: &str) -> Result<(), (Fault, u64)> {
    let mut bytes = row.bytes().peekable();
    let mut line = 0u64;
    'cells: while let Some(first) = bytes.next() {
        match first {
            b',' | b'\r' | b'\n' => continue,
            b'"' => {}
            _ => {
                for byte in bytes.by_ref() {
                    match byte {
                        b',' | b'\r' | b'\n' => continue 'cells,
                        b'"' => return Err((Fault::Within, line)),
                        _ => {}
                    }
                }
                return Ok(());
            }
        }
        let opened = line;
        loop {
            match bytes.next() {
                None => return Err((Fault::Open, opened)),
                Some(b'\n') => line = line.saturating_add(1),
                Some(b'"') => match bytes.peek() {
                    Some(b'"') => {
                        bytes.next();
                    }
                    Some(b',') => {
                        bytes.next();
                        continue 'cells;
                    }
                    None | Some(b'\r' | b'\n') => continue 'cells,
                    Some(_) => return Err((Fault::After, line)),
                },
                Some(_) => {}
            }
        }
    }
    Ok(())
}
