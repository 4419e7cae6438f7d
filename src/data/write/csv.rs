//! CSV for other programs: UTF-8, line feeds, quotation marks only where RFC 4180 needs them.

use super::digits::Line;
use super::format::{Words, format_cell};
use super::{Listing, Sheet, WriteOptions, cells};
use std::ops::Range;

/// What stands before the rows.
pub(super) fn begin(sheet: &Sheet<'_>, options: &WriteOptions) -> String {
    let mut text = String::from(if options.byte_order_mark { "\u{feff}" } else { "" });
    heading(sheet, &mut text);
    text
}

/// Writes the heading.
pub(super) fn heading(sheet: &Sheet<'_>, out: &mut String) {
    let columns = &sheet.delivery.columns;
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&marked(&column.heading, columns.len() == 1));
    }
    out.push('\n');
}

/// What is shown again and again in each column, put into marks where it needs them.
pub(super) fn words(sheet: &Sheet<'_>) -> Vec<Words> {
    let columns = &sheet.delivery.columns;
    let words = columns.iter().enumerate().map(|(at, column)| Words::new(sheet, &column.format, sheet.kind(at)));
    words.map(|words| words.each(|word| marked(word, columns.len() == 1))).collect()
}

/// Writes some rows.
pub(super) fn rows(sheet: &Sheet<'_>, listing: &Listing<'_>, words: &[Words], rows: Range<usize>, out: &mut Line) {
    let columns = &sheet.delivery.columns;
    let alone = columns.len() == 1;
    let cells = cells::of_rows(sheet, listing, listing.order.get(rows.clone()).unwrap_or_default());
    let mut text = String::new();
    for (within, row) in rows.enumerate() {
        for (at, ((column, cells), words)) in columns.iter().zip(&cells).zip(words).enumerate() {
            if at > 0 {
                out.byte(b',');
            }
            if let Some(cells) = cells
                && cells.write(within, words, listing.texts, |text, out| mark(text, alone, out), out)
            {
                continue;
            }
            text.clear();
            format_cell(sheet, &column.format, sheet.kind(at), &listing.cell(at, row), &mut text);
            mark(&text, alone, out);
        }
        out.byte(b'\n');
    }
}

/// Appends a cell, in quotation marks if it needs them.
#[inline]
fn mark(cell: &str, alone: bool, out: &mut Line) {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b',' | b'"');
    if !cell.is_empty() && cell.as_bytes().iter().all(plain) {
        out.text(cell.as_bytes());
    } else {
        out.text(marked(cell, alone).as_bytes());
    }
}

/// A cell, in quotation marks if it needs them.
fn marked(cell: &str, alone: bool) -> String {
    // A line that is one empty cell needs them too: without them it would be a blank line.
    if needs_marks(cell) || (alone && cell.is_empty()) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A cell as it stands in a file.
pub(in crate::data) fn quoted(cell: &str) -> String {
    marked(cell, false)
}

fn needs_marks(cell: &str) -> bool {
    // Spaces at the ends are kept by few programs outside of quotation marks.
    cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
        || cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
}
