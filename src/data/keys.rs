//! Keys as text: how a row is found by the key that a cell or a value gives.
//!
//! A key part has one spelling whatever its cell looked like: `01` and `1` are one number, `2026/1/1` and `2026-01-01` one day.
//! So a value computed by the policy finds the row that a file gave.

use super::value::value_at;
use super::{RowNames, Tables};
use crate::program::{Kind, Program, RecordId, Rows};
use crate::values::{Value, decimal};

/// What stands between the parts of a key.
pub const SEPARATOR: char = '\u{1f}';

/// The marks that a part with commas stands between, those of both languages.
const MARKS: [(char, char); 2] = [('"', '"'), ('“', '”')];

/// A key as people write it: its parts with `,` between them; a part that holds a comma itself stands in quotation marks.
pub fn written(key: &str) -> String {
    let part = |part: &str| {
        let is_plain = !part.contains([',', '，']) && !MARKS.iter().any(|(open, _)| part.starts_with(*open)) && part.trim() == part;
        if is_plain { part.to_owned() } else { format!("\"{}\"", part.replace('"', "\"\"")) }
    };
    key.split(SEPARATOR).map(part).collect::<Vec<_>>().join(",")
}

/// The key that people write so.
pub fn read(written: &str) -> String {
    joined(&parts(written))
}

/// The keys that people write one after the other, each with as many parts as the keys of a record have; none where some part is missing.
pub fn read_list(program: &Program, record: RecordId, written: &str) -> Option<Vec<String>> {
    let (parts, width) = (parts(written), width(program, record).max(1));
    parts.len().is_multiple_of(width).then(|| parts.chunks(width).map(joined).collect())
}

/// How many parts the keys of a record have; a reference has as many as the key of the record that it leads to.
pub fn width(program: &Program, record: RecordId) -> usize {
    fn of(program: &Program, record: RecordId, known: &mut [Option<usize>]) -> usize {
        if let Some(Some(width)) = known.get(record.at()) {
            return *width;
        }
        let keep = |known: &mut [Option<usize>], width| {
            if let Some(place) = known.get_mut(record.at()) {
                *place = Some(width);
            }
        };
        // A key that leads back to itself is one part there.
        keep(known, 1);
        let mut width = 0usize;
        for field in &program.record(record).key {
            width = width.saturating_add(match program.field(record, *field).ty.kind {
                Kind::Reference(target) => of(program, target, known),
                _ => 1,
            });
        }
        keep(known, width);
        width
    }
    of(program, record, &mut vec![None; program.records.len()])
}

/// The parts of keys as people write them, with the commas of either language between them.
fn parts(written: &str) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), Some(written));
    while let Some(text) = rest {
        let (part, after) = in_marks(text).unwrap_or_else(|| match text.split_once([',', '，']) {
            Some((part, after)) => (part.trim().to_owned(), Some(after)),
            None => (text.trim().to_owned(), None),
        });
        parts.push(part);
        rest = after;
    }
    parts
}

/// The part in quotation marks that a text begins with, and what follows its comma; doubled marks within it are one of the part.
fn in_marks(text: &str) -> Option<(String, Option<&str>)> {
    let text = text.trim_start();
    let (open, close) = MARKS.into_iter().find(|(open, _)| text.starts_with(*open))?;
    let (mut part, mut signs) = (String::new(), text.strip_prefix(open)?.chars());
    loop {
        let sign = signs.next()?;
        if sign == close && !signs.as_str().starts_with(close) {
            break;
        }
        if sign == close {
            signs.next();
        }
        part.push(sign);
    }
    let rest = signs.as_str().trim_start();
    let after = rest.strip_prefix([',', '，']);
    (rest.is_empty() || after.is_some()).then_some((part, after))
}

/// The key of these parts.
pub fn joined(parts: &[impl AsRef<str>]) -> String {
    parts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(&SEPARATOR.to_string())
}

/// The text of a value as a part of a key: numbers in full, dates as 2026-01-01, members by their spelling, yes and no as such, a
/// reference by the key of its row.
pub fn part(program: &Program, tables: &Tables, kind: Kind, value: &Value) -> String {
    match (value, kind) {
        (Value::Number(number), _) => decimal::format_plain(number),
        (Value::Date(date), _) => date.to_string(),
        (Value::Duration(duration), _) => format!("{} {}", duration.months(), duration.days()),
        (Value::Text(text), _) => text.to_string(),
        (Value::YesNo(yes), _) => yes_no(*yes).to_owned(),
        (Value::Member(member), Kind::Member(id)) => {
            let members = &program.enumeration(id).members;
            members.get(*member as usize).map(|member| member.written.clone()).unwrap_or_default()
        }
        (Value::Reference(row), Kind::Reference(record)) => of_row(program, tables, record, *row).unwrap_or_default(),
        (Value::Member(number) | Value::Reference(number), _) => number.to_string(),
    }
}

