//! A case as a test of the language.

use super::bounds::{Bound, Right};
use super::edge::Case;
use super::{Proposal, Side};
use crate::data::Tables;
use crate::diagnostics::{Language, Text};
use crate::engine::Policy;
use crate::engine::testing::written;
use crate::program::{ArticleId, FieldId, Kind, OVERALL, Program, RecordId};
use crate::say;
use crate::values::Value;
use std::fmt::Write;

/// The most characters of a value that name a test.
const MOST_WORDS: usize = 48;

/// The value and its bound in the author's words: `growth: 5_000_000`.
pub(super) fn bound_words(policy: &Policy, bound: &Bound) -> String {
    format!("{}: {}", left_words(policy, bound), right_words(policy, bound))
}

fn left_words(policy: &Policy, bound: &Bound) -> String {
    let words = policy.sources().text(policy.program().expr(bound.left).span);
    let plain = words.split_whitespace().collect::<Vec<_>>().join(" ").replace(['"', '“', '”'], "'");
    match plain.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or_default()),
        None => plain,
    }
}

fn right_words(policy: &Policy, bound: &Bound) -> String {
    let value = match &bound.right {
        Right::Number(number) => Value::Number(number.clone()),
        Right::Day(day) => Value::Date(*day),
    };
    let kind = policy.program().expr(bound.left).ty.kind;
    written::literal(policy.program(), &Tables::default(), kind, &value, policy.language()).unwrap_or_default()
}

/// Which sides were not reached.
pub(super) fn sides(missing: &[Side]) -> Text {
    let words: Vec<Text> = missing.iter().map(|side| side_words(*side)).collect();
    let en = words.iter().map(|text| text.en.as_str()).collect::<Vec<_>>().join(", ");
    let zh = words.iter().map(|text| text.zh.as_str()).collect::<Vec<_>>().join("、");
    Text::both(format!("no step of one cell takes the value {en} it"), format!("任何一格的任何一步都不能使其{zh}"))
}

fn side_words(side: Side) -> Text {
    match side {
        Side::Below => say!("just below", "刚低于"),
        Side::At => say!("at", "恰为"),
        Side::Above => say!("just above", "刚高于"),
    }
}

/// The same of a day.
fn side_of_day(side: Side) -> Text {
    match side {
        Side::Below => say!("before", "早于"),
        Side::At => say!("on", "恰为"),
        Side::Above => say!("after", "晚于"),
    }
}

/// The test that a case is; none where something in it cannot be written.
pub(super) fn proposal(policy: &Policy, bound: &Bound, side: Side, case: &Case) -> Option<Proposal> {
    let (program, language) = (policy.program(), policy.language());
    let english = language == Language::English;
    let word = |en: &'static str, zh: &'static str| if english { en } else { zh };
    let definition = program.definition(bound.definition);
    let (left, right) = (left_words(policy, bound), right_words(policy, bound));
    let side = if matches!(bound.right, Right::Day(_)) { side_of_day(side) } else { side_words(side) };
    let name = match (definition.article.map(|article| cited(policy, article)), english) {
        (Some(article), true) => format!("{article}, {}: {left} {} {right}", definition.name, side.en),
        (Some(article), false) => format!("{article}，{}：{left}{} {right}", definition.name, side.zh),
        (None, true) => format!("{}: {left} {} {right}", definition.name, side.en),
        (None, false) => format!("{}：{left}{} {right}", definition.name, side.zh),
    };
    let quoted = if english { format!("\"{name}\"") } else { format!("“{name}”") };
    let mut text = format!("{} {quoted} {{\n", word("test", "用例"));
    // Writing to a string cannot fail.
    if let Some(day) = case.base.as_of {
        let _ = writeln!(text, "  {} {day}", word("as of", "基准日"));
    }
    for (record, fields) in &case.base.given {
        let mut given = Vec::new();
        for (field, value) in fields {
            let declared = program.field(*record, *field);
            let value = match value {
                Some(value) => cell(program, &case.tables, *record, *field, value, language)?,
                None => word("blank", "空").to_owned(),
            };
            given.push(format!("{} = {value}", called(&declared.name)));
        }
        let (record, all) = (called(&program.record(*record).name), given.join(word("; ", "；")));
        let _ = writeln!(text, "  {} {record} {{ {all} }}", word("given", "已知"));
    }
    let mut path = called(&definition.name);
    if let Some(parent) = definition.parent {
        let own = definition.in_chinese.as_deref().filter(|_| !english).unwrap_or(&definition.name);
        path = format!("{}.{}", called(&program.definition(parent).name), called(own));
    }
    let whose = whose(policy, definition.owner, case)?;
    let outcome = written::outcome(program, &case.tables, definition.ty.kind, &case.found, language)?;
    let is_there = outcome.starts_with('=');
    let by = match case.article.map(|article| cited(policy, article)) {
        Some(article) if is_there => format!(" {} {article}", word("by", "依")),
        _ => String::new(),
    };
    let _ = writeln!(text, "  {} {whose}{path} {outcome}{by}\n}}", word("expect", "应得"));
    Some(Proposal { name, text, bound: bound.span })
}

/// An article as a test cites it: in a Chinese policy as its own heading writes it, `第二条`.
fn cited(policy: &Policy, article: ArticleId) -> String {
    let article = policy.program().article(article);
    if policy.language() == Language::English {
        return format!("article {}", article.number);
    }
    let written = policy.sources().text(article.span);
    let is_a_number = written.starts_with('第') && written.ends_with('条') && !written.contains(char::is_whitespace);
    if is_a_number { written.to_owned() } else { format!("第{}条", article.number) }
}

/// The row that is meant, before the name of its value.
fn whose(policy: &Policy, owner: RecordId, case: &Case) -> Option<String> {
    let program = policy.program();
    let rows: Vec<_> = case.base.given.iter().filter(|(record, _)| *record == owner).collect();
    let is_subject = program.head.subject == Some(owner);
    if owner == OVERALL || is_subject && rows.len() == 1 {
        return Some(String::new());
    }
    let (_, fields) = rows.get(case.base.row)?;
    let mut key = Vec::new();
    for part in &program.record(owner).key {
        let value = fields.iter().find(|(field, _)| field == part).and_then(|(_, value)| value.as_ref())?;
        key.push(cell(program, &case.tables, owner, *part, value, policy.language())?);
    }
    let record = if is_subject { String::new() } else { format!("{} ", called(&program.record(owner).name)) };
    match key.as_slice() {
        [] => None,
        [one] => Some(format!("{record}{one}.")),
        several => Some(format!("{record}({}).", several.join(", "))),
    }
}

/// A value of a field as it is given: a reference by the key of what it leads to.
fn cell(program: &Program, tables: &Tables, record: RecordId, field: FieldId, value: &Value, language: Language) -> Option<String> {
    let kind = match program.field(record, field).ty.kind {
        Kind::Reference(target) => match program.record(target).key.as_slice() {
            [key] => program.field(target, *key).ty.kind,
            _ => Kind::Text,
        },
        kind => kind,
    };
    match (kind, value) {
        // What is no text is written in its key without quotation marks.
        (Kind::Number | Kind::Date, Value::Text(text)) => Some(text.to_string()),
        (kind, value) => written::literal(program, tables, kind, value, language),
    }
}

/// A name as it is written.
fn called(name: &str) -> String {
    let plain = name.chars().all(|sign| sign.is_alphanumeric() || sign == '_') && !name.starts_with(|sign: char| sign.is_ascii_digit());
    if plain { name.to_owned() } else { format!("`{name}`") }
}
