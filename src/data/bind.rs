//! Rows bound to a record: each cell to its column, each key to its row.
//!
//! Readers of formats hand in headings (`headings`) and rows; what the cells of one field mean is in `cells`, references are settled
//! in `links`.

use std::borrow::Cow;

use super::build::Builder;
use super::cells::{Cell, Raw, Reader, Refusal};
use super::columns::{Column, State, Values};
use super::findings::Findings;
use super::headings::heading_of;
use super::key_index::KeyIndex;
use super::links::Link;
use super::refusals;
use super::texts::Texts;
use super::{MissingField, RowNames, Table, keys};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Kind, Program, Record, RecordId, Written};
use crate::say;
use crate::values::Value;

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
}

/// The rows of one record while they are read.
pub(super) struct Sheet<'p> {
    pub(super) record: &'p Record,
    pub(super) file: String,
    pub(super) columns: Vec<Option<Bound<'p>>>,
    keys: KeyIndex,
    lines: Vec<u64>,
    key: String,
    /// Whether a row or a key is lacking that the file may have: then a reference to it is no finding of its own.
    incomplete: bool,
}

/// A field with the column that grows for it.
pub(super) struct Bound<'p> {
    pub(super) reader: Reader<'p>,
    /// The heading in the file, or the name of the field.
    pub(super) heading: String,
    /// The column of the file; none when it is missing.
    pub(super) at: Option<usize>,
    builder: Builder,
    is_key: bool,
    /// Whether its texts are the keys of the rows: then they are held as such, and its column holds the rows until the end.
    names_rows: bool,
    blank_as: Option<&'p Value>,
}

impl<'p> Sheet<'p> {
    /// An empty sheet for a record.
    pub(super) fn new(program: &'p Program, record: RecordId, file: impl Into<String>) -> Sheet<'p> {
        let record = program.record(record);
        let columns = record.fields.iter().enumerate().map(|(at, field)| {
            let reader = Reader::new(program, field)?;
            let is_key = record.key.iter().any(|key| key.at() == at);
            let heading = heading_of(field).to_owned();
            let names_rows = is_key && record.key.len() == 1 && *reader.written == Written::Text;
            Some(Bound { builder: builder(&reader), reader, heading, at: None, is_key, names_rows, blank_as: field.blank_as.as_ref() })
        });
        Sheet {
            record,
            file: file.into(),
            columns: columns.collect(),
            keys: KeyIndex::default(),
            lines: Vec::new(),
            key: String::new(),
            incomplete: false,
        }
    }

    /// Takes every field by its place in the record: for rows that have no headings.
    pub(super) fn bind_by_field(&mut self) {
        for (at, bound) in self.columns.iter_mut().enumerate() {
            if let Some(bound) = bound {
                bound.at = Some(at);
            }
        }
    }

    /// Says that rows of the file could not be read.
    pub(super) fn lacks_rows(&mut self) {
        self.incomplete = true;
    }

    /// How many rows were taken.
    pub(super) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// A place in the file.
    pub(super) fn place(&self, line: u64) -> DataPlace {
        DataPlace { file: self.file.clone(), line: Some(line), column: None, value: None }
    }

    /// Makes room for about so many rows.
    pub(super) fn make_room(&mut self, rows: usize) {
        self.lines.reserve(rows);
    }

    /// Takes a row: the cell of each column of the file.
    pub(super) fn row<'c>(&mut self, reading: &mut Reading<'p>, line: u64, cell: impl Fn(usize) -> Raw<'c>) {
        let row = self.lines.len();
        self.lines.push(line);
        for bound in self.columns.iter_mut().flatten() {
            match bound.at {
                Some(at) => bound.push(reading, &self.file, line, cell(at)),
                // A missing column was reported once; nothing is to be said of its cells.
                None => bound.builder.push_absent(State::NotGiven),
            }
        }
        if !self.record.key.is_empty() {
            self.take_key(reading, row, line, cell);
        }
    }