/// The key of a row; none when its record has no key or the row is not there.
pub fn of_row(program: &Program, tables: &Tables, record: RecordId, row: u32) -> Option<String> {
    let declared = program.record(record);
    if let Rows::Product(of) = &declared.rows {
        return of_combination(program, tables, of, row);
    }
    let table = tables.get(record)?;
    if declared.key.is_empty() || row as usize >= table.rows {
        return None;
    }
    let mut key = String::new();
    for (at, field) in declared.key.iter().enumerate() {
        if at > 0 {
            key.push(SEPARATOR);
        }
        let kind = declared.fields.get(field.at())?.ty.kind;
        let column = table.columns.get(field.at())?.as_ref()?;
        match value_at(column, row as usize, kind, &tables.texts) {
            Ok(value) => key.push_str(&part(program, tables, kind, &value)),
            // A row that a test gave without a key is called by its number.
            Err(_) => return Some(made_up(row as usize)),
        }
    }
    Some(key)
}

/// The key of a row that combines rows of others, the last one changing first.
fn of_combination(program: &Program, tables: &Tables, of: &[RecordId], row: u32) -> Option<String> {
    let mut rest = row as usize;
    let mut parts = Vec::with_capacity(of.len());
    for &one in of.iter().rev() {
        let rows = tables.get(one)?.rows;
        let own = rest.checked_rem(rows)?;
        rest = rest.checked_div(rows)?;
        parts.push(of_row(program, tables, one, u32::try_from(own).ok()?)?);
    }
    parts.reverse();
    (rest == 0).then(|| joined(&parts))
}

/// The row of a key, of a record that was read or that combines others that were.
pub fn row(program: &Program, tables: &Tables, record: RecordId, key: &str) -> Option<u32> {
    let Rows::Product(of) = &program.record(record).rows else { return tables.get(record)?.keys.row(key) };
    let mut parts = key.split(SEPARATOR);
    let mut row = 0u32;
    for &one in of {
        let width = program.record(one).key.len();
        let own = joined(&parts.by_ref().take(width).collect::<Vec<_>>());
        let table = tables.get(one)?;
        row = row.checked_mul(u32::try_from(table.rows).ok()?)?.checked_add(table.keys.row(&own)?)?;
    }
    parts.next().is_none().then_some(row)
}

/// What people call a row: its key as they write it, else its file and line, else its number.
pub fn name(program: &Program, tables: &Tables, record: RecordId, row: u32) -> String {
    of_row(program, tables, record, row).map_or_else(|| place(tables, record, row), |key| written(&key))
}

/// A row as a text that stands alone, as in a cell of a result: a key of one part as it is, else what people call the row.
pub fn text(program: &Program, tables: &Tables, record: RecordId, row: u32) -> String {
    match of_row(program, tables, record, row) {
        Some(key) if !key.contains(SEPARATOR) => key,
        Some(key) => written(&key),
        None => place(tables, record, row),
    }
}

/// The file and line of a row, else its number.
fn place(tables: &Tables, record: RecordId, row: u32) -> String {
    match tables.get(record).map(|table| &table.names) {
        Some(RowNames::Lines { file, lines }) => match lines.line(row as usize) {
            Some(line) => format!("{file}:{line}"),
            None => made_up(row as usize),
        },
        Some(RowNames::Numbered) | None => made_up(row as usize),
    }
}

/// The key of a row that was given none.
pub(super) fn made_up(row: usize) -> String {
    format!("#{}", row.saturating_add(1))
}

/// Yes and no in a key.
pub(super) fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::{SEPARATOR, parts, read, written};
    use proptest::prelude::*;

    #[test]
    fn a_comma_in_quotation_marks_is_one_of_the_part() {
        for (text, awaited) in [
            ("A,2026-Q1 ， B", &["A", "2026-Q1", "B"][..]),
            ("\"East, 2nd\" ,\"the \"\"old\"\" one\",5\" pipe,", &["East, 2nd", "the \"old\" one", "5\" pipe", ""]),
            ("“东区，二部”，甲", &["东区，二部", "甲"]),
            ("\"never closed, A", &["\"never closed", "A"]),
            ("\"so\" called, A", &["\"so\" called", "A"]),
            ("", &[""]),
        ] {
            assert_eq!(parts(text), awaited, "{text}");
        }
        assert_eq!(written(&format!("East, 2nd{SEPARATOR}A{SEPARATOR}\"x\"")), "\"East, 2nd\",A,\"\"\"x\"\"\"");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(parts in prop::collection::vec("[ a,，\"“”\t.]{0,6}", 1..4)) {
            let key = parts.join(&SEPARATOR.to_string());
            prop_assert_eq!(read(&written(&key)), key);
        }
    }
}
