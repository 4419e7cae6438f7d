//! Rows bound to a record: each cell to its column, each key to its row.
//!
//! Readers of formats hand in headings (`headings`) and rows; what the cells of one field mean is in `cells`, references are settled
//! in `links`.

use super::block::Decoded;
use super::bound::{Bound, Pools};
use super::build::Builder;
use super::cells::Raw;
use super::columns::{BATCH, Column, State, Values};
use super::findings::Findings;
use super::key_index::KeyIndex;
use super::layout::Layout;
use super::line_numbers::LineNumbers;
use super::links::Link;
use super::texts::Texts;
use super::{MissingField, RowNames, Table, keys};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{FieldId, Kind, Program, RecordId, Written};
use crate::say;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What all sheets of one reading share.
pub(super) struct Reading<'p> {
    pub(super) program: &'p Program,
    /// The texts of text fields.
    pub(super) texts: Texts,
    /// The texts of references, until they are settled.
    pub(super) keys: Texts,
    pub(super) findings: Findings,
    pub(super) strict: bool,
    pub(super) missing: MissingField,
    /// How many threads share the work.
    pub(super) threads: usize,
}

impl Reading<'_> {
    /// Its texts.
    pub(super) fn pools(&mut self) -> Pools<'_> {
        Pools { texts: &mut self.texts, keys: &mut self.keys }
    }
}

/// The rows of one record while they are read.
pub(super) struct Sheet<'p> {
    /// Shared with those who decode blocks of it.
    pub(super) layout: Arc<Layout<'p>>,
    /// The column of each field that comes from the file.
    builders: Vec<Option<Builder>>,
    keys: KeyIndex,
    lines: LineNumbers,
    key: String,
    /// Whether a row or a key is lacking that the file may have: then a reference to it is no finding of its own.
    incomplete: bool,
}

impl<'p> Sheet<'p> {
    /// An empty sheet for a record.
    pub(super) fn new(program: &'p Program, record: RecordId, file: impl Into<String>) -> Sheet<'p> {
        Sheet::of(Arc::new(Layout::new(program, record, file.into())))
    }

    /// An empty sheet of a layout.
    pub(super) fn of(layout: Arc<Layout<'p>>) -> Sheet<'p> {
        let builders = layout.columns.iter().map(|bound| bound.as_ref().map(Bound::builder)).collect();
        let (keys, lines) = (KeyIndex::default(), LineNumbers::default());
        Sheet { layout, builders, keys, lines, key: String::new(), incomplete: false }
    }

    /// Takes every field by its place in the record: for rows that have no headings.
    pub(super) fn bind_by_field(&mut self) {
        let columns = Arc::get_mut(&mut self.layout).map(|layout| layout.columns.as_mut_slice());
        for (at, bound) in columns.unwrap_or_default().iter_mut().enumerate() {
            if let Some(bound) = bound {
                bound.at = Some(at);
            }
        }
    }

    /// Has the values of all other fields than these checked alone.
    pub(super) fn keep_only(&mut self, fields: &FxHashSet<FieldId>) {
        let columns = Arc::get_mut(&mut self.layout).map(|layout| layout.columns.as_mut_slice());
        for (bound, field) in columns.unwrap_or_default().iter_mut().zip((0u32..).map(FieldId)) {
            if let Some(bound) = bound
                && !fields.contains(&field)
            {
                bound.leave_out();
            }
        }
    }

    /// Says that rows of the file could not be read.
    pub(super) fn lacks_rows(&mut self) {
        self.incomplete = true;
    }

    /// How many rows were taken.
    pub(super) fn rows(&self) -> usize {
        self.lines.rows()
    }

    /// A place in the file.
    pub(super) fn place(&self, line: u64) -> DataPlace {
        self.layout.place(line)
    }

    /// Takes a row: the cell of each column of the file.
    pub(super) fn row<'c>(&mut self, reading: &mut Reading<'p>, line: u64, cell: impl Fn(usize) -> Raw<'c>) {
        let row = self.lines.rows();
        self.lines.push(line);
        for (bound, builder) in self.layout.columns.iter().zip(&mut self.builders) {
            let (Some(bound), Some(builder)) = (bound, builder) else { continue };
            match bound.at {
                Some(at) => bound.push(builder, reading, &self.layout.file, line, cell(at)),
                // A missing column was reported once; nothing is to be said of its cells.
                None => builder.push_absent(State::NotGiven),
            }
        }
        if !self.layout.record.key.is_empty() {
            self.take_key(reading, row, line, cell);
        }
    }

    /// Takes the rows of a block, which stand on lines one behind the other from this one on; false where they must be taken one by one.
    pub(super) fn append(&mut self, reading: &mut Reading<'p>, block: Decoded, line: u64) -> bool {
        let first = self.lines.rows();
        let takes = |(builder, column): (&Option<Builder>, &Option<Builder>)| match (builder, column) {
            (Some(builder), Some(column)) => builder.takes(column),
            _ => true,
        };
        let room = BATCH.saturating_sub(first.checked_rem(BATCH).unwrap_or(0));
        if block.rows > room || !self.builders.iter().zip(&block.columns).all(takes) {
            return false;
        }
        for (builder, column) in self.builders.iter_mut().zip(block.columns) {
            match (builder, column) {
                (Some(builder), Some(column)) => builder.append(column),
                (Some(builder), None) => {
                    let first = u32::try_from(first).unwrap_or(u32::MAX);
                    builder.extend((0..block.rows).zip(first..).map(|(_, row)| row));
                }
                (None, _) => {}
            }
        }
        self.lines.extend(line, block.rows);
        let Some(keys) = block.keys else { return true };
        if !self.keys.append(&keys) {
            for (row, line) in (0..block.rows).zip(line..) {
                if let Err(first) = self.keys.add(keys.key(row)) {
                    self.keys.add_none();
                    self.doubled_key(reading, keys.key(row), first, line);
                }
            }
        }
        true
    }

    /// Finds the row of its key, or the finding that another one has it.
    fn take_key<'c>(&mut self, reading: &mut Reading<'p>, row: usize, line: u64, cell: impl Fn(usize) -> Raw<'c>) {
        let mut key = std::mem::take(&mut self.key);
        if self.layout.spell_key(reading.missing, row, cell, &mut key).is_none() {
            self.incomplete = true;
            self.keys.add_none();
        } else if let Err(first) = self.keys.add(&key) {
            self.keys.add_none();
            self.doubled_key(reading, &key, first, line);
        }
        self.key = key;
    }