    /// Takes a block of rows, column by column. Where anything is amiss in it, it is taken again row by row, for the findings.
    pub(super) fn block(&mut self, reading: &mut Reading<'p>, block: &Block<'_>) {
        let from = self.lines.len();
        let quick = self.columns.iter_mut().flatten().all(|bound| bound.take(reading, block));
        if quick {
            self.lines.extend_from_slice(&block.lines);
            if !self.record.key.is_empty() {
                for (row, line) in block.lines.iter().enumerate() {
                    self.take_key(reading, from.saturating_add(row), *line, |at| Raw::Text(block.cell(row, at)));
                }
            }
            return;
        }
        for bound in self.columns.iter_mut().flatten() {
            bound.builder.truncate(from);
        }
        for (row, line) in block.lines.iter().enumerate() {
            self.row(reading, *line, |at| Raw::Text(block.cell(row, at)));
        }
    }

    /// Finds the row of its key, or the finding that another one has it.
    fn take_key<'c>(&mut self, reading: &mut Reading<'p>, row: usize, line: u64, cell: impl Fn(usize) -> Raw<'c>) {
        if self.spell_key(reading.missing, row, cell).is_none() {
            self.incomplete = true;
            return self.keys.add_none();
        }
        if let Err(first) = self.keys.add(&self.key) {
            self.keys.add_none();
            self.doubled_key(reading, first, line);
        }
    }

    /// Writes the key of a row down; none where a part of it is refused, which was reported.
    fn spell_key<'c>(&mut self, missing: MissingField, row: usize, cell: impl Fn(usize) -> Raw<'c>) -> Option<()> {
        self.key.clear();
        for (at, field) in self.record.key.iter().enumerate() {
            if at > 0 {
                self.key.push(keys::SEPARATOR);
            }
            let bound = self.columns.get(field.at())?.as_ref()?;
            match bound.at.map_or(Err(Absent::NotGiven), |at| bound.read(cell(at))) {
                Ok(Some(cell)) => self.key.push_str(&bound.reader.key_text(cell)),
                Err(Absent::NotGiven) if missing == MissingField::NotGiven => {
                    self.key = keys::made_up(row);
                    break;
                }
                Ok(None) | Err(_) => return None,
            }
        }
        Some(())
    }

    fn doubled_key(&self, reading: &mut Reading<'p>, first: u32, line: u64) {
        let first = self.lines.get(first as usize).copied().unwrap_or_default();
        let key = self.key.replace(keys::SEPARATOR, " ");
        let column = match self.record.key.as_slice() {
            [field] => self.columns.get(field.at()).and_then(Option::as_ref).map(|bound| bound.heading.clone()),
            _ => None,
        };
        let place = DataPlace { column, ..self.place(line) };
        let (record, span) = (&self.record.name, self.record.span);
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
        let rows = self.lines.len();
        let mut columns = Vec::with_capacity(self.columns.len());
        for (at, bound) in self.columns.into_iter().enumerate() {
            if let Some(bound) = &bound
                && let (Written::Key, Kind::Reference(target)) = (bound.reader.written, bound.reader.field.ty.kind)
            {
                links.push(Link { record, field: at, target, heading: bound.heading.clone() });
            }
            columns.push(bound.map(|bound| {
                let names_rows = bound.names_rows;
                let mut column = bound.builder.finish();
                if names_rows {
                    name_rows(&mut column, &self.keys, &mut reading.texts);
                }
                column
            }));
        }
        // Also for rows with a key, until references are settled: findings name the lines.
        let names = RowNames::Lines { file: self.file, lines: self.lines };
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

/// Rows of a text whose cells stand in it as they are.
#[derive(Debug, Default)]
pub(super) struct Block<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// How many cells a row has.
    pub(super) width: usize,
    /// Where each row begins.
    pub(super) starts: Vec<usize>,
    /// Where each cell ends.
    pub(super) ends: Vec<usize>,
    /// The line of each row.
    pub(super) lines: Vec<u64>,
}

