//! One cell: from the text of a file, or a value of a host, to what its field holds.
//!
//! A refusal says no more than why; it is put into words (in `refusals`) only when it is shown.

mod days;
mod numbers;
mod plain;
mod quick;
mod recent;
mod strips;
#[cfg(test)]
mod tests;
pub(super) mod typed;
mod usual;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::keys;
use super::range::Range;
use crate::program::{Cells, Field, Kind, Program, RecordId, Written};
use crate::values::decimal::{format_plain, parse_scaled};
use crate::values::{Date, DecimalError, Exact, Value};
use numbers::Numbers;
pub(super) use plain::Plain;
use quick::Words;
pub(super) use recent::Recent;

/// A cell as a reader found it.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(all(feature = "arrow", feature = "excel")),
    allow(dead_code, reason = "some kinds stand in the files of some formats alone")
)]
pub(super) enum Raw<'a> {
    /// Its text, of which nothing but spaces is a blank.
    Text(&'a str),
    /// A value that has its kind already.
    Value(&'a Value),
    /// The true or false of JSON.
    YesNo(bool),
    /// The null of JSON.
    Blank,
    /// Nothing at all.
    NotGiven,
    /// A list or an object, which no field holds.
    Nested(&'a str),
    /// A number that went through binary floating point.
    Float(&'a str),
    /// A number of so many units of 10^-`scale`.
    Number { units: i128, scale: u8 },
    /// A binary floating-point number, which holds whole numbers exactly up to `most`.
    Double { value: f64, most: u64 },
    /// A day, counted from 1970-01-01.
    Day(i32),
    /// A moment of a day, so many seconds after it began.
    Moment { day: i32, seconds: u32 },
    /// A ratio of so many units of 10^-`scale`, shown as a percentage.
    Percent { units: i128, scale: u8 },
    /// What no field takes, why, and its text.
    Refused(Refusal, &'a str),
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// A number in the units of the column.
    Units(i64),
    /// Any other number.
    Number(Exact),
    /// A date, in days since 1970-01-01.
    Day(i32),
    /// Yes or no.
    YesNo(bool),
    /// A member.
    Member(u32),
    /// A text.
    Text(Cow<'a, str>),
    /// The key of a row of another record.
    Key(Cow<'a, str>),
}

impl Cell<'_> {
    /// The same with texts of its own.
    pub(super) fn into_owned(self) -> Cell<'static> {
        match self {
            Cell::Units(units) => Cell::Units(units),
            Cell::Number(number) => Cell::Number(number),
            Cell::Day(day) => Cell::Day(day),
            Cell::YesNo(yes) => Cell::YesNo(yes),
            Cell::Member(member) => Cell::Member(member),
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Key(key) => Cell::Key(Cow::Owned(key.into_owned())),
        }
    }
}

/// Why a cell is refused.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(not(feature = "excel"), allow(dead_code, reason = "some causes are found in workbooks alone"))]
pub(super) enum Refusal {
    /// It is no number.
    Number(DecimalError),
    /// It has so many digits after the point.
    Places(usize),
    /// It is no whole number.
    Whole,
    /// It ends in a sign of another unit.
    Sign(char),
    /// It breaks this comparison of the range.
    Range(usize),
    /// It is no date.
    Date,
    /// It is neither yes nor no.
    YesNo,
    /// It is no member.
    Member,
    /// It is a list or an object.
    Nested,
    /// It went through binary floating point.
    Float,
    /// It is a moment of a day, not a day.
    Moment,
    /// It has more digits than Excel keeps.
    Digits,
    /// It is the error of a formula.
    Formula,
    /// It is a formula without a value.
    NotCalculated,
    /// It is a value of another kind.
    Kind,
}

/// How the cells of one field are read.
#[derive(Debug)]
pub(super) struct Reader<'p> {
    /// The field.
    pub(super) field: &'p Field,
    /// How its cells are written.
    pub(super) written: &'p Written,
    /// What a value must pass.
    pub(super) range: Range<'p>,
    shape: Shape<'p>,
}

#[derive(Debug)]
enum Shape<'p> {
    Text,
    Number(Numbers),
    Date,
    YesNo { yes: &'p str, no: &'p str, fixed: bool, words: Words },
    Member { numbers: FxHashMap<&'p str, u32>, words: Words, otherwise: Option<u32>, spellings: Vec<&'p str> },
    Key(Option<Box<Reader<'p>>>),
}

impl<'p> Reader<'p> {
    /// The reader of a field, if its values come from a column.
    pub(super) fn new(program: &'p Program, field: &'p Field) -> Option<Reader<'p>> {
        Reader::nested(program, field, true)
    }

    fn nested(program: &'p Program, field: &'p Field, follows: bool) -> Option<Reader<'p>> {
        let Cells::Column { written, .. } = &field.cells else { return None };
        let shape = match (written, field.ty.kind) {
            (Written::Text, _) => Shape::Text,
            (Written::Integer, _) => Shape::Number(Numbers::new(0, Exact::ONE, "", true)),
            (Written::Number { places, unit }, _) => Shape::Number(Numbers::new(*places, unit.clone(), "", false)),
            (Written::Ratio { written, places }, _) => Shape::Number(Numbers::ratio(*written, *places)),
            (Written::Date, _) => Shape::Date,
            (Written::YesNo { yes, no, fixed }, _) => {
                Shape::YesNo { yes, no, fixed: *fixed, words: Words::new([(&**yes, 0), (&**no, 1)].into_iter()) }
            }
            (Written::Member, Kind::Member(id)) => {
                let enumeration = program.enumeration(id);
                let mut numbers = FxHashMap::default();
                // Spellings go before names: a spelling may be the name of another member.
                numbers.extend(enumeration.members.iter().map(|member| member.name.as_str()).zip(0u32..));
                numbers.extend(enumeration.members.iter().map(|member| member.written.as_str()).zip(0u32..));
                let spellings = enumeration.members.iter().map(|member| member.written.as_str()).collect();
                let words = Words::new(numbers.iter().map(|(word, number)| (*word, *number)));
                Shape::Member { numbers, words, otherwise: enumeration.otherwise, spellings }
            }
            (Written::Key, Kind::Reference(target)) => {
                let reader = follows.then(|| key_field(program, target)).flatten();
                Shape::Key(reader.and_then(|field| Reader::nested(program, field, false)).map(Box::new))
            }
            // A written form that does not belong to the kind never comes out of a checked program; text says no wrong thing.
            (Written::Member | Written::Key, _) => Shape::Text,
        };
        let scale = if let Shape::Number(numbers) = &shape { numbers.scale } else { 0 };
        Some(Reader { field, written, range: Range::new(field, scale), shape })
    }

    /// Digits after the point of the column; none when no decimal holds its numbers.
    pub(super) fn scale(&self) -> Option<u8> {
        match &self.shape {
            Shape::Number(numbers) => numbers.factor.map(|_| numbers.scale),
            _ => None,
        }
    }

    /// The words that the field takes, if it takes certain ones.
    pub(super) fn spellings(&self) -> &[&'p str] {
        if let Shape::Member { spellings, .. } = &self.shape { spellings } else { &[] }
    }

    /// Reads a text without spaces around and not empty.
    #[inline]
    pub(super) fn text<'a>(&self, text: &'a str) -> Result<Cell<'a>, Refusal> {
        match &self.shape {
            Shape::Text if self.range.is_empty() => Ok(Cell::Text(Cow::Borrowed(text))),
            Shape::Text => self.ranged(Value::Text(text.into()), Cell::Text(Cow::Borrowed(text))),
            Shape::Number(numbers) => {
                if let (Some(factor), Some(digits)) = (numbers.factor, parse_scaled(text.as_bytes(), numbers.places))
                    && let Some(units) = digits.checked_mul(factor)
                    && self.range.surely_holds(units)
                {
                    return Ok(Cell::Units(units));
                }
                self.number(numbers.parse(text)?, numbers)
            }
            Shape::Date => self.date(Date::parse(text).ok_or(Refusal::Date)?),
            Shape::YesNo { yes, no, fixed, .. } => yes_no(text, yes, no, *fixed).map(Cell::YesNo).ok_or(Refusal::YesNo),
            Shape::Member { numbers, otherwise, .. } => {
                let member = numbers.get(text).copied().or(*otherwise).ok_or(Refusal::Member)?;
                self.ranged(Value::Member(member), Cell::Member(member))
            }
            Shape::Key(None) => Ok(Cell::Key(Cow::Borrowed(text))),
            Shape::Key(Some(target)) => Ok(Cell::Key(target.key_text(target.text(text)?))),
        }
    }

    /// How its numbers are decoded that are written the usual way and certain to be in the range, into units of the column.
    pub(super) fn usual_numbers(&self) -> Option<usual::Form> {
        let Shape::Number(numbers) = &self.shape else { return None };
        usual::Form::new(numbers.places, numbers.factor?, self.range.sure()?)
    }

    /// A date of a field without a range.
    #[inline(always)]
    pub(super) fn quick_day(&self, text: &[u8], from: usize, to: usize) -> Option<i32> {
        if self.range.is_empty() { days::day(text, from, to) } else { None }
    }

    /// Dates of a field without a range; none where any cell is not one.
    pub(super) fn quick_days(&self, text: &[u8], bounds: impl Iterator<Item = (usize, usize)>) -> Option<Vec<i32>> {
        if self.range.is_empty() { days::days(text, bounds) } else { None }
    }

    /// A yes or no as the field spells them.
    #[inline(always)]
    pub(super) fn quick_yes_no(&self, text: &[u8], from: usize, to: usize) -> Option<bool> {
        let Shape::YesNo { words, .. } = &self.shape else { return None };
        words.number(text, from, to).map(|number| number == 0)
    }

    /// A member of a field without a range.
    #[inline(always)]
    pub(super) fn quick_member(&self, text: &str, from: usize, to: usize) -> Option<u32> {
        match &self.shape {
            Shape::Member { words, numbers, .. } if self.range.is_empty() => {
                words.number(text.as_bytes(), from, to).or_else(|| numbers.get(text.get(from..to)?).copied())
            }
            _ => None,
        }
    }

    /// A text, or a key that is one, with nothing around it that is not meant.
    #[inline]
    pub(super) fn plain_text<'a>(&self, text: &'a str) -> Option<&'a str> {
        let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let bytes = text.as_bytes();
        (self.takes_plain_texts() && plain(bytes.first()) && plain(bytes.last())).then_some(text)
    }

    /// Whether every text with nothing around it that is not meant is taken as it is.
    #[inline]
    pub(super) fn takes_plain_texts(&self) -> bool {
        match &self.shape {
            Shape::Text => self.range.is_empty(),
            Shape::Key(None) => true,
            Shape::Key(Some(target)) => matches!(target.shape, Shape::Text) && target.range.is_empty(),
            Shape::Number(_) | Shape::Date | Shape::YesNo { .. } | Shape::Member { .. } => false,
        }
    }

    /// Takes a value that has its kind; a text is read as a cell.
    pub(super) fn value<'a>(&self, value: &'a Value) -> Result<Cell<'a>, Refusal> {
        match (&self.shape, value) {
            (_, Value::Text(text)) => self.text(text.trim()),
            (Shape::Number(numbers), Value::Number(number)) => {
                let written = number.div(&numbers.unit).ok_or(Refusal::Kind)?;
                match written.decimals() {
                    Some(places) if places > numbers.places => return Err(Refusal::Places(usize::from(places))),
                    None => return Err(Refusal::Places(usize::MAX)),
                    Some(_) => {}
                }
                self.number(number.clone(), numbers)
            }
            (Shape::Date, Value::Date(date)) => self.date(*date),
            (Shape::YesNo { .. }, Value::YesNo(yes)) => Ok(Cell::YesNo(*yes)),
            (Shape::Member { spellings, .. }, Value::Member(member)) if (*member as usize) < spellings.len() => {
                self.ranged(value.clone(), Cell::Member(*member))
            }
            (Shape::Key(Some(target)), value) => Ok(Cell::Key(target.key_text(target.value(value)?))),
            _ => Err(Refusal::Kind),
        }
    }

    /// Takes the true or false of JSON.
    pub(super) fn yes_no(&self, yes: bool) -> Result<Cell<'static>, Refusal> {
        if matches!(self.shape, Shape::YesNo { .. }) { Ok(Cell::YesNo(yes)) } else { Err(Refusal::Kind) }
    }

    /// The one spelling of a cell as a part of a key.
    pub(super) fn key_text<'a>(&self, cell: Cell<'a>) -> Cow<'a, str> {
        match cell {
            Cell::Units(units) => {
                let scale = if let Shape::Number(numbers) = &self.shape { numbers.scale } else { 0 };
                Cow::Owned(format_plain(&Exact::from_scaled(i128::from(units), scale)))
            }
            Cell::Number(number) => Cow::Owned(format_plain(&number)),
            Cell::Day(day) => Cow::Owned(Date::from_days(day).map(|date| date.to_string()).unwrap_or_default()),
            Cell::YesNo(yes) => Cow::Borrowed(keys::yes_no(yes)),
            Cell::Member(member) => Cow::Owned(self.spellings().get(member as usize).copied().unwrap_or_default().to_owned()),
            Cell::Text(text) | Cell::Key(text) => text,
        }
    }

    fn number<'a>(&self, number: Exact, numbers: &Numbers) -> Result<Cell<'a>, Refusal> {
        let units = if numbers.factor.is_some() { number.to_scaled(numbers.scale) } else { None };
        let cell = match units.and_then(|units| i64::try_from(units).ok()) {
            Some(units) => Cell::Units(units),
            None => Cell::Number(number.clone()),
        };
        self.ranged(Value::Number(number), cell)
    }

    fn date<'a>(&self, date: Date) -> Result<Cell<'a>, Refusal> {
        self.ranged(Value::Date(date), Cell::Day(date.days()))
    }

    fn ranged<'a>(&self, value: Value, cell: Cell<'a>) -> Result<Cell<'a>, Refusal> {
        if self.range.is_empty() {
            return Ok(cell);
        }
        self.range.broken_by(&value).map_or(Ok(cell), |at| Err(Refusal::Range(at)))
    }
}

/// The one field that makes the key of a record.
fn key_field(program: &Program, record: RecordId) -> Option<&Field> {
    let record = program.record(record);
    match record.key.as_slice() {
        [field] => record.fields.get(field.at()),
        _ => None,
    }
}

fn yes_no(text: &str, yes: &str, no: &str, fixed: bool) -> Option<bool> {
    if text == yes {
        return Some(true);
    }
    if text == no {
        return Some(false);
    }
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match fixed {
        false if is(&["yes", "true", "y", "1", "是"]) => Some(true),
        false if is(&["no", "false", "n", "0", "否"]) => Some(false),
        _ => None,
    }
}
