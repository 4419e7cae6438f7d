//! CSV as RFC 4180 has it: commas, quotation marks, line ends of either kind, line breaks within quotation marks.
//!
//! A text is taken in spans of as many rows as a batch has. Where all rows of a span are plain, which is nearly always so, the places of
//! its cells are found at once (`marks`) and its columns are decoded one by one, by any thread; any other span is taken row by row
//! (`lines`), as is one in which a cell is refused, for the findings. `csv-core` takes rows with quotation marks apart: it forgives
//! marks that stand where they may not; here such a row is a finding, for nobody knows what was meant.

mod chunks;
mod lines;
mod marks;
mod spans;
#[cfg(test)]
mod tests;
mod threads;

use super::bind::{Reading, Sheet};
use super::block::Block;
use super::cells::Raw;
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;
pub(super) use chunks::{Chunks, Piece};
use lines::{Fault, Lines, Row};
pub(super) use spans::Span;
use spans::Spans;

/// Reads a text with a heading into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str) {
    let mut lines = Lines::new(text, 0, 1);
    let Some((line, heading)) = lines.next() else {
        let place = DataPlace { line: None, ..sheet.place(1) };
        return reading.findings.error(|| super::empty_file(place));
    };
    if let Row::Amiss(fault, at) = heading {
        // Without a heading the columns are not known.
        return amiss(reading, sheet, fault, line.saturating_add(at));
    }
    let headings = lines.cells(heading);
    let width = headings.len();
    sheet.bind(reading, &headings, Some(line));
    let mut spans = Spans::new(text, lines.at, lines.line, width);
    if reading.threads > 1 {
        return threads::read(reading, sheet, spans);
    }
    let mut block = Block::new(text);
    while let Some(span) = spans.next(&mut block) {
        let decoded = sheet.layout.decode(&block, &mut reading.pools());
        let taken = decoded.is_some_and(|decoded| sheet.append(reading, decoded, span.line));
        if !taken {
            row_by_row(reading, sheet, text, span, width);
        }
    }
}

/// A row of a small table that is no record of a policy.
#[derive(Debug)]
pub(crate) struct SmallRow {
    /// Its line, counted from 1.
    pub line: u64,
    /// What its cells say.
    pub cells: Vec<String>,
    /// Where each of them stands in the text, with its quotation marks.
    pub places: Vec<std::ops::Range<usize>>,
}

/// Takes apart a small table that is no record of a policy: the cells of its heading, and the rows below it.
///
/// # Errors
/// Every row that is not well formed or has not as many cells as the heading.
pub(crate) fn rows(file: &str, text: &str) -> Result<(Vec<String>, Vec<SmallRow>), Vec<Diagnostic>> {
    let place = |line| DataPlace { file: file.to_owned(), line, column: None, value: None, cell: None };
    let (mut lines, mut rows, mut findings) = (Lines::new(text, 0, 1), Vec::new(), Vec::new());
    while let Some((line, row)) = lines.next() {
        match row {
            Row::Amiss(fault, at) => findings.push(misplaced_mark(fault, place(line.checked_add(at)))),
            Row::Plain(_) | Row::Marked(_) => {
                let cells = lines.cells(row).into_iter().map(str::to_owned).collect();
                rows.push(SmallRow { line, cells, places: lines.places(row) });
            }
        }
    }
    let mut rows = rows.into_iter();
    let Some(SmallRow { cells: heading, .. }) = rows.next() else {
        findings.push(super::empty_file(place(None)));
        return Err(findings);
    };
    let rows: Vec<_> = rows.collect();
    let uneven = rows.iter().filter(|row| row.cells.len() != heading.len());
    findings.extend(uneven.map(|row| ragged(heading.len(), row.cells.len(), place(Some(row.line)))));
    if findings.is_empty() { Ok((heading, rows)) } else { Err(findings) }
}

/// All rows of a text as they stand, each with its line.
#[cfg(feature = "import")]
pub(super) fn whole(file: &str, text: &str) -> Result<Vec<(u64, Vec<String>)>, Box<Diagnostic>> {
    let (mut lines, mut rows) = (Lines::new(text, 0, 1), Vec::new());
    while let Some((line, row)) = lines.next() {
        if let Row::Amiss(fault, at) = row {
            let line = Some(line.saturating_add(at));
            return Err(misplaced_mark(fault, DataPlace { file: file.to_owned(), line, column: None, value: None, cell: None }).into());
        }
        rows.push((line, lines.cells(row).into_iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

/// Takes the rows of a span one by one.
pub(super) fn row_by_row<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str, span: Span, width: usize) {
    let mut lines = Lines::new(text, span.from, span.line);
    for _ in 0..span.rows {
        let Some((line, row)) = lines.next() else { return };
        if let Row::Amiss(fault, at) = row {
            amiss(reading, sheet, fault, line.saturating_add(at));
            continue;
        }
        let cells = lines.cells(row);
        if cells.len() == width {
            sheet.row(reading, line, |at| Raw::Text(cells.get(at).copied().unwrap_or("")));
        } else {
            let (found, place) = (cells.len(), sheet.place(line));
            sheet.lacks_rows();
            reading.findings.error(|| ragged(width, found, place));
        }
    }
}

fn amiss(reading: &mut Reading<'_>, sheet: &mut Sheet<'_>, fault: Fault, line: u64) {
    let place = sheet.place(line);
    sheet.lacks_rows();
    reading.findings.error(|| misplaced_mark(fault, place));
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
