//! Rows bound to a record: the headings to its fields, each cell to its column, each key to its row.
//!
//! Readers of formats hand in headings and rows; what the cells of one field mean is in `cells`, references are settled in `links`.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::build::Builder;
use super::cells::{Cell, Raw, Reader, Refusal};
use super::columns::State;
use super::findings::Findings;
use super::links::Link;
use super::refusals::{self, listed};
use super::texts::Texts;
use super::{MissingField, RowNames, Table, keys};
use crate::diagnostics::{Code, DataPlace, Diagnostic, Text, nearest};
use crate::program::{Cells, Field, Program, Record, RecordId, Written};
use crate::say;
use crate::values::Value;

/// The most columns of a file: a JSON file whose rows have all different keys would have as many columns as rows.
pub(super) const MOST_COLUMNS: usize = 4096;

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
    record: &'p Record,
    file: String,
    columns: Vec<Option<Bound<'p>>>,
    keys: FxHashMap<String, u32>,
    lines: Vec<u64>,
    key: String,
    /// Whether a row or a key is lacking that the file may have: then a reference to it is no finding of its own.
    incomplete: bool,
}

/// A field with the column that grows for it.
struct Bound<'p> {
    reader: Reader<'p>,
    /// The heading in the file, or the name of the field.
    heading: String,
    /// The column of the file; none when it is missing.
    at: Option<usize>,
    builder: Builder,
    is_key: bool,
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
            Some(Bound { builder: builder(&reader), reader, heading, at: None, is_key, blank_as: field.blank_as.as_ref() })
        });
        Sheet {
            record,
            file: file.into(),
            columns: columns.collect(),
            keys: FxHashMap::default(),
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

    /// Finds the column of each field among the headings, which stand on this line.
    pub(super) fn bind(&mut self, reading: &mut Reading<'p>, headings: &[&str], line: Option<u64>) {
        let headings: Vec<&str> = headings.iter().map(|heading| clean(heading)).collect();
        if headings.len() > MOST_COLUMNS {
            self.incomplete = true;
            let (found, place) = (headings.len(), DataPlace { file: self.file.clone(), line, column: None, value: None });
            return reading.findings.error(|| too_many_columns(found, place));
        }
        let mut taken = vec![false; headings.len()];
        for bound in self.columns.iter_mut().flatten() {
            let field = bound.reader.field;
            let declared = heading_of(field);
            let mut found = (0usize..).zip(&headings).filter(|(_, heading)| **heading == declared || **heading == field.name);
            let first = found.next();
            for (at, heading) in found {
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
                let other = first.map_or("", |(_, heading)| heading);
                let place = DataPlace { file: self.file.clone(), line, column: Some((*heading).to_owned()), value: None };
                reading.findings.error(|| doubled_heading(field, other, place));
            }
            if let Some((at, heading)) = first {
                bound.at = Some(at);
                bound.heading = (*heading).to_owned();
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
        let unread: Vec<&str> = headings.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(heading, _)| *heading).collect();
        let missing: Vec<&Field> =
            self.columns.iter().flatten().filter(|bound| bound.at.is_none()).map(|bound| bound.reader.field).collect();
        for field in missing.iter().filter(|_| reading.missing == MissingField::Error) {
            let place = DataPlace { file: self.file.clone(), line, column: None, value: None };
            reading.findings.error(|| missing_column(field, &headings, &unread, place));
        }
        for (at, heading) in (1usize..).zip(&headings).filter(|(at, _)| taken.get(at - 1) == Some(&false)) {
            let column = (!heading.is_empty()).then(|| (*heading).to_owned());
            let place = DataPlace { file: self.file.clone(), line, column, value: None };
            let is_error = reading.strict || (reading.missing == MissingField::Error && !missing.is_empty());
            let code = if is_error { Code::E0502 } else { Code::N1001 };
            let finding = undeclared_column(code, self.record, at, heading, place);
            if is_error {
                reading.findings.error(|| finding);
            } else {
                reading.findings.note(finding);
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

    /// Finds the row of its key, or the finding that another one has it.
    fn take_key<'c>(&mut self, reading: &mut Reading<'p>, row: usize, line: u64, cell: impl Fn(usize) -> Raw<'c>) {
        self.key.clear();
        for (at, field) in self.record.key.iter().enumerate() {
            if at > 0 {
                self.key.push(keys::SEPARATOR);
            }
            let Some(Some(bound)) = self.columns.get(field.at()) else {
                self.incomplete = true;
                return;
            };
            match bound.at.map_or(Err(Absent::NotGiven), |at| bound.read(cell(at))) {
                Ok(Some(cell)) => self.key.push_str(&bound.reader.key_text(cell)),
                Err(Absent::NotGiven) if reading.missing == MissingField::NotGiven => {
                    self.key = keys::made_up(row);
                    break;
                }
                // Reported already.
                Ok(None) | Err(_) => {
                    self.incomplete = true;
                    return;
                }
            }
        }
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        match self.keys.get(self.key.as_str()) {
            None => {
                self.keys.insert(self.key.clone(), number);
            }
            Some(first) => {
                let first = self.lines.get(*first as usize).copied().unwrap_or_default();
                let key = self.key.replace(keys::SEPARATOR, " ");
                let column = match self.record.key.as_slice() {
                    [field] => self.columns.get(field.at()).and_then(Option::as_ref).map(|bound| bound.heading.clone()),
                    _ => None,
                };
                let place = DataPlace { column, ..self.place(line) };
                let (record, span) = (&self.record.name, self.record.span);
                reading.findings.error(|| {
                    Diagnostic::new(
                        Code::E0506,
                        say!("the key `{key}` stands on line {first} already", "主键 `{key}` 在第 {first} 行已经出现"),
                    )
                    .label(span, say!("every `{record}` has a key of its own", "每条 `{record}` 的主键不得重复"))
                    .help(say!(
                        "lines {first} and {line}: remove one of them, or correct its key",
                        "第 {first} 行与第 {line} 行：请删去其一，或更正主键"
                    ))
                    .at_data(place)
                });
            }
        }
    }

    /// Whether rows or keys of the file are lacking.
    pub(super) fn is_incomplete(&self) -> bool {
        self.incomplete
    }

    /// The finished table, and the references that are still texts.
    pub(super) fn finish(self, record: RecordId) -> (Table, Vec<Link>) {
        let mut links = Vec::new();
        let rows = self.lines.len();
        let mut columns = Vec::with_capacity(self.columns.len());
        for (at, bound) in self.columns.into_iter().enumerate() {
            if let Some(bound) = &bound
                && let (Written::Key, crate::program::Kind::Reference(target)) = (bound.reader.written, bound.reader.field.ty.kind)
            {
                links.push(Link { record, field: at, target, heading: bound.heading.clone() });
            }
            columns.push(bound.map(|bound| bound.builder.finish()));
        }
        // Also for rows with a key, until references are settled: findings name the lines.
        let names = RowNames::Lines { file: self.file, lines: self.lines };
        (Table { rows, columns, names, keys: self.keys }, links)
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

/// The heading that a field declares.
fn heading_of(field: &Field) -> &str {
    match &field.cells {
        Cells::Column { heading, .. } => heading,
        Cells::Made | Cells::Computed { .. } | Cells::Grouped => &field.name,
    }
}

/// A heading without the marks and spaces that programs leave around it.
fn clean(heading: &str) -> &str {
    heading.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
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

fn doubled_heading(field: &Field, other: &str, place: DataPlace) -> Diagnostic {
    let name = &field.name;
    let heading = place.column.clone().unwrap_or_default();
    let message = if heading == other {
        say!("the heading `{heading}` stands twice", "表头 `{heading}` 出现两次")
    } else {
        say!("the headings `{other}` and `{heading}` both stand for `{name}`", "表头 `{other}` 与 `{heading}` 都对应 `{name}`")
    };
    Diagnostic::new(Code::E0515, message)
        .label(field.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .help(say!("leave one of the columns, or rename the other", "请只保留一列，或者把另一列改名"))
        .at_data(place)
}

fn missing_column(field: &Field, headings: &[&str], unread: &[&str], place: DataPlace) -> Diagnostic {
    let (name, heading) = (&field.name, heading_of(field));
    let mut finding = Diagnostic::new(Code::E0501, say!("the column `{heading}` is missing", "缺少列 `{heading}`"))
        .label(field.span, say!("`{name}` is declared here", "`{name}` 在此声明"))
        .at_data(place);
    let near = nearest(heading, unread.iter().copied()).or_else(|| nearest(name, unread.iter().copied()));
    if let Some(near) = near {
        finding = finding.help(say!(
            "the heading `{near}` is near: correct it, or write `column \"{near}\"` in the record",
            "表头 `{near}` 相近：请更正，或者在记录里写 `列 “{near}”`"
        ));
    }
    if let ([one], Some((sign, en, zh))) = (headings, headings.first().and_then(|heading| other_separator(heading))) {
        let columns = one.split(sign).count();
        return finding.help(say!(
            "the heading is a single column with {en} in it, which would part {columns}: save the file with commas between the columns",
            "表头只有一列而其中有{zh}，似应为 {columns} 列：请另存为逗号分隔的 csv"
        ));
    }
    let list = listed(headings.iter().copied());
    finding.help(Text { en: format!("the file has {}", list.en), zh: format!("文件中有 {}", list.zh) })
}

fn too_many_columns(found: usize, place: DataPlace) -> Diagnostic {
    let message = say!("the file has {found} columns, more than {MOST_COLUMNS}", "文件有 {found} 列，超过 {MOST_COLUMNS} 列");
    Diagnostic::new(Code::E0514, message).at_data(place)
}

/// A sign other than a comma that seems to part the columns.
fn other_separator(heading: &str) -> Option<(char, &'static str, &'static str)> {
    [('\t', "tabs", "制表符"), (';', "semicolons", "分号"), ('|', "bars", "竖线"), ('，', "full-width commas", "全角逗号")]
        .into_iter()
        .find(|(sign, ..)| heading.contains(*sign))
}

fn undeclared_column(code: Code, record: &Record, at: usize, heading: &str, place: DataPlace) -> Diagnostic {
    let name = &record.name;
    let message = if heading.is_empty() {
        say!("column {at} has no heading and is not read", "第 {at} 列没有表头，不予读取")
    } else {
        say!("`{name}` does not declare this column, so it is not read", "`{name}` 没有声明这一列，不予读取")
    };
    Diagnostic::new(code, message).label(record.span, say!("`{name}` is declared here", "`{name}` 在此声明")).at_data(place)
}
