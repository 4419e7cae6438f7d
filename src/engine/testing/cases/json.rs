//! Cases as JSON: a list of objects, each with its name, its day, the rows of several records, and what is expected.

use super::{Case, GivenRow, Outcome, Wanted};
use crate::diagnostics::{Code, Diagnostic, Text};
use crate::say;
use crate::values::Date;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

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
    Ok(raws.into_iter().map(|raw| case(file, line_of(text, raw.get()), raw.get())).collect())
}

/// The line on which a part of a text begins.
fn line_of(text: &str, part: &str) -> Option<u64> {
    let at = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    u64::try_from(text.get(..at)?.matches('\n').count()).ok()?.checked_add(1)
}

fn case(file: &str, line: Option<u64>, raw: &str) -> Case {
    let name = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
    let mut case = Case { name, file: file.to_owned(), line, ..Case::default() };
    // A part of JSON that was read once is JSON.
    let Ok(Value::Object(members)) = serde_json::from_str(raw) else {
        refuse(&mut case, None, say!("a case is an object", "一个用例应为一个对象"));
        return case;
    };
    for (name, value) in members {
        match (name.as_str(), value) {
            ("test" | "用例", Value::String(text)) => case.name = text,
            ("as of" | "基准日", Value::String(text)) if Date::parse(&text).is_some() => case.as_of = Date::parse(&text),
            ("given" | "已知", Value::Object(records)) => records.into_iter().for_each(|(record, rows)| given(&mut case, &record, rows)),
            ("expect" | "应得", Value::Object(values)) => {
                for (value, outcome) in values {
                    let members = match outcome {
                        Value::Object(members) => members,
                        plain => Map::from_iter([("is".to_owned(), plain)]),
                    };
                    expect(&mut case, Wanted { value, ..Wanted::default() }, members);
                }
            }
            ("expect" | "应得", Value::Array(list)) => {
                for one in list {
                    match one {
                        Value::Object(members) => expect(&mut case, Wanted::default(), members),
                        _ => refuse(&mut case, Some(&name), say!("an expectation is an object", "一项应得应为一个对象")),
                    }
                }
            }
            _ => refuse(
                &mut case,
                Some(&name),
                say!(
                    "a case has `test`, `as of` with a date, `given` and `expect`; this is none of them",
                    "用例由 `用例`、`基准日`（日期）、`已知` 和 `应得` 组成；此处均不是"
                ),
            ),
        }
    }
    case
}

fn given(case: &mut Case, record: &str, rows: Value) {
    let rows = match rows {
        Value::Array(rows) => rows,
        one => vec![one],
    };
    for row in rows {
        let Value::Object(fields) = row else {
            refuse(case, Some(record), say!("a row is an object with a member for each field", "每一行应为一个对象，每个字段一个成员"));
            continue;
        };
        let mut row = GivenRow { record: Some(record.to_owned()), fields: Vec::new() };
        for (field, value) in fields {
            match text_of(&value) {
                Ok(text) => row.fields.push((field, text)),
                Err(()) => refuse(case, Some(&field), say!("a field holds no list and no object", "字段的值不能是列表或对象")),
            }
        }
        case.given.push(row);
    }
}

fn expect(case: &mut Case, mut wanted: Wanted, members: Map<String, Value>) {
    for (name, value) in members {
        let texts: Result<Vec<String>, ()> = match &value {
            Value::Array(list) => list.iter().map(|one| text_of(one).and_then(|text| text.ok_or(()))).collect(),
            one => text_of(one).map(|text| text.into_iter().collect()),
        };
        match (name.as_str(), texts.as_deref()) {
            ("is" | "为", Ok([])) => wanted.outcome = Some(Outcome::Blank),
            ("is" | "为", Ok([text])) => wanted.outcome = Some(Outcome::of(text)),
            ("value" | "值", Ok([text])) => wanted.value = text.clone(),
            ("of" | "记录", Ok([text])) => wanted.record = Some(text.clone()),
            ("key" | "主键", Ok([text])) => wanted.key = Some(text.clone()),
            ("by" | "依", Ok([text])) => wanted.by = Some(text.clone()),
            ("because" | "因为", Ok(texts)) => wanted.because = texts.to_vec(),
            _ => refuse(
                case,
                Some(&name),
                say!(
                    "an expectation has `value`, `is`, `by`, `because`, and `of` and `key` for another row; this is none of them",
                    "一项应得由 `值`、`为`、`依`、`因为` 组成，他行另有 `记录` 和 `主键`；此处均不是"
                ),
            ),
        }
    }
    case.expects.push(wanted);
}

/// A figure, a text, yes or no as text; none is blank.
fn text_of(value: &Value) -> Result<Option<String>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(yes) => Ok(Some(if *yes { "yes" } else { "no" }.to_owned())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Array(_) | Value::Object(_) => Err(()),
    }
}

fn refuse(case: &mut Case, member: Option<&str>, message: Text) {
    let place = case.place(member, None);
    case.amiss.push(Diagnostic::new(Code::E0514, message).at_data(place));
}