impl<'t> Block<'t> {
    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.starts.len()
    }

    /// A cell; empty beyond the block.
    #[inline]
    pub(super) fn cell(&self, row: usize, column: usize) -> &'t str {
        let at = row.wrapping_mul(self.width).wrapping_add(column);
        let from = match column.checked_sub(1) {
            None => self.starts.get(row).copied(),
            // Behind the comma.
            Some(_) => at.checked_sub(1).and_then(|before| self.ends.get(before)).map(|end| end.saturating_add(1)),
        };
        from.zip(self.ends.get(at)).and_then(|(from, to)| self.text.get(from..*to)).unwrap_or("")
    }

    /// Empties it for the next rows.
    pub(super) fn clear(&mut self) {
        self.starts.clear();
        self.ends.clear();
        self.lines.clear();
    }
}

/// A row's cell without a value.
enum Absent {
    NotGiven,
    Refused(Refusal),
    Blank,
}

impl<'p> Bound<'p> {
    /// Reads a cell and appends what it holds; what it does not hold is reported and its place left empty.
    fn push(&mut self, reading: &mut Reading<'p>, file: &str, line: u64, raw: Raw<'_>) {
        match self.read(raw) {
            Ok(Some(cell)) => self.append(reading, cell),
            Ok(None) => self.builder.push_absent(State::Blank),
            Err(absent) => {
                let (program, missing) = (reading.program, reading.missing);
                match absent {
                    Absent::NotGiven if missing == MissingField::NotGiven => return self.builder.push_absent(State::NotGiven),
                    Absent::NotGiven => reading.findings.error(|| not_given(&self.reader, self.at(file, line, ""))),
                    Absent::Blank => reading.findings.error(|| refusals::blank(&self.reader, self.is_key, self.at(file, line, ""))),
                    Absent::Refused(refusal) => reading.findings.error(|| {
                        let text = text_of(raw);
                        refusals::finding(program, &self.reader, refusal, &text, self.at(file, line, &text))
                    }),
                }
                self.builder.push_absent(State::Blank);
            }
        }
    }

    /// Takes its cells of a block; false where a cell is refused, when any number of them may have been taken.
    fn take(&mut self, reading: &mut Reading<'p>, block: &Block<'_>) -> bool {
        let Some(column) = self.at else { return false };
        let rows = block.rows();
        let mut row = 0usize;
        while row < rows {
            // As many as are written the plain way, and one that may not be.
            let before = self.builder.rows();
            let cells = (row..rows).map(|row| block.cell(row, column));
            let reader = &self.reader;
            let took = match reader.written {
                Written::Integer | Written::Number { .. } | Written::Ratio { .. } => {
                    self.builder.extend_units(cells.map_while(|cell| reader.plain_units(cell)))
                }
                Written::Date => self.builder.extend_days(cells.map_while(|cell| reader.plain_day(cell))),
                Written::YesNo { .. } => self.builder.extend_yes_no(cells.map_while(|cell| reader.plain_yes_no(cell))),
                Written::Member => self.builder.extend_codes(cells.map_while(|cell| reader.plain_member(cell))),
                Written::Text if self.names_rows => {
                    let numbers = (u32::try_from(before).unwrap_or(u32::MAX)..).zip(cells);
                    self.builder.extend_codes(numbers.map_while(|(number, cell)| reader.plain_text(cell).map(|_| number)))
                }
                Written::Text => self.builder.extend_codes(cells.map_while(|cell| Some(reading.texts.number(reader.plain_text(cell)?)))),
                Written::Key => self.builder.extend_codes(cells.map_while(|cell| Some(reading.keys.number(reader.plain_text(cell)?)))),
            };
            if took {
                row = row.saturating_add(self.builder.rows().saturating_sub(before));
            }
            if row < rows {
                match self.read(Raw::Text(block.cell(row, column))) {
                    Ok(Some(cell)) => self.append(reading, cell),
                    Ok(None) => self.builder.push_absent(State::Blank),
                    Err(_) => return false,
                }
                row = row.saturating_add(1);
            }
        }
        true
    }