    fn doubled_key(&self, reading: &mut Reading<'p>, key: &str, first: u32, line: u64) {
        let first = self.lines.line(first as usize).unwrap_or_default();
        let key = keys::written(key);
        let Layout { record, columns, .. } = &*self.layout;
        let column = match record.key.as_slice() {
            [field] => columns.get(field.at()).and_then(Option::as_ref).map(|bound| bound.heading.clone()),
            _ => None,
        };
        let place = DataPlace { column, ..self.place(line) };
        let (record, span) = (&record.name, record.span);
        reading.findings.error(|| {
            Diagnostic::new(Code::E0506, say!("the key `{key}` stands on line {first} already", "主键 `{key}` 在第 {first} 行已经出现"))
                .label(span, say!("every `{record}` has a key of its own", "每条 `{record}` 的主键不得重复"))
                .help(say!(
                    "lines {first} and {line}: remove one of them, or correct its key",
                    "第 {first} 行与第 {line} 行：请删去其一，或更正主键"
                ))
                .at_data(place)
        });
    }

    /// Whether rows or keys of the file are lacking.
    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The finished table, and the references that are still texts.
    pub(super) fn finish(self, reading: &mut Reading<'p>, record: RecordId) -> (Table, Vec<Link>) {
        let mut links = Vec::new();
        let rows = self.lines.rows();
        let mut columns = Vec::with_capacity(self.layout.columns.len());
        for (at, (bound, builder)) in self.layout.columns.iter().zip(self.builders).enumerate() {
            let (Some(bound), Some(builder)) = (bound, builder) else {
                columns.push(None);
                continue;
            };
            if let (Written::Key, Kind::Reference(target)) = (bound.reader.written, bound.reader.field.ty.kind) {
                links.push(Link { record, field: at, target, heading: bound.heading.clone() });
            }
            let mut column = builder.finish();
            if bound.names_rows {
                name_rows(&mut column, &self.keys, &mut reading.texts);
            }
            columns.push(Some(column));
        }
        // Also for rows with a key, until references are settled: findings name the lines.
        let names = RowNames::Lines { file: self.layout.file.clone(), lines: self.lines };
        (Table { rows, columns, names, keys: self.keys }, links)
    }
}

/// Turns the rows in a column into the numbers of their keys.
fn name_rows(column: &mut Column, keys: &KeyIndex, texts: &mut Texts) {
    let first = texts.add_keys(keys);
    for batch in &mut column.batches {
        let Values::Codes(codes) = &mut batch.values else { continue };
        for code in codes {
            *code = match first {
                Some(first) => first.saturating_add(*code),
                None => texts.number(keys.key(*code as usize)),
            };
        }
    }
}
