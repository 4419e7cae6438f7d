//! JSON: an array of objects, an object with one such array, or one object a line.
//!
//! Values are taken by their text, so that an amount never becomes a floating-point number. A key that some rows lack is blank
//! there; a key that no row has is a missing column.

mod chunks;
mod elements;

use std::borrow::Cow;
use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::bind::{Reading, Sheet};
use super::cells::Raw;
use super::headings::MOST_COLUMNS;
use crate::diagnostics::{Code, DataPlace, Diagnostic};
use crate::say;
pub(super) use chunks::{Chunks, Piece};

/// Reads a JSON text into a sheet.
pub(super) fn read<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str) {
    let elements = match elements(text) {
        Ok(elements) => elements,
        Err(Some(error)) => {
            let place = sheet.place(u64::try_from(error.line()).unwrap_or(u64::MAX));
            sheet.lacks_rows();
            return reading.findings.error(|| malformed(&error, place));
        }
        Err(None) => {
            let place = DataPlace { line: None, ..sheet.place(1) };
            sheet.lacks_rows();
            return reading.findings.error(|| no_rows(place));
        }
    };
    let at = |element: &str| (element.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let elements = elements.into_iter().map(|element| (at(element.get()), element.get()));
    Rows::of_elements(reading, sheet, 1, text, elements).bind(reading, sheet);
}

/// Reads one object a line into a sheet.
pub(super) fn read_lines<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, text: &str) {
    Rows::of_lines(reading, sheet, 1, text).bind(reading, sheet);
}

/// The elements of the array that a text is or holds; no error says that there is no such array.
fn elements(text: &str) -> Result<Vec<&RawValue>, Option<serde_json::Error>> {
    match text.trim_start().as_bytes().first() {
        Some(b'[') => serde_json::from_str(text).map_err(Some),
        Some(b'{') => {
            let mut parts = Headings::default();
            let mut cells = Vec::new();
            deserialize(text, &mut parts, &mut cells).map_err(Some)?;
            let mut lists = cells.iter().filter(|(_, value)| value.get().starts_with('['));
            match (lists.next(), lists.next()) {
                (Some((_, list)), None) => serde_json::from_str(list.get()).map_err(Some),
                _ => Err(None),
            }
        }
        _ => serde_json::from_str::<&RawValue>(text).map_err(Some).and(Err(None)),
    }
}

/// The rows of a file before its headings are known.
#[derive(Default)]
struct Rows<'t> {
    headings: Headings,
    cells: Vec<(usize, &'t RawValue)>,
    /// The line of each row, and where its cells end.
    rows: Vec<(u64, usize)>,
}

/// The keys of all rows, in the order of their first appearance.
#[derive(Default)]
struct Headings {
    list: Vec<String>,
    numbers: FxHashMap<String, usize>,
    /// The heading that comes next if this row has its keys in the order of those before.
    next: usize,
}

impl<'t> Rows<'t> {
    /// The rows of a text that has one a line, the first of which has this number.
    fn of_lines<'p>(reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, line: u64, text: &'t str) -> Rows<'t> {
        let mut rows = Rows::default();
        for (line, row) in (line..).zip(text.split('\n')) {
            if !row.trim().is_empty() {
                rows.take(reading, sheet, line, row.trim());
            }
        }
        rows
    }

    /// The rows of an array, each with its place in a text that begins in the line of this number.
    fn of_elements<'p>(
        reading: &mut Reading<'p>,
        sheet: &mut Sheet<'p>,
        first: u64,
        text: &str,
        elements: impl Iterator<Item = (usize, &'t str)>,
    ) -> Rows<'t> {
        let mut rows = Rows::default();
        let (mut line, mut counted) = (first, 0usize);
        for (at, element) in elements {
            line = line.saturating_add(line_ends(text.get(counted..at).unwrap_or("")));
            counted = at;
            rows.take(reading, sheet, line, element);
        }
        rows
    }

    fn take<'p>(&mut self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>, line: u64, row: &'t str) {
        let before = self.cells.len();
        if !row.starts_with('{') && serde_json::from_str::<&RawValue>(row).is_ok() {
            let place = sheet.place(line);
            sheet.lacks_rows();
            return reading.findings.error(|| {
                Diagnostic::new(Code::E0514, say!("a row is an object with a key for each column", "每一行应为一个对象，每列一个键"))
                    .at_data(place)
            });
        }
        if let Err(error) = deserialize(row, &mut self.headings, &mut self.cells) {
            self.cells.truncate(before);
            let within = u64::try_from(error.line()).unwrap_or(u64::MAX).saturating_sub(1);
            let place = sheet.place(line.saturating_add(within));
            sheet.lacks_rows();
            return reading.findings.error(|| malformed(&error, place));
        }
        self.rows.push((line, self.cells.len()));
    }

    fn bind<'p>(self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>) {
        if self.rows.is_empty() {
            return;
        }
        let headings: Vec<&str> = self.headings.list.iter().map(String::as_str).collect();
        sheet.bind(reading, &headings, None);
        if headings.len() <= MOST_COLUMNS {
            self.give(reading, sheet);
        }
    }

    /// Gives the rows to a sheet whose columns are bound.
    fn give<'p>(&self, reading: &mut Reading<'p>, sheet: &mut Sheet<'p>) {
        let headings = &self.headings.list;
        let mut slots: Vec<Slot<'t>> = Vec::new();
        let mut start = 0usize;
        for (line, end) in self.rows.iter().copied() {
            slots.clear();
            slots.resize(headings.len(), Slot::Absent);
            for (heading, value) in self.cells.get(start..end).unwrap_or_default() {
                let Some(slot) = slots.get_mut(*heading) else { continue };
                let column = headings.get(*heading).map_or("", String::as_str);
                match (Slot::of(value.get()), &slot) {
                    (_, Slot::YesNo(_) | Slot::Null | Slot::Text(_) | Slot::Nested(_)) => {
                        let place = DataPlace { column: Some(column.to_owned()), ..sheet.place(line) };
                        reading.findings.error(|| doubled(column, place));
                    }
                    (Ok(value), Slot::Absent) => *slot = value,
                    (Err(_), Slot::Absent) => {
                        let place = DataPlace { column: Some(column.to_owned()), ..sheet.place(line) };
                        sheet.lacks_rows();
                        reading.findings.error(|| Diagnostic::new(Code::E0514, bad_escape()).at_data(place));
                    }
                }
            }
            start = end;
            sheet.row(reading, line, |at| slots.get(at).map_or(Raw::Blank, Slot::raw));
        }
    }
}

