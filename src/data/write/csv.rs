//! CSV for other programs: UTF-8, line feeds, quotation marks only where RFC 4180 needs them.

use super::digits::Line;
use super::format::{Words, format_cell};
use super::slots::{SLOT, STRIP, Slots};
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
    let mut slots: Vec<Slots> = columns.iter().map(|_| Slots::new()).collect();
    let end = |at: usize| if at.saturating_add(1) == columns.len() { b'\n' } else { b',' };
    let mut text = String::new();
    for from in (0..rows.len()).step_by(STRIP) {
        let strip = from..rows.len().min(from.saturating_add(STRIP));
        for (at, ((slots, cells), words)) in slots.iter_mut().zip(&cells).zip(words).enumerate() {
            match cells {
                Some(cells) => cells.slots(strip.clone(), words, listing.texts, end(at), slots),
                None => slots.clear(),
            }
        }
        for within in strip {
            out.make_room(columns.len().saturating_mul(SLOT));
            for (at, (column, slots)) in columns.iter().zip(&slots).enumerate() {
                let slot = slots.get(within);
                if slot.length > 0 {
                    out.slot(slot);
                    continue;
                }
                let ordinary = match (cells.get(at), words.get(at)) {
                    (Some(Some(cells)), Some(words)) => cells.write(within, words, listing.texts, |text, out| mark(text, alone, out), out),
                    _ => false,
                };
                if !ordinary {
                    text.clear();
                    let cell = listing.cell(at, rows.start.saturating_add(within));
                    format_cell(sheet, &column.format, sheet.kind(at), &cell, &mut text);
                    mark(&text, alone, out);
                }
                out.byte(end(at));
                // What is left of the row has its room again.
                out.make_room(columns.len().saturating_mul(SLOT));
            }
        }
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
