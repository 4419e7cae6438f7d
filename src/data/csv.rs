//! CSV as RFC 4180 has it: commas, quotation marks, line ends of either kind, line breaks within quotation marks.
//!
//! The reader of the `csv` crate forgives marks that stand where they may not; here such a line is a finding, for nobody knows what
//! was meant by it.

use super::bind::{Reading, Sheet};
use super::cells::Raw;
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;

/// Reads a text with a heading into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str) {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut columns: Option<usize> = None;
    loop {
        let (line, start) = (reader.position().line(), offset(&reader));
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let place = sheet.place(line);
                sheet.lacks_rows();
                reading.findings.error(|| unreadable(&error, place));
                return;
            }
        }
        let (blank_lines, written) = without_blank_lines(text.get(start..offset(&reader)).unwrap_or(""));
        let line = line.saturating_add(blank_lines);
        if written.contains('"')
            && let Err((fault, at)) = check_marks(written)
        {
            let place = sheet.place(line.saturating_add(at));
            sheet.lacks_rows();
            reading.findings.error(|| misplaced_mark(fault, place));
            // An open mark swallows all that follows; and behind another one the columns are not known.
            if fault == Fault::Open || columns.is_none() {
                return;
            }
            continue;
        }
        match columns {
            None => {
                let headings: Vec<&str> = record.iter().collect();
                sheet.bind(reading, &headings, Some(line));
                columns = Some(headings.len());
            }
            Some(columns) if columns != record.len() => {
                let (found, place) = (record.len(), sheet.place(line));
                sheet.lacks_rows();
                reading.findings.error(|| ragged(columns, found, place));
            }
            Some(_) => sheet.row(reading, line, |at| Raw::Text(record.get(at).unwrap_or(""))),
        }
    }
    if columns.is_none() {
        let place = DataPlace { line: None, ..sheet.place(1) };
        reading.findings.error(|| super::empty_file(place));
    }
}

fn offset<R: std::io::Read>(reader: &::csv::Reader<R>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// The line ends before a row, which belong to blank lines, and the row.
fn without_blank_lines(text: &str) -> (u64, &str) {
    let written = text.trim_start_matches(['\r', '\n']);
    let before = text.get(..text.len().saturating_sub(written.len())).unwrap_or("");
    (u64::try_from(before.matches('\n').count()).unwrap_or(u64::MAX), written)
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

fn unreadable(error: &::csv::Error, place: DataPlace) -> Diagnostic {
    Diagnostic::new(Code::E0514, say!("the row cannot be read: {error}", "该行无法读取：{error}")).at_data(place)
}
