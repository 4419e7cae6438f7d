//! One row that a host sets field by field, with what is known of each field made ready beforehand.
//!
//! A value written the plain way is taken at once; everything else (another spelling, a refusal, what a blank counts as) goes through the
//! same reader as the cell of a file, with the same findings.

mod fill;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::bound::Bound;
use super::build::Builder;
pub(crate) use super::cells::Cell;
use super::cells::{Plain, Raw, Reader};
use super::columns::State;
use super::key_index::KeyIndex;
use super::texts::Texts;
use super::{RowNames, Table, Tables, keys};
use crate::diagnostics::Diagnostic;
use crate::program::{FieldId, Program, RecordId};
use crate::values::decimal::format_fixed;
use crate::values::{Date, Exact, Rounding, Value};

/// A value that a host gives for a field, as the cell of a file would give it: 12.5 for 12.5 % where the field is a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Blank.
    Blank,
    /// A whole number.
    Integer(i64),
    /// A number in units of 10^-`scale`: 12.50 is 1250 of scale 2.
    Decimal {
        /// The units.
        units: i64,
        /// Digits after the point.
        scale: u8,
    },
    /// Yes or no.
    YesNo(bool),
    /// A date.
    Date(Date),
    /// A text, the name of a member, a key, or any other value by its text.
    Text(&'a str),
}

macro_rules! given {
    ($($kind:ty => |$value:ident| $given:expr),+ $(,)?) => { $(
        impl From<$kind> for Given<'_> {
            fn from($value: $kind) -> Self {
                $given
            }
        }
    )+ };
}
given! {
    bool => |value| Given::YesNo(value),
    i64 => |value| Given::Integer(value),
    i32 => |value| Given::Integer(i64::from(value)),
    i16 => |value| Given::Integer(i64::from(value)),
    i8 => |value| Given::Integer(i64::from(value)),
    u32 => |value| Given::Integer(i64::from(value)),
    u16 => |value| Given::Integer(i64::from(value)),
    u8 => |value| Given::Integer(i64::from(value)),
    Date => |value| Given::Date(value),
}

impl<'a> From<&'a str> for Given<'a> {
    fn from(value: &'a str) -> Self {
        Given::Text(value)
    }
}

impl<'a, T: Into<Given<'a>>> From<Option<T>> for Given<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Given::Blank, Into::into)
    }
}

/// What a field of the row holds.
#[derive(Debug, Default)]
pub(crate) enum Held {
    /// Nothing was given.
    #[default]
    NotGiven,
    /// It is blank.
    Blank,
    /// A value.
    Cell(Cell<'static>),
}

/// The fields of a record, ready for rows of a host.
#[derive(Debug)]
pub(crate) struct Fields {
    record: RecordId,
    fields: Vec<Takes>,
    /// Fields by their names and by their headings.
    names: FxHashMap<Box<str>, FieldId>,
}

/// How a field takes values.
#[derive(Debug)]
struct Takes {
    /// The plain way, if there is one.
    plain: Option<Plain>,
    /// The column that a row of it makes.
    column: Option<Builder>,
}

impl Fields {
    pub(crate) fn new(program: &Program, record: RecordId) -> Fields {
        let declared = (0u32..).map(FieldId).zip(&program.record(record).fields);
        let mut names = FxHashMap::default();
        // A heading goes before the name of another field, as in a file.
        for (id, field) in declared.clone() {
            names.insert(field.name.as_str().into(), id);
        }
        for (id, field) in declared.clone() {
            names.insert(super::headings::heading_of(field).into(), id);
        }
        let takes = |(id, _)| {
            let bound = bound(program, record, id);
            Takes { plain: bound.as_ref().and_then(|bound| bound.reader.plain()), column: bound.as_ref().map(Bound::builder) }
        };
        Fields { record, fields: declared.map(takes).collect(), names }
    }

