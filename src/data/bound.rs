//! A field bound to its column of a file: what each of its cells means, one by one or for a whole block.

use std::borrow::Cow;

use super::bind::Reading;
use super::block::Block;
use super::build::{Builder, Plain};
use super::cells::{Cell, Raw, Reader, Recent, Refusal};
use super::columns::State;
use super::headings::heading_of;
use super::texts::Texts;
use super::{MissingField, keys, refusals};
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::program::{Field, Program, Record, Written};
use crate::say;
use crate::values::Value;

/// A field with the column that its values come from.
pub(super) struct Bound<'p> {
    pub(super) reader: Reader<'p>,
    /// The heading in the file, or the name of the field.
    pub(super) heading: String,
    /// The column of the file; none when it is missing.
    pub(super) at: Option<usize>,
    is_key: bool,
    /// Whether its texts are the keys of the rows: then they are held as such, and its column holds the rows until the end.
    pub(super) names_rows: bool,
    /// Whether anything reads its texts; if not, each is only checked, and its place says that it was not given.
    is_read: bool,
    blank_as: Option<&'p Value>,
}

/// A row's cell without a value.
pub(super) enum Absent {
    NotGiven,
    Refused(Refusal),
    Blank,
}

/// The texts of cells, which are held once.
pub(super) struct Pools<'t> {
    /// Those of text fields.
    pub(super) texts: &'t mut Texts,
    /// Those of references, until they are settled.
    pub(super) keys: &'t mut Texts,
}

