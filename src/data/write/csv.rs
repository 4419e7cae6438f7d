//! CSV for other programs: UTF-8, line feeds, quotation marks only where RFC 4180 needs them.

use super::format::format_cell;
use super::{Listing, Sheet, WriteOptions};

/// Writes a heading and all rows.
pub(super) fn write(sheet: &Sheet<'_>, listing: &dyn Listing, options: &WriteOptions) -> String {
    let columns = &sheet.delivery.columns;
    let mut out = String::with_capacity(listing.rows().saturating_mul(columns.len()).saturating_mul(10));
    if options.byte_order_mark {
        out.push('\u{feff}');
    }
    let alone = columns.len() == 1;
    for (at, column) in columns.iter().enumerate() {
        separate(&mut out, at);
        let start = out.len();
        out.push_str(&column.heading);
        quote_from(&mut out, start, alone);
    }
    out.push('\n');
    let kinds: Vec<_> = (0..columns.len()).map(|at| sheet.kind(at)).collect();
    for row in 0..listing.rows() {
        for (at, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
            separate(&mut out, at);
            let start = out.len();
            format_cell(sheet, &column.format, *kind, &listing.cell(at, row), &mut out);
            quote_from(&mut out, start, alone);
        }
        out.push('\n');
    }
    out
}

fn separate(out: &mut String, at: usize) {
    if at > 0 {
        out.push(',');
    }
}

/// Puts the cell that begins there into quotation marks if it needs them.
fn quote_from(out: &mut String, start: usize, alone: bool) {
    let cell = out.get(start..).unwrap_or("");
    // A line that is one empty cell needs them too: without them it would be a blank line.
    if needs_marks(cell) || (alone && cell.is_empty()) {
        let quoted = in_marks(cell);
        out.truncate(start);
        out.push_str(&quoted);
    }
}

/// A cell as it stands in a file.
pub(in crate::data) fn quoted(cell: &str) -> String {
    if needs_marks(cell) { in_marks(cell) } else { cell.to_owned() }
}

fn needs_marks(cell: &str) -> bool {
    // Spaces at the ends are kept by few programs outside of quotation marks.
    cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
        || cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
}

fn in_marks(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}
