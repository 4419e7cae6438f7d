//! A table for people on a terminal: figures to the right, and no more rows than anybody reads.

use super::{Listing, Sheet, WriteOptions};

#[cfg(feature = "cli")]
use super::format::format_cell;

/// Writes the first rows as a table, and how many are left out.
#[cfg(feature = "cli")]
pub(super) fn write(sheet: &Sheet<'_>, listing: &Listing<'_>, options: &WriteOptions) -> String {
    use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};

    let columns = &sheet.delivery.columns;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none())).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| shown(&column.heading)));
    let rows = listing.rows().min(options.table_rows);
    for row in 0..rows {
        table.add_row(columns.iter().enumerate().map(|(at, column)| {
            let mut text = String::new();
            format_cell(sheet, &column.format, sheet.kind(at), &listing.cell(at, row), &mut text);
            shown(&text)
        }));
    }
    for at in 0..columns.len() {
        if let (true, Some(column)) = (sheet.kind(at).is_numeric(), table.column_mut(at)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut out = table.trim_fmt();
    out.push('\n');
    out.push_str(&left_out(listing.rows().saturating_sub(rows), options));
    out
}

/// Without the command line there are no tables for people: the rows as CSV.
#[cfg(not(feature = "cli"))]
pub(super) fn write(sheet: &Sheet<'_>, listing: &Listing<'_>, _options: &WriteOptions) -> String {
    let mut out = String::new();
    super::csv::heading(sheet, &mut out);
    let mut line = super::digits::Line::default();
    super::csv::rows(sheet, listing, &super::csv::words(sheet), 0..listing.rows(), &mut line);
    out.push_str(&String::from_utf8_lossy(line.written()));
    out
}

#[cfg(feature = "cli")]
fn left_out(rows: usize, options: &WriteOptions) -> String {
    let text = match rows {
        0 => return String::new(),
        1 => crate::say!("… and 1 more row", "……另有 1 行未列出"),
        _ => crate::say!("… and {rows} more rows", "……另有 {rows} 行未列出"),
    };
    format!("{}\n", text.get(options.language))
}

/// A text that cannot write on the terminal anything but itself.
#[cfg(feature = "cli")]
fn shown(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