impl<'p> Bound<'p> {
    /// A field of a record, not yet bound; none if its values come from no column.
    pub(super) fn new(program: &'p Program, record: &'p Record, at: usize, field: &'p Field) -> Option<Bound<'p>> {
        let reader = Reader::new(program, field)?;
        let is_key = record.key.iter().any(|key| key.at() == at);
        let names_rows = is_key && record.key.len() == 1 && *reader.written == Written::Text;
        let heading = heading_of(field).to_owned();
        Some(Bound { reader, heading, at: None, is_key, names_rows, is_read: true, blank_as: field.blank_as.as_ref() })
    }

    /// Has its values checked alone, if that is less work than to hold them.
    pub(super) fn leave_out(&mut self) {
        self.is_read = *self.reader.written != Written::Text || self.is_key;
    }

    /// What is held of a column whose cells were checked.
    pub(super) fn held(&self, mut builder: Builder) -> Builder {
        if !self.is_read {
            builder.forget();
        }
        builder
    }

    /// The number of a text of its column.
    #[inline]
    pub(super) fn number(&self, pools: &mut Pools<'_>, text: &str) -> Option<u32> {
        let text = self.reader.plain_text(text)?;
        Some(match self.reader.written {
            Written::Key => pools.keys.number(text),
            _ if self.is_read => pools.texts.number(text),
            _ => 0,
        })
    }

    /// A column for its values.
    pub(super) fn builder(&self) -> Builder {
        match self.reader.written {
            Written::Text | Written::Member | Written::Key => Builder::codes(),
            Written::Integer | Written::Number { .. } | Written::Ratio { .. } => {
                self.reader.scale().map_or_else(Builder::exact, Builder::scaled)
            }
            Written::Date => Builder::days(),
            Written::YesNo { .. } => Builder::yes_no(),
        }
    }

    /// Reads a cell alone; none where it is blank and may be.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn alone<'a>(&self, program: &Program, file: &str, raw: Raw<'a>) -> Result<Option<Cell<'a>>, Box<Diagnostic>>
    where
        'p: 'a,
    {
        self.read(raw).map_err(|absent| Box::new(self.refused(program, &absent, raw, file, None)))
    }

    /// Reads a cell and appends what it holds; what it does not hold is reported and its place left empty.
    pub(super) fn push(&self, builder: &mut Builder, reading: &mut Reading<'p>, file: &str, line: u64, raw: Raw<'_>) {
        match self.read(raw) {
            Ok(Some(cell)) => self.append(builder, &mut reading.pools(), cell),
            Ok(None) => builder.push_absent(State::Blank),
            Err(Absent::NotGiven) if reading.missing == MissingField::NotGiven => builder.push_absent(State::NotGiven),
            Err(absent) => {
                let program = reading.program;
                reading.findings.error(|| self.refused(program, &absent, raw, file, Some(line)));
                builder.push_absent(State::Blank);
            }
        }
    }

    /// Reports a cell that is refused.
    #[cfg(feature = "excel")]
    pub(super) fn refuse(&self, reading: &mut Reading<'p>, file: &str, line: u64, refusal: Refusal, text: &str) {
        let program = reading.program;
        reading.findings.error(|| refusals::finding(program, &self.reader, refusal, text, self.at(file, Some(line), text)));
    }

    /// Why a cell has no value.
    fn refused(&self, program: &Program, absent: &Absent, raw: Raw<'_>, file: &str, line: Option<u64>) -> Diagnostic {
        match absent {
            Absent::NotGiven => not_given(&self.reader, self.at(file, line, "")),
            Absent::Blank => refusals::blank(&self.reader, self.is_key, self.at(file, line, "")),
            Absent::Refused(refusal) => {
                let text = text_of(raw);
                refusals::finding(program, &self.reader, *refusal, &text, self.at(file, line, &text))
            }
        }
    }

    /// Its column of a block; none where a cell is refused.
    pub(super) fn decode(&self, block: &Block<'_>, pools: &mut Pools<'_>) -> Option<Builder> {
        let column = self.at?;
        let (reader, text) = (&self.reader, block.text);
        let bytes = text.as_bytes();
        match reader.written {
            Written::Integer | Written::Number { .. } | Written::Ratio { .. } => {
                let usual = reader.usual_numbers();
                if let Some(units) = usual.and_then(|usual| usual.numbers(bytes, block.bounds(column))) {
                    let mut builder = self.builder();
                    return builder.fill_with(units).then_some(builder);
                }
                self.column(block, column, pools, |_, from, to| usual.as_ref()?.number(bytes, from, to))
            }
            Written::Date => {
                if let Some(days) = reader.quick_days(bytes, block.bounds(column)) {
                    let mut builder = self.builder();
                    return builder.fill_with(days).then_some(builder);
                }
                self.column(block, column, pools, |_, from, to| reader.quick_day(bytes, from, to))
            }
            Written::YesNo { .. } => self.column(block, column, pools, |_, from, to| reader.quick_yes_no(bytes, from, to)),
            Written::Member => self.column(block, column, pools, |_, from, to| reader.quick_member(text, from, to)),
            Written::Text if !self.is_read => self.column(block, column, pools, |pools, from, to| self.number(pools, text.get(from..to)?)),
            Written::Text | Written::Key => {
                let mut recent = Recent::new();
                self.column(block, column, pools, |pools, from, to| {
                    recent.number(bytes, from, to, || self.number(pools, text.get(from..to)?))
                })
            }
        }
    }

    /// A column whose cells are mostly written in a way that is read quickly.
    #[inline]
    fn column<T: Plain>(
        &self,
        block: &Block<'_>,
        column: usize,
        pools: &mut Pools<'_>,
        mut quick: impl FnMut(&mut Pools<'_>, usize, usize) -> Option<T>,
    ) -> Option<Builder> {
        let mut builder = self.builder();
        if builder.fill(block.bounds(column).map(|(from, to)| quick(pools, from, to))) {
            return Some(builder);
        }
        for (from, to) in block.bounds(column) {
            if let Some(value) = quick(pools, from, to) {
                value.push_to(&mut builder);
                continue;
            }
            match self.read(Raw::Text(block.text.get(from..to)?)) {
                Ok(Some(cell)) => self.append(&mut builder, pools, cell),
                Ok(None) => builder.push_absent(State::Blank),
                Err(_) => return None,
            }
        }
        Some(builder)
    }

    /// What a cell holds; none where it is blank and may be.
    #[inline]
    pub(super) fn read<'a>(&self, raw: Raw<'a>) -> Result<Option<Cell<'a>>, Absent>
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
            Raw::Number { units, scale } => self.reader.figure(units, scale),
            Raw::Double { value, most } => self.reader.double(value, most),
            Raw::Day(day) => self.reader.day(day),
            Raw::Moment { .. } => Err(Refusal::Moment),
            Raw::Percent { units, scale } => self.reader.percent(units, scale),
            Raw::Refused(refusal, _) => Err(refusal),
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

    /// Appends what a cell holds.
    pub(super) fn append(&self, builder: &mut Builder, pools: &mut Pools<'_>, cell: Cell<'_>) {
        match cell {
            Cell::Units(units) => builder.push_units(units),
            Cell::Number(number) => builder.push_number(&number),
            Cell::Day(day) => builder.push(day),
            Cell::YesNo(yes) => builder.push(yes),
            Cell::Member(member) => builder.push(member),
            Cell::Text(_) if self.names_rows => {
                let row = u32::try_from(builder.rows()).unwrap_or(u32::MAX);
                builder.push(row);
            }
            Cell::Text(_) if !self.is_read => builder.push_absent(State::NotGiven),
            Cell::Text(text) => builder.push(pools.texts.number(&text)),
            Cell::Key(key) => builder.push(pools.keys.number(&key)),
        }
    }

    fn at(&self, file: &str, line: Option<u64>, value: &str) -> DataPlace {
        let value = (!value.is_empty()).then(|| cut(value));
        DataPlace { file: file.to_owned(), line, column: Some(self.heading.clone()), value, cell: None }
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
        Raw::Text(text) | Raw::Nested(text) | Raw::Float(text) | Raw::Refused(_, text) => Cow::Borrowed(text.trim()),
        Raw::YesNo(yes) => Cow::Borrowed(if yes { "true" } else { "false" }),
        Raw::Number { .. } | Raw::Double { .. } | Raw::Day(_) | Raw::Moment { .. } | Raw::Percent { .. } => {
            Cow::Owned(super::cells::typed::shown(raw))
        }
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
