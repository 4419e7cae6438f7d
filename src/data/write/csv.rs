//! CSV for other programs: UTF-8, line feeds, quotation marks only where RFC 4180 needs them.

use super::format::{Words, format_cell};
use super::{Listing, Sheet, Shown};
use crate::data::columns::State;
use crate::program::Kind;
use std::ops::Range;

/// Writes the heading.
pub(super) fn heading(sheet: &Sheet<'_>, out: &mut String) {
    let columns = &sheet.delivery.columns;
    for (at, column) in columns.iter().enumerate() {
        separate(out, at);
        mark(&column.heading, columns.len() == 1, out);
    }
    out.push('\n');
}

/// Writes some rows.
pub(super) fn rows(sheet: &Sheet<'_>, listing: &Listing<'_>, rows: Range<usize>, out: &mut String) {
    let columns = &sheet.delivery.columns;
    let alone = columns.len() == 1;
    // What is shown again and again is put into marks once.
    let kinds: Vec<Kind> = (0..columns.len()).map(|at| sheet.kind(at)).collect();
    let words = columns.iter().zip(&kinds).map(|(column, kind)| Words::new(sheet, &column.format, *kind));
    let words: Vec<Words> = words.map(|words| words.each(|word| marked(word, alone))).collect();
    let mut text = String::new();
    for row in rows {
        for (at, ((column, words), kind)) in columns.iter().zip(&words).zip(&kinds).enumerate() {
            separate(out, at);
            match listing.cell(at, row) {
                Shown::YesNo(yes) => out.push_str(if yes { &words.yes } else { &words.no }),
                Shown::Member(member) => out.push_str(words.members.get(member as usize).map_or("", String::as_str)),
                Shown::Absent(State::NotApplicable) => out.push_str(&words.not_applicable),
                Shown::Absent(_) => out.push_str(&words.blank),
                Shown::Text(text) => mark(text, alone, out),
                // Figures never need marks.
                cell @ Shown::Scaled { .. } => format_cell(sheet, &column.format, *kind, &cell, out),
                cell @ Shown::Value(_) => {
                    text.clear();
                    format_cell(sheet, &column.format, *kind, &cell, &mut text);
                    mark(&text, alone, out);
                }
            }
        }
        out.push('\n');
    }
}

fn separate(out: &mut String, at: usize) {
    if at > 0 {
        out.push(',');
    }
}

/// Appends a cell, in quotation marks if it needs them.
fn mark(cell: &str, alone: bool, out: &mut String) {
    // A line that is one empty cell needs them too: without them it would be a blank line.
    if needs_marks(cell) || (alone && cell.is_empty()) {
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

fn marked(cell: &str, alone: bool) -> String {
    let mut out = String::new();
    mark(cell, alone, &mut out);
    out
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
