//! What the data must hold: every record with its fields, how they are written, and who reads them.

use askama::Template;

use crate::program::uses::Thing;
use crate::program::{Cells, Field, FieldId, Kind, RecordId, Rows, Written};
use crate::say;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::values::decimal::format_plain;
use crate::values::{Exact, Value};

use super::Book;
use super::ids::{Ids, PageKind};
use super::links::Link;
use super::words::Words;

/// The records and their fields.
#[derive(Template)]
#[template(path = "inputs.html")]
pub(super) struct Inputs<'a> {
    words: &'a Words,
    records: Vec<RecordView>,
}

struct RecordView {
    id: String,
    name: String,
    /// Where its rows come from.
    rows: String,
    fields: Vec<FieldView>,
}

struct FieldView {
    id: String,
    name: String,
    label: String,
    kind: String,
    /// How its cells are written, and which values are allowed.
    written: Vec<String>,
    used: Vec<Link>,
}

impl<'a> Inputs<'a> {
    /// Those of a policy.
    pub fn of(book: &'a Book<'_>) -> Inputs<'a> {
        let records = (0u32..).map(RecordId).zip(&book.program.records).skip(1);
        let records = records.map(|(id, record)| RecordView {
            id: Ids::record(book.program, id),
            name: book.record_name(id),
            rows: rows(book, &record.rows),
            fields: (0u32..).map(FieldId).zip(&record.fields).map(|(at, field)| view(book, id, at, field)).collect(),
        });
        Inputs { words: book.words, records: records.collect() }
    }
}

fn view(book: &Book<'_>, record: RecordId, at: FieldId, field: &Field) -> FieldView {
    let key = book.program.record(record).key.contains(&at);
    let mut written = Vec::new();
    if key {
        written.push(book.words.key.to_owned());
    }
    match &field.cells {
        Cells::Column { heading, written: how } => {
            if *heading != field.name {
                written.push(book.say(&say!("column “{heading}”", "列“{heading}”")));
            }
            written.extend(way(book, how));
        }
        Cells::Made | Cells::Worked(_) | Cells::Computed { .. } | Cells::Grouped => written.push(book.words.made.to_owned()),
    }
    for (comparison, value) in &field.range {
        // A key is no amount: a year has no commas.
        let bound = match value {
            Value::Number(number) if key && field.ty.kind == Kind::Number => format_plain(number).replace('-', "−"),
            value => book.plain.figure(field.ty.kind, value),
        };
        written.push(format!("{}\u{a0}{bound}", sign(*comparison)));
    }
    if field.ty.blank {
        written.push(book.words.or_blank.to_owned());
    }
    if let Some(value) = &field.blank_as {
        let value = book.plain.figure(field.ty.kind, value);
        written.push(book.say(&say!("blank as {value}", "空按 {value}")));
    }
    FieldView {
        id: Ids::field(book.program, record, at),
        name: book.field_name(record, at),
        label: field.label.clone().unwrap_or_default(),
        kind: book.kind(field.ty.kind),
        written,
        used: book.users(PageKind::Data, book.uses.used_by(Thing::Field(record, at))),
    }
}

/// Where the rows of a record come from.
fn rows(book: &Book<'_>, rows: &Rows) -> String {
    let names = |ids: &[RecordId]| ids.iter().map(|id| book.program.record(*id).name.clone()).collect::<Vec<_>>().join(" × ");
    book.say(&match rows {
        Rows::Overall => say!("one row", "一行"),
        Rows::File(name) => say!("read from {name}", "读自 {name}"),
        Rows::Calendar(_) => say!("the periods of a calendar", "日历的各期"),
        Rows::Product(of) => say!("one row for each {}", "逐对生成：{}", names(of)),
        Rows::Group { of, .. } => {
            let of = &book.program.record(*of).name;
            say!("one row for each group of {of}", "由 {of} 归并而成")
        }
        Rows::Split { of, .. } => {
            let of = &book.program.record(*of).name;
            say!("the parts that amounts of {of} are split into", "由 {of} 的金额拆分而成")
        }
        Rows::Tranches(tranches) => {
            let of = &book.program.record(tranches.of).name;
            say!("the instalments of {of}", "由 {of} 的金额分期而成")
        }
    })
}

/// How cells are written, where their kind does not say it.
fn way(book: &Book<'_>, written: &Written) -> Option<String> {
    let text = match written {
        Written::Number { places, unit } if *unit != Exact::one() => {
            let unit = book.plain.figure(Kind::Number, &Value::Number(unit.clone()));
            say!("in units of {unit}", "单位 {unit}")
        }
        Written::Number { places: 1, .. } => say!("1 decimal at most", "至多 1 位小数"),
        Written::Number { places, .. } => say!("{places} decimals at most", "至多 {places} 位小数"),
        Written::Ratio { written: RatioWritten::Ratio, .. } => say!("such as 0.75", "如 0.75"),
        Written::Ratio { written: RatioWritten::Percent, .. } => say!("in percent, such as 75", "百分数，如 75"),
        Written::Ratio { written: RatioWritten::Permille, .. } => say!("in permille, such as 750", "千分数，如 750"),
        Written::Ratio { written: RatioWritten::BasisPoints, .. } => say!("in basis points, such as 7500", "基点，如 7500"),
        Written::Integer => say!("a whole number", "整数"),
        Written::YesNo { yes, no, fixed: true } => say!("{yes}/{no}", "{yes}/{no}"),
        Written::Text | Written::Date | Written::YesNo { .. } | Written::Member | Written::Key => return None,
    };
    Some(book.say(&text))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

/// The unit that declared amounts are rounded to, with the way, as `CNY, rounded half up to 0.01`.
pub(super) fn money(book: &Book<'_>) -> String {
    use crate::values::Rounding;
    let head = &book.program.head;
    let (code, unit) = (head.currency.code(), format_plain(&head.unit));
    book.say(&match head.rounding {
        Rounding::HalfUp => say!("{code}, rounded half up to {unit}", "{code}，四舍五入到 {unit}"),
        Rounding::HalfEven => say!("{code}, rounded half even to {unit}", "{code}，五成双到 {unit}"),
        Rounding::Down => say!("{code}, rounded down to {unit}", "{code}，舍去到 {unit}"),
        Rounding::Up => say!("{code}, rounded up to {unit}", "{code}，进位到 {unit}"),
    })
}