/// The value of a key in a row.
#[derive(Clone)]
enum Slot<'t> {
    Absent,
    Null,
    YesNo(bool),
    Text(Cow<'t, str>),
    Nested(&'t str),
}

impl<'t> Slot<'t> {
    fn of(value: &'t str) -> Result<Slot<'t>, serde_json::Error> {
        Ok(match value.as_bytes().first() {
            Some(b'"') => match value.get(1..value.len().saturating_sub(1)) {
                Some(text) if !text.as_bytes().contains(&b'\\') => Slot::Text(Cow::Borrowed(text)),
                _ => Slot::Text(Cow::Owned(serde_json::from_str(value)?)),
            },
            Some(b'{' | b'[') => Slot::Nested(value),
            Some(b't') => Slot::YesNo(true),
            Some(b'f') => Slot::YesNo(false),
            Some(b'n') | None => Slot::Null,
            Some(_) => Slot::Text(Cow::Borrowed(value)),
        })
    }

    fn raw(&self) -> Raw<'_> {
        match self {
            Slot::Absent | Slot::Null => Raw::Blank,
            Slot::YesNo(yes) => Raw::YesNo(*yes),
            Slot::Text(text) => Raw::Text(text),
            Slot::Nested(text) => Raw::Nested(text),
        }
    }
}

impl Headings {
    fn number(&mut self, heading: &str) -> usize {
        let number = if self.list.get(self.next).is_some_and(|next| next == heading) { self.next } else { self.found(heading) };
        self.next = number.saturating_add(1);
        number
    }

    fn found(&mut self, heading: &str) -> usize {
        if let Some(number) = self.numbers.get(heading) {
            return *number;
        }
        let number = self.list.len();
        self.list.push(heading.to_owned());
        self.numbers.insert(heading.to_owned(), number);
        number
    }
}

/// Reads one object: its keys as numbers of headings, its values as they are written.
fn deserialize<'t>(text: &'t str, headings: &mut Headings, cells: &mut Vec<(usize, &'t RawValue)>) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    headings.next = 0;
    Object { headings, cells }.deserialize(&mut reader)?;
    reader.end()
}

struct Object<'h, 't> {
    headings: &'h mut Headings,
    cells: &'h mut Vec<(usize, &'t RawValue)>,
}

impl<'t> DeserializeSeed<'t> for Object<'_, 't> {
    type Value = ();
    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for Object<'_, 't> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(heading) = map.next_key_seed(Key(self.headings))? {
            self.cells.push((heading, map.next_value()?));
        }
        Ok(())
    }
}

struct Key<'h>(&'h mut Headings);

impl<'t> DeserializeSeed<'t> for Key<'_> {
    type Value = usize;
    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<usize, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<usize, E> {
        if key.len() > 10_000 { Err(E::custom("a key of more than 10000 bytes")) } else { Ok(self.0.number(key)) }
    }
}

fn line_ends(text: &str) -> u64 {
    u64::try_from(text.matches('\n').count()).unwrap_or(u64::MAX)
}

fn malformed(error: &serde_json::Error, place: DataPlace) -> Diagnostic {
    let column = error.column();
    let message = if error.is_eof() {
        say!("the JSON text ends too early", "JSON 文本没有结束")
    } else {
        say!("this is not JSON, from character {column} of the line on", "从该行第 {column} 个字符起不是有效的 JSON")
    };
    Diagnostic::new(Code::E0514, message).at_data(place)
}

fn bad_escape() -> crate::diagnostics::Text {
    say!("an escape in this text stands for no character", "文本中有不代表任何字符的转义")
}

fn no_rows(place: DataPlace) -> Diagnostic {
    Diagnostic::new(Code::E0514, say!("there is no list of rows in this file", "文件中没有记录列表"))
        .help(say!(
            "write an array of objects, `[{{\"id\": \"A\"}}]`, or an object that holds one such array and no other",
            "请写成对象数组 `[{{\"id\": \"A\"}}]`，或者只含一个此类数组的对象"
        ))
        .at_data(place)
}

fn doubled(column: &str, place: DataPlace) -> Diagnostic {
    Diagnostic::new(Code::E0515, say!("the key `{column}` stands twice in this row", "键 `{column}` 在该行出现两次"))
        .help(say!("leave one of them", "请只保留一个"))
        .at_data(place)
}
