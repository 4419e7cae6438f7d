//! Rows from the types of whoever embeds the engine, by way of `serde`: structures, maps, JSON values.
//!
//! Names of members are headings. A binary floating-point number is refused wherever a figure is awaited; a number of `serde_json`
//! is taken by its decimal text.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::bind::{Reading, Sheet};
use super::capture::{Captured, capture};
use super::cells::Raw;
use super::headings::MOST_COLUMNS;
use super::{MissingField, Tables};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Program, RecordId};
use crate::say;

/// Rows that a host gives, record by record.
#[derive(Debug, Default)]
pub struct HostRows {
    records: BTreeMap<RecordId, Vec<Vec<(String, Captured)>>>,
}

impl HostRows {
    /// No rows yet.
    pub fn new() -> HostRows {
        HostRows::default()
    }

    /// Says that a record has rows, should there be none of them.
    pub fn record(&mut self, record: RecordId) {
        self.records.entry(record).or_default();
    }

    /// Adds a row: anything that is an object with a member for each field.
    ///
    /// # Errors
    /// The finding that it is no such thing.
    pub fn add<T: Serialize + ?Sized>(&mut self, program: &Program, record: RecordId, row: &T) -> Result<(), Box<Diagnostic>> {
        let rows = self.records.entry(record).or_default();
        match capture(row) {
            Ok(Captured::Object(members)) => {
                rows.push(members);
                Ok(())
            }
            Ok(_) | Err(_) => {
                let line = u64::try_from(rows.len()).ok().and_then(|rows| rows.checked_add(1));
                Err(refused(&program.record(record).name, line))
            }
        }
    }

    /// Adds the rows of all records at once: a value with a member for each record, which holds a row or a list of rows.
    ///
    /// # Errors
    /// The finding that it is no such thing, or that a member is no record of the policy.
    pub fn add_all<T: Serialize + ?Sized>(&mut self, program: &Program, value: &T) -> Result<(), Box<Diagnostic>> {
        let Ok(Captured::Object(members)) = capture(value) else { return Err(refused("", None)) };
        for (name, rows) in members {
            let Some(record) = program.record_named(&name) else {
                let place = DataPlace { file: name.clone(), line: None, column: None, value: None, cell: None };
                let message = say!("the policy has no record `{name}`", "办法中没有记录 `{name}`");
                return Err(Box::new(Diagnostic::new(Code::E0514, message).at_data(place)));
            };
            let rows = match rows {
                Captured::List(rows) => rows,
                one => vec![one],
            };
            self.record(record);
            for row in rows {
                let kept = self.records.entry(record).or_default();
                match row {
                    Captured::Object(members) => kept.push(members),
                    _ => return Err(refused(&name, u64::try_from(kept.len()).ok().and_then(|rows| rows.checked_add(1)))),
                }
            }
        }
        Ok(())
    }

    /// Makes tables of all rows. A finding names the record as its file and the number of the row as its line.
    pub fn read(&self, program: &Program, missing: MissingField, strict: bool) -> (Tables, Vec<Diagnostic>) {
        let mut reading = Reading::new(program, 100);
        reading.missing = missing;
        reading.strict = strict;
        let mut sheets = Vec::with_capacity(self.records.len());
        for (record, rows) in &self.records {
            let mut sheet = Sheet::new(program, *record, &program.record(*record).name);
            let mut headings: Vec<&str> = Vec::new();
            let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
            for (name, _) in rows.iter().flatten() {
                numbers.entry(name).or_insert_with(|| {
                    headings.push(name);
                    headings.len().saturating_sub(1)
                });
            }
            if !rows.is_empty() {
                sheet.bind(&mut reading, &headings, None);
            }
            let rows = if headings.len() > MOST_COLUMNS { &[] } else { rows.as_slice() };
            for (line, row) in (1u64..).zip(rows) {
                let mut slots: Vec<Option<&Captured>> = vec![None; headings.len()];
                for (name, value) in row {
                    if let Some(slot) = numbers.get(name.as_str()).and_then(|at| slots.get_mut(*at)) {
                        *slot = Some(value);
                    }
                }
                let absent = if missing == MissingField::NotGiven { Raw::NotGiven } else { Raw::Blank };
                sheet.row(&mut reading, line, |at| slots.get(at).copied().flatten().map_or(absent, Captured::raw));
            }
            sheets.push((*record, sheet));
        }
        reading.finish(sheets)
    }
}

/// Says that a row is no object.
fn refused(record: &str, line: Option<u64>) -> Box<Diagnostic> {
    let place = DataPlace { file: record.to_owned(), line, column: None, value: None, cell: None };
    let message = say!("a row is an object with a member for each field", "每一行应为一个对象，每个字段一个成员");
    Box::new(Diagnostic::new(Code::E0514, message).at_data(place))
}
