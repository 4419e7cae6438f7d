//! CSV as RFC 4180 has it: commas, quotation marks, line ends of either kind, line breaks within quotation marks.
//!
//! Rows without quotation marks, which are most, are cut where they stand and handed on in blocks; any other row is taken apart by
//! `csv-core`. That library forgives marks that stand where they may not; here such a row is a finding, for nobody knows what was meant.

#[cfg(test)]
mod tests;

use super::bind::{Block, Reading, Sheet};
use super::cells::Raw;
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;

/// Rows that are handed on together; a batch of a column is a whole number of them.
const BLOCK: usize = 1024;

/// Reads a text with a heading into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str) {
    let mut lines = Lines::new(text);
    let mut block = Block { text, ..Block::default() };
    let mut width: Option<usize> = None;
    loop {
        let kept = block.ends.len();
        let Some((line, row)) = lines.next(&mut block.ends) else { break };
        if let (Row::Plain(start), Some(width)) = (&row, width)
            && block.ends.len().saturating_sub(kept) == width
        {
            block.starts.push(*start);
            block.lines.push(line);
            if sheet.rows().saturating_add(block.rows()).is_multiple_of(BLOCK) {
                if sheet.rows() == 0 {
                    // The first rows tell how many there may be.
                    sheet.make_room(text.len().saturating_mul(BLOCK).checked_div(lines.at).unwrap_or(0));
                }
                hand_on(reading, sheet, &mut block);
            }
            continue;
        }
        let ends = block.ends.split_off(kept);
        hand_on(reading, sheet, &mut block);
        let cells: Vec<&str> = match row {
            Row::Plain(start) => {
                let starts = std::iter::once(start).chain(ends.iter().map(|end| end.saturating_add(1)));
                starts.zip(&ends).map(|(from, to)| text.get(from..*to).unwrap_or("")).collect()
            }
            Row::Marked => lines.marked.cells(),
            Row::Amiss(fault, at) => {
                let place = sheet.place(line.saturating_add(at));
                sheet.lacks_rows();
                reading.findings.error(|| misplaced_mark(fault, place));
                // An open mark swallows all that follows; and behind another one the columns are not known.
                if fault == Fault::Open || width.is_none() {
                    return;
                }
                continue;
            }
        };
        match width {
            None => {
                sheet.bind(reading, &cells, Some(line));
                (width, block.width) = (Some(cells.len()), cells.len());
            }
            Some(width) if width != cells.len() => {
                let (found, place) = (cells.len(), sheet.place(line));
                sheet.lacks_rows();
                reading.findings.error(|| ragged(width, found, place));
            }
            Some(_) => sheet.row(reading, line, |at| Raw::Text(cells.get(at).copied().unwrap_or(""))),
        }
    }
    hand_on(reading, sheet, &mut block);
    if width.is_none() {
        let place = DataPlace { line: None, ..sheet.place(1) };
        reading.findings.error(|| super::empty_file(place));
    }
}

fn hand_on<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, block: &mut Block<'_>) {
    if block.rows() > 0 {
        sheet.block(reading, block);
        block.clear();
    }
}

/// The rows of a text, one after the other.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// The line of the next row.
    line: u64,
    marked: Marked,
}

/// A row as it was found.
enum Row {
    /// Without quotation marks; it begins there.
    Plain(usize),
    /// With them; its cells are in [`Lines::marked`].
    Marked,
    /// With one that stands where it may not, so many lines further down.
    Amiss(Fault, u64),
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Lines<'t> {
        Lines { text, at: 0, line: 1, marked: Marked { reader: csv_core::Reader::new(), letters: Vec::new(), ends: Vec::new(), cells: 0 } }
    }

    /// The next row that is not a blank line, with its line; the ends of its cells are appended if it is plain.
    fn next(&mut self, ends: &mut Vec<usize>) -> Option<(u64, Row)> {
        let bytes = self.text.as_bytes();
        while let Some(blank @ (b'\r' | b'\n')) = bytes.get(self.at) {
            self.line = self.line.saturating_add(u64::from(*blank == b'\n'));
            self.at = self.at.saturating_add(1);
        }
        if self.at >= bytes.len() {
            return None;
        }
        let (start, line, kept) = (self.at, self.line, ends.len());
        if let Some(end) = plain_row(bytes, start, ends) {
            self.at = end;
            return Some((line, Row::Plain(start)));
        }
        ends.truncate(kept);
        let written = self.text.get(start..).unwrap_or("");
        let written = written.get(..self.marked.read(written.as_bytes())).unwrap_or("");
        self.at = start.saturating_add(written.len());
        self.line = line.saturating_add(u64::try_from(written.matches('\n').count()).unwrap_or(u64::MAX));
        Some((line, check_marks(written).map_or_else(|(fault, at)| Row::Amiss(fault, at), |()| Row::Marked)))
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
enum Fault {
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

fn misplaced_mark(fault: Fault, place: DataPlace) -> Diagnostic {
    let (message, help) = match fault {
        Fault::Open => (
            say!("the quotation mark that opens here is never closed", "此处的引号没有合上"),
            say!("close it at the end of the cell; nothing behind it was read", "请在单元格末尾补上引号；其后的内容未予读取"),
        ),
        Fault::Within => (
            say!("a quotation mark stands within a cell that does not begin with one", "单元格中间出现引号，而开头没有"),
            say!(
                "put the whole cell in quotation marks and double those inside: `\"a \"\"b\"\"\"`",
                "请把整格放进引号，格内的引号写两个：`\"a \"\"b\"\"\"`"
            ),
        ),
        Fault::After => (
            say!("something follows the closing quotation mark", "右引号之后还有内容"),
            say!(
                "a comma or the end of the line follows a closing mark; double a mark that belongs to the text",
                "右引号之后应是逗号或行末；属于文字的引号请写两个"
            ),
        ),
    };
    Diagnostic::new(Code::E0514, message).help(help).at_data(place)
}

fn ragged(columns: usize, found: usize, place: DataPlace) -> Diagnostic {
    let message = say!("the row has {found} cells, the heading {columns}", "该行有 {found} 格，表头有 {columns} 格");
    let help = if found > columns {
        say!("a cell with a comma in it stands in quotation marks: `\"Li, Hua\"`", "含逗号的内容要加引号：`\"李,华\"`")
    } else {
        say!("an empty cell keeps its comma", "空单元格也要保留逗号")
    };
    Diagnostic::new(Code::E0510, message).help(help).at_data(place)
}
