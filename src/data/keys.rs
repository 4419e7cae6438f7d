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

/// A key as people write it: its parts with `,` between them.
pub fn written(key: &str) -> String {
    key.replace(SEPARATOR, ",")
}

/// The key that people write so.
pub fn read(written: &str) -> String {
    written.replace(',', &SEPARATOR.to_string())
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
    (rest == 0).then(|| parts.join(&SEPARATOR.to_string()))
}

/// The row of a key, of a record that was read or that combines others that were.
pub fn row(program: &Program, tables: &Tables, record: RecordId, key: &str) -> Option<u32> {
    let Rows::Product(of) = &program.record(record).rows else { return tables.get(record)?.keys.row(key) };
    let mut parts = key.split(SEPARATOR);
    let mut row = 0u32;
    for &one in of {
        let width = program.record(one).key.len();
        let own = parts.by_ref().take(width).collect::<Vec<_>>().join(&SEPARATOR.to_string());
        let table = tables.get(one)?;
        row = row.checked_mul(u32::try_from(table.rows).ok()?)?.checked_add(table.keys.row(&own)?)?;
    }
    parts.next().is_none().then_some(row)
}

/// What people call a row: its key with its parts set apart by spaces, else its file and line, else its number.
pub fn name(program: &Program, tables: &Tables, record: RecordId, row: u32) -> String {
    if let Some(key) = of_row(program, tables, record, row) {
        return key.replace(SEPARATOR, " ");
    }
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
