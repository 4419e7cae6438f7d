//! Calendars as tables: their rows are known before any file is read.

use super::bind::{Reading, Sheet};
use super::cells::Raw;
use crate::program::{RecordId, Rows};

/// A sheet for each calendar of the program.
pub(super) fn sheets<'p>(reading: &mut Reading<'p>) -> Vec<(RecordId, Sheet<'p>)> {
    let program = reading.program;
    let mut sheets = Vec::new();
    for (id, record) in (0u32..).map(RecordId).zip(&program.records) {
        let Rows::Calendar(calendar) = &record.rows else { continue };
        let mut sheet = Sheet::new(program, id, record.name.as_str());
        sheet.bind_by_field();
        for (line, period) in (1u64..).zip(calendar.periods()) {
            let number = period.number.to_string();
            let cells = match period.days {
                None => vec![number],
                Some((first, last)) => {
                    let days = first.days_until(last).saturating_add(1);
                    vec![period.name, number, first.to_string(), last.to_string(), days.to_string()]
                }
            };
            sheet.row(reading, line, |at| cells.get(at).map_or(Raw::NotGiven, |cell| Raw::Text(cell)));
        }
        sheets.push((id, sheet));
    }
    sheets
}
