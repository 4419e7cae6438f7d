//! References settled: once all tables are there, the key in each cell becomes the row it leads to.

use super::bind::Reading;
use super::columns::{State, Values};
use super::{MissingField, RowNames, Table};
use crate::diagnostics::{Code, DataPlace, Diagnostic, nearest};
use crate::program::RecordId;
use crate::say;

/// The most keys that are compared for the nearest one.
const COMPARED: usize = 20_000;

/// The longest key that others are compared with, in bytes.
const LONGEST: usize = 200;

/// A field whose column still holds the texts of keys.
#[derive(Debug)]
pub(super) struct Link {
    /// The record it belongs to.
    pub(super) record: RecordId,
    /// Its place in the record.
    pub(super) field: usize,
    /// The record it leads to.
    pub(super) target: RecordId,
    /// The heading of its column.
    pub(super) heading: String,
}

/// What a key leads to.
#[derive(Clone, Copy)]
enum Found {
    Unknown,
    Row(u32),
    Nothing,
}

/// Turns the keys of all references into rows and reports those that lead nowhere.
pub(super) fn settle(reading: &mut Reading<'_>, tables: &mut [Option<Table>], links: &[Link]) {
    for link in links {
        // A record without a file is reported by who looked for the file.
        let Some(target) = tables.get(link.target.at()).and_then(Option::as_ref) else {
            if reading.missing == MissingField::NotGiven {
                forget(tables, link);
            }
            continue;
        };
        // A test need not give what its expectation does not read.
        if target.rows == 0 && reading.missing == MissingField::NotGiven {
            forget(tables, link);
            continue;
        }
        let mut column = match tables.get_mut(link.record.at()).and_then(Option::as_mut) {
            Some(table) => table.columns.get_mut(link.field).and_then(Option::take).unwrap_or_default(),
            None => continue,
        };
        let mut known: Vec<Found> = vec![Found::Unknown; reading.keys.len()];
        let (mut row, mut told) = (0usize, false);
        for batch in &mut column.batches {
            let Values::Codes(codes) = &mut batch.values else { continue };
            for (at, code) in codes.iter_mut().enumerate() {
                if super::value::state_of(&batch.presence, at) == State::Present {
                    let text = reading.keys.text(*code);
                    let found = match known.get(*code as usize).copied().unwrap_or(Found::Unknown) {
                        Found::Unknown => {
                            let target = tables.get(link.target.at()).and_then(Option::as_ref);
                            let row = target.and_then(|target| target.keys.row(text)).map_or(Found::Nothing, Found::Row);
                            if let Some(known) = known.get_mut(*code as usize) {
                                *known = row;
                            }
                            row
                        }
                        found => found,
                    };
                    match found {
                        Found::Row(row) => *code = row,
                        // Of a record without any row one finding says enough.
                        Found::Nothing | Found::Unknown if told => {}
                        Found::Nothing | Found::Unknown => {
                            told = tables.get(link.target.at()).and_then(Option::as_ref).is_some_and(|target| target.rows == 0);
                            let text = text.to_owned();
                            let program = reading.program;
                            reading.findings.error(|| dangling(program, tables, link, row, text));
                        }
                    }
                }
                row = row.saturating_add(1);
            }
        }
        if let Some(place) = tables.get_mut(link.record.at()).and_then(Option::as_mut).and_then(|table| table.columns.get_mut(link.field)) {
            *place = Some(column);
        }
    }
}

/// Makes all references of a field not given.
fn forget(tables: &mut [Option<Table>], link: &Link) {
    let column = tables.get_mut(link.record.at()).and_then(Option::as_mut).and_then(|table| table.columns.get_mut(link.field));
    for batch in column.and_then(Option::as_mut).map(|column| column.batches.as_mut_slice()).unwrap_or_default() {
        if let Values::Codes(codes) = &batch.values {
            let states = (0..codes.len()).map(|at| match super::value::state_of(&batch.presence, at) {
                State::Present => State::NotGiven,
                state => state,
            });
            batch.presence = super::columns::Presence::Each(states.collect());
        }
    }
}

fn dangling(program: &crate::program::Program, tables: &[Option<Table>], link: &Link, row: usize, key: String) -> Diagnostic {
    let target = &program.record(link.target).name;
    let (mut file, mut line) = (program.record(link.record).name.clone(), None);
    if let Some(RowNames::Lines { file: name, lines }) = tables.get(link.record.at()).and_then(Option::as_ref).map(|table| &table.names) {
        file.clone_from(name);
        line = lines.line(row);
    }
    let place = DataPlace { file, line, column: Some(link.heading.clone()), value: Some(key.clone()), cell: None };
    let mut finding = Diagnostic::new(Code::E0507, say!("there is no `{target}` of this key", "没有主键为此的 `{target}`"));
    if let Some(field) = program.record(link.record).fields.get(link.field) {
        let name = &field.name;
        finding = finding.label(field.span, say!("`{name}` refers to `{target}`", "`{name}` 引用 `{target}`"));
    }
    if let Some(table) = tables.get(link.target.at()).and_then(Option::as_ref) {
        if table.rows == 0 {
            finding = finding.help(say!("no row of `{target}` was read at all", "`{target}` 一行也没有读到"));
        } else if table.rows <= COMPARED
            && key.len() <= LONGEST
            && let Some(near) = nearest(&key, table.keys.iter())
        {
            finding = finding.help(say!("did you mean `{near}`", "是否应为 `{near}`"));
        }
    }
    finding.at_data(place)
}
