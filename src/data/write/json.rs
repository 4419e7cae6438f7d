//! JSON for other programs: an array of objects, or one object a line, keys in the order of the columns.
//!
//! Numbers are strings, so that no reader rounds them; yes and no are booleans, a blank is null, and what does not apply has no key.

use super::format::format_cell;
use super::{Listing, Sheet, Shown};
use crate::data::columns::State;
use crate::program::Kind;
use std::ops::Range;

/// Writes some rows of an array, one a line, with a comma before each; the marks around them are written apart.
pub(super) fn rows(sheet: &Sheet<'_>, listing: &Listing<'_>, rows: Range<usize>, out: &mut String) {
    for row in rows {
        out.push_str(",\n  ");
        object(sheet, listing, row, out);
    }
}

/// Writes some rows, one a line.
pub(super) fn lines(sheet: &Sheet<'_>, listing: &Listing<'_>, rows: Range<usize>, out: &mut String) {
    for row in rows {
        object(sheet, listing, row, out);
        out.push('\n');
    }
}

fn object(sheet: &Sheet<'_>, listing: &Listing<'_>, row: usize, out: &mut String) {
    out.push('{');
    let mut text = String::new();
    let mut first = true;
    for (at, column) in sheet.delivery.columns.iter().enumerate() {
        let cell = listing.cell(at, row);
        if cell == Shown::Absent(State::NotApplicable) {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push_str(", ");
        }
        string(&column.heading, out);
        out.push_str(": ");
        match &cell {
            Shown::Absent(_) => out.push_str("null"),
            Shown::YesNo(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Shown::Scaled { .. } | Shown::Text(_) | Shown::Member(_) | Shown::Value(_) => {
                text.clear();
                let kind: Kind = sheet.kind(at);
                format_cell(sheet, &column.format, kind, &cell, &mut text);
                string(&text, out);
            }
        }
    }
    out.push('}');
}

/// Appends a text as a JSON string.
fn string(text: &str, out: &mut String) {
    // A text always has a JSON form.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