    /// What a cell holds; none where it is blank and may be.
    #[inline]
    fn read<'a>(&self, raw: Raw<'a>) -> Result<Option<Cell<'a>>, Absent>
    where
        'p: 'a,
    {
        let cell = match raw {
            Raw::Text(text) => {
                let text = text.trim();
                if text.is_empty() {
                    return self.blank();
                }
                self.reader.text(text)
            }
            // No file can give an empty text, so nobody can.
            Raw::Value(Value::Text(text)) if text.trim().is_empty() => return self.blank(),
            Raw::Value(value) => self.reader.value(value),
            Raw::YesNo(yes) => self.reader.yes_no(yes),
            Raw::Blank => return self.blank(),
            Raw::NotGiven => return Err(Absent::NotGiven),
            Raw::Nested(_) => Err(Refusal::Nested),
            Raw::Float(_) => Err(Refusal::Float),
        };
        cell.map(Some).map_err(Absent::Refused)
    }

    fn blank<'a>(&self) -> Result<Option<Cell<'a>>, Absent>
    where
        'p: 'a,
    {
        match self.blank_as {
            _ if self.is_key => Err(Absent::Blank),
            Some(value) => self.reader.value(value).map(Some).map_err(Absent::Refused),
            None if self.reader.field.ty.blank => Ok(None),
            None => Err(Absent::Blank),
        }
    }

    fn append(&mut self, reading: &mut Reading<'p>, cell: Cell<'_>) {
        match cell {
            Cell::Units(units) => self.builder.push_units(units),
            Cell::Number(number) => self.builder.push_number(&number),
            Cell::Day(day) => self.builder.push_day(day),
            Cell::YesNo(yes) => self.builder.push_yes_no(yes),
            Cell::Member(member) => self.builder.push_code(member),
            Cell::Text(_) if self.names_rows => self.builder.push_code(u32::try_from(self.builder.rows()).unwrap_or(u32::MAX)),
            Cell::Text(text) => self.builder.push_code(reading.texts.number(&text)),
            Cell::Key(key) => self.builder.push_code(reading.keys.number(&key)),
        }
    }

    fn at(&self, file: &str, line: u64, value: &str) -> DataPlace {
        let value = (!value.is_empty()).then(|| cut(value));
        DataPlace { file: file.to_owned(), line: Some(line), column: Some(self.heading.clone()), value }
    }
}

fn builder(reader: &Reader<'_>) -> Builder {
    match reader.written {
        Written::Text | Written::Member | Written::Key => Builder::codes(),
        Written::Integer | Written::Number { .. } | Written::Ratio { .. } => reader.scale().map_or_else(Builder::exact, Builder::scaled),
        Written::Date => Builder::days(),
        Written::YesNo { .. } => Builder::yes_no(),
    }
}

/// The start of a cell that is too long to be shown.
fn cut(value: &str) -> String {
    const SHOWN: usize = 60;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or(value)),
        None => value.to_owned(),
    }
}

/// A cell as it is shown in a finding.
fn text_of(raw: Raw<'_>) -> Cow<'_, str> {
    match raw {
        Raw::Text(text) | Raw::Nested(text) | Raw::Float(text) => Cow::Borrowed(text.trim()),
        Raw::YesNo(yes) => Cow::Borrowed(if yes { "true" } else { "false" }),
        Raw::Value(Value::Text(text)) => Cow::Borrowed(text),
        Raw::Value(Value::Number(number)) => Cow::Owned(number.to_string()),
        Raw::Value(Value::Date(date)) => Cow::Owned(date.to_string()),
        Raw::Value(Value::YesNo(yes)) => Cow::Borrowed(keys::yes_no(*yes)),
        Raw::Value(Value::Member(number) | Value::Reference(number)) => Cow::Owned(number.to_string()),
        Raw::Value(Value::Duration(_)) | Raw::Blank | Raw::NotGiven => Cow::Borrowed(""),
    }
}

fn not_given(reader: &Reader<'_>, place: DataPlace) -> Diagnostic {
    let name = &reader.field.name;
    Diagnostic::new(Code::E0501, say!("the row does not give `{name}`", "该行没有给出 `{name}`"))
        .label(reader.field.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .at_data(place)
}
