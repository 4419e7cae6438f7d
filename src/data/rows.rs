//! Rows given by value, not by file: those of the tests in a policy, and of whoever embeds the engine.
//!
//! They pass the same checks as the cells of a file. A finding names the record as its file and the number of the row as its line.

use std::collections::BTreeMap;

use super::bind::{Reading, Sheet};
use super::cells::Raw;
use super::{MissingField, Tables, records_with_files};
use crate::diagnostics::Diagnostic;
use crate::program::{FieldId, Program, RecordId};
use crate::values::Value;

/// A row: its record and its fields; none is blank.
pub type Row = (RecordId, Vec<(FieldId, Option<Value>)>);

/// Makes tables of rows in the order given. A text in place of another kind is read as a cell of a file; a reference is given by the
/// key of what it refers to. Every record that could have a file gets a table.
///
/// With [`MissingField::NotGiven`] a field that a row does not give is not given, even where a blank would have a meaning; a key that
/// is not given is made up (`#1` for the first row), and a reference to a record without rows is not given either.
pub fn from_rows(program: &Program, rows: &[Row], missing: MissingField) -> (Tables, Vec<Diagnostic>) {
    let mut reading = Reading::new(program, usize::MAX);
    reading.missing = missing;
    let mut sheets: BTreeMap<RecordId, Sheet<'_>> = BTreeMap::new();
    for (record, _) in records_with_files(program) {
        let mut sheet = Sheet::new(program, record, &program.record(record).name);
        sheet.bind_by_field();
        sheets.insert(record, sheet);
    }
    for (record, fields) in rows {
        // Rows of other records are made by the engine; the checker lets no test give one.
        let Some(sheet) = sheets.get_mut(record) else { continue };
        let number = u64::try_from(sheet.rows()).unwrap_or(u64::MAX).saturating_add(1);
        sheet.row(&mut reading, number, |at| match fields.iter().find(|(field, _)| field.at() == at) {
            Some((_, Some(value))) => Raw::Value(value),
            Some((_, None)) => Raw::Blank,
            None => Raw::NotGiven,
        });
    }
    reading.finish(sheets.into_iter().collect())
}