    /// The field that a member or a host calls so.
    pub(crate) fn named(&self, name: &str) -> Option<FieldId> {
        self.names.get(name).copied()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Takes a value for a field.
    ///
    /// # Errors
    /// The finding that the field refuses it; then the field holds what it held before.
    pub(crate) fn take(&self, program: &Program, field: FieldId, given: Given<'_>, held: &mut Held) -> Result<(), Box<Diagnostic>> {
        let plain = self.fields.get(field.at()).and_then(|takes| takes.plain.as_ref());
        let cell = match plain.and_then(|plain| plain.take(given)) {
            Some(cell) => Some(cell),
            None => self.read(program, field, given)?,
        };
        match (cell, &mut *held) {
            // The memory of the text before serves this one.
            (Some(Cell::Text(text)), Held::Cell(Cell::Text(Cow::Owned(before)))) => {
                before.clear();
                before.push_str(&text);
            }
            (Some(cell), held) => *held = Held::Cell(cell.into_owned()),
            (None, held) => *held = Held::Blank,
        }
        Ok(())
    }

    /// Takes a value as the cell of a file is taken.
    fn read<'a>(&self, program: &'a Program, field: FieldId, given: Given<'a>) -> Result<Option<Cell<'a>>, Box<Diagnostic>> {
        let record = program.record(self.record);
        let Some(bound) = bound(program, self.record, field) else { return Ok(None) };
        let own =
            |text: String, raw: fn(&str) -> Raw<'_>| bound.alone(program, &record.name, raw(&text)).map(|cell| cell.map(Cell::into_owned));
        match given {
            Given::Blank => bound.alone(program, &record.name, Raw::Blank),
            Given::YesNo(yes) => bound.alone(program, &record.name, Raw::YesNo(yes)),
            Given::Text(text) => bound.alone(program, &record.name, Raw::Text(text)),
            Given::Date(date) => own(date.to_string(), |text| Raw::Text(text)),
            Given::Integer(number) => own(number.to_string(), |text| Raw::Text(text)),
            Given::Decimal { units, scale } => {
                own(format_fixed(&Exact::from_scaled(i128::from(units), scale), scale, Rounding::Down), |text| Raw::Text(text))
            }
        }
    }

    /// Why a field does not take what no field takes.
    fn refuse(&self, program: &Program, field: FieldId, raw: Raw<'_>) -> Option<Diagnostic> {
        let record = program.record(self.record);
        let bound = bound(program, self.record, field)?;
        bound.alone(program, &record.name, raw).err().map(|finding| *finding)
    }

    /// What a field holds, as a value.
    pub(crate) fn value(&self, field: FieldId, cell: &Cell<'_>) -> Option<Value> {
        Some(match cell {
            Cell::Units(units) => {
                Value::Number(Exact::from_scaled(i128::from(*units), self.fields.get(field.at())?.column.as_ref()?.scale()))
            }
            Cell::Number(number) => Value::Number(number.clone()),
            Cell::Day(day) => Value::Date(Date::from_days(*day)?),
            Cell::YesNo(yes) => Value::YesNo(*yes),
            Cell::Member(member) => Value::Member(*member),
            Cell::Text(text) => Value::Text(text.as_ref().into()),
            Cell::Key(_) => return None,
        })
    }

    /// The finding that a field which is needed was not given.
    pub(crate) fn lacking(&self, program: &Program, field: FieldId) -> Option<Diagnostic> {
        self.refuse(program, field, Raw::NotGiven)
    }

    /// The row as tables in which no other record has any.
    pub(crate) fn tables(&self, program: &Program, held: &[Held]) -> Tables {
        let mut texts = Texts::default();
        let columns = self.fields.iter().zip(held).map(|(takes, held)| {
            let mut column = takes.column.clone()?;
            match held {
                Held::NotGiven => column.push_absent(State::NotGiven),
                Held::Blank => column.push_absent(State::Blank),
                Held::Cell(Cell::Units(units)) => column.push_units(*units),
                Held::Cell(Cell::Number(number)) => column.push_number(number),
                Held::Cell(Cell::Day(day)) => column.push(*day),
                Held::Cell(Cell::YesNo(yes)) => column.push(*yes),
                Held::Cell(Cell::Member(member)) => column.push(*member),
                Held::Cell(Cell::Text(text) | Cell::Key(text)) => column.push(texts.number(text)),
            }
            Some(column.finish())
        });
        let columns = columns.collect();
        let mut keys = KeyIndex::default();
        match self.key(program, held) {
            Some(key) => keys.add(&key).unwrap_or_default(),
            None => keys.add_none(),
        }
        let table = Table { rows: 1, columns, names: RowNames::Numbered, keys };
        let mut tables = Tables { tables: program.records.iter().map(|_| None).collect(), texts };
        if let Some(place) = tables.tables.get_mut(self.record.at()) {
            *place = Some(table);
        }
        tables
    }

    /// What people call the row, as they call the row of a file.
    pub(crate) fn name(&self, program: &Program, held: &[Held]) -> String {
        self.key(program, held).map_or_else(|| keys::made_up(0), |key| keys::written(&key))
    }

    /// The key of the row, where all its parts are there.
    fn key(&self, program: &Program, held: &[Held]) -> Option<String> {
        let record = program.record(self.record);
        let mut key = String::new();
        for (at, field) in record.key.iter().enumerate() {
            let Held::Cell(cell) = held.get(field.at())? else { return None };
            if at > 0 {
                key.push(keys::SEPARATOR);
            }
            match cell {
                Cell::Text(text) => key.push_str(text),
                cell => key.push_str(&Reader::new(program, record.fields.get(field.at())?)?.key_text(cell.clone())),
            }
        }
        (!record.key.is_empty()).then_some(key)
    }
}

/// A field as a file would be bound to it.
fn bound(program: &Program, record: RecordId, field: FieldId) -> Option<Bound<'_>> {
    let record = program.record(record);
    Bound::new(program, record, field.at(), record.fields.get(field.at())?)
}
