//! Cases as JSON: a list of objects, each with its name, its day, the rows of several records, and what is expected.

use super::members::{Members, list_of, place_of};
use super::rewrite::{Manner, Written};
use super::{Case, GivenRow, Outcome, Wanted};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::say;
use crate::values::Date;
use serde_json::Value;
use serde_json::value::RawValue;

/// Reads a list of cases.
///
/// # Errors
/// What keeps the whole file from being read.
pub(super) fn cases(file: &str, text: &str) -> Result<Vec<Case>, Vec<Diagnostic>> {
    let whole = Case { file: file.to_owned(), ..Case::default() };
    let raws: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let place = Case { line: u64::try_from(error.line()).ok(), ..whole.clone() }.place(None, None);
        let message = say!("this is no list of cases: {error}", "这不是用例的列表：{error}");
        vec![Diagnostic::new(Code::E0514, message).at_data(place)]
    })?;
    Ok(raws.into_iter().map(|raw| Reading::of(file, text, raw)).collect())
}

/// A case while it is read.
struct Reading<'t> {
    /// The text of the whole file.
    text: &'t str,
    case: Case,
}

impl<'t> Reading<'t> {
    fn of(file: &str, text: &'t str, raw: &'t RawValue) -> Case {
        let line = place_of(text, raw).and_then(|place| line_at(text, place.start));
        let name = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        let mut reading = Reading { text, case: Case { name, file: file.to_owned(), line, ..Case::default() } };
        match Members::of(raw) {
            Some(members) => reading.case(&members),
            None => reading.refuse(None, say!("a case is an object", "一个用例应为一个对象")),
        }
        reading.case
    }

    fn case(&mut self, members: &Members<'t>) {
        self.none_is_doubled(members);
        for (name, raw) in &members.0 {
            match (name.as_str(), value_of(raw)) {
                ("test" | "用例", Value::String(text)) => self.case.name = text,
                ("as of" | "基准日", Value::String(text)) if Date::parse(&text).is_some() => self.case.as_of = Date::parse(&text),
                ("given" | "已知", Value::Object(_)) => {
                    let records = Members::of(raw).unwrap_or_default();
                    self.none_is_doubled(&records);
                    records.0.iter().for_each(|(record, rows)| self.given(record, rows));
                }
                ("expect" | "应得", Value::Object(_)) => {
                    let values = Members::of(raw).unwrap_or_default();
                    self.none_is_doubled(&values);
                    for (value, outcome) in values.0 {
                        let is = if name == "应得" { "为" } else { "is" };
                        let members = Members::of(outcome).unwrap_or_else(|| Members(vec![(is.to_owned(), outcome)]));
                        self.expect(Wanted { value, ..Wanted::default() }, &members);
                    }
                }
                ("expect" | "应得", Value::Array(_)) => {
                    for one in list_of(raw).unwrap_or_default() {
                        match Members::of(one) {
                            Some(members) => self.expect(Wanted::default(), &members),
                            None => self.refuse(Some(name), say!("an expectation is an object", "一项应得应为一个对象")),
                        }
                    }
                }
                _ => self.refuse(
                    Some(name),
                    say!(
                        "a case has `test`, `as of` with a date, `given` and `expect`; this is none of them",
                        "用例由 `用例`、`基准日`（日期）、`已知` 和 `应得` 组成；此处均不是"
                    ),
                ),
            }
        }
    }

    fn given(&mut self, record: &str, rows: &'t RawValue) {
        for row in list_of(rows).unwrap_or_else(|| vec![rows]) {
            let Some(members) = Members::of(row) else {
                self.refuse(Some(record), say!("a row is an object with a member for each field", "每一行应为一个对象，每个字段一个成员"));
                continue;
            };
            self.none_is_doubled(&members);
            let mut row = GivenRow { record: Some(record.to_owned()), fields: Vec::new() };
            for (field, raw) in members.0 {
                match text_of(raw) {
                    Ok(text) => row.fields.push((field, text)),
                    Err(()) => self.refuse(Some(&field), say!("a field holds no list and no object", "字段的值不能是列表或对象")),
                }
            }
            self.case.given.push(row);
        }
    }

    fn expect(&mut self, mut wanted: Wanted, members: &Members<'t>) {
        self.none_is_doubled(members);
        for (name, raw) in &members.0 {
            let texts: Result<Vec<String>, ()> = match list_of(raw) {
                Some(list) => list.into_iter().map(|one| text_of(one).and_then(|text| text.ok_or(()))).collect(),
                None => text_of(raw).map(|text| text.into_iter().collect()),
            };
            match (name.as_str(), texts.as_deref()) {
                ("is" | "为", Ok([] | [_])) => {
                    let old = texts.unwrap_or_default().pop();
                    wanted.outcome = Some(old.as_deref().map_or(Outcome::Blank, Outcome::of));
                    let manner = Manner::of_json(raw.get(), name == "为");
                    wanted.written = place_of(self.text, raw).map(|at| Written { at, old: old.unwrap_or_default(), manner });
                }
                ("value" | "值", Ok([text])) => wanted.value = text.clone(),
                ("of" | "记录", Ok([text])) => wanted.record = Some(text.clone()),
                ("key" | "主键", Ok([text])) => wanted.key = Some(text.clone()),
                ("by" | "依", Ok([text])) => wanted.by = Some(text.clone()),
                ("because" | "因为", Ok(texts)) => wanted.because = texts.to_vec(),
                _ => self.refuse(
                    Some(name),
                    say!(
                        "an expectation has `value`, `is`, `by`, `because`, and `of` and `key` for another row; this is none of them",
                        "一项应得由 `值`、`为`、`依`、`因为` 组成，他行另有 `记录` 和 `主键`；此处均不是"
                    ),
                ),
            }
        }
        self.case.expects.push(wanted);
    }

    /// Of two members of one name, one would be read and the other be lost.
    fn none_is_doubled(&mut self, members: &Members<'_>) {
        if let Some(name) = members.doubled() {
            self.refuse(Some(name), say!("`{name}` stands twice in one object", "`{name}` 在同一对象中出现两次"));
        }
    }

    fn refuse(&mut self, member: Option<&str>, message: Text) {
        let place = self.case.place(member, None);
        self.case.amiss.push(Diagnostic::new(Code::E0514, message).at_data(place));
    }
}

/// The line at a place of a text.
fn line_at(text: &str, at: usize) -> Option<u64> {
    u64::try_from(text.get(..at)?.matches('\n').count()).ok()?.checked_add(1)
}

/// A part of JSON, which was read once and so is JSON.
fn value_of(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or(Value::Null)
}

/// A figure, a text, yes or no as text; none is blank.
fn text_of(raw: &RawValue) -> Result<Option<String>, ()> {
    match value_of(raw) {
        Value::Null => Ok(None),
        Value::Bool(yes) => Ok(Some(if yes { "yes" } else { "no" }.to_owned())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::String(text) => Ok(Some(text)),
        Value::Array(_) | Value::Object(_) => Err(()),
    }
}
