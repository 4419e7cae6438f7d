//! What came out, in the place of what a case expects and in its manner: as many decimals, percent, the words of its language, its marks.

use super::{Outcome, Wanted};
use crate::data::{Tables, keys};
use crate::program::{Kind, Program};
use crate::run::Cell;
use crate::values::decimal::format_plain;
use crate::values::{Exact, Value};
use std::ops::Range;

/// Where and how the file of a case says what a value must be.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The part of the text of the file: a cell with its quotation marks, a value of JSON.
    pub at: Range<usize>,
    /// What it says.
    pub old: String,
    pub manner: Manner,
}

/// How an outcome is written.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    form: Form,
    /// In words of Chinese.
    in_chinese: bool,
}

#[derive(Clone, Debug)]
enum Form {
    /// A cell without quotation marks, with the spaces around what it says.
    Plain { before: String, after: String },
    /// A cell with quotation marks.
    Marked,
    /// A text of JSON.
    Text,
    /// Yes or no of JSON.
    YesNo,
    /// A number of JSON, or null.
    Bare,
}

impl Manner {
    /// The manner of a cell of CSV.
    pub fn of_cell(written: &str, in_chinese: bool) -> Manner {
        let form = if written.starts_with('"') {
            Form::Marked
        } else {
            let (rest, after) = written.split_at(written.trim_end().len());
            let (before, _) = rest.split_at(rest.len().saturating_sub(rest.trim_start().len()));
            Form::Plain { before: before.to_owned(), after: after.to_owned() }
        };
        Manner { form, in_chinese }
    }

    /// The manner of a value of JSON.
    pub fn of_json(written: &str, in_chinese: bool) -> Manner {
        let form = match written.as_bytes().first() {
            Some(b'"') => Form::Text,
            Some(b't' | b'f') => Form::YesNo,
            _ => Form::Bare,
        };
        Manner { form, in_chinese }
    }
}

/// What to write instead of what was expected, and where; none where a case cannot say it.
pub(super) fn instead(program: &Program, tables: &Tables, kind: Kind, found: &Cell, wanted: &Wanted) -> Option<(Range<usize>, String)> {
    let Written { at, old, manner } = wanted.written.as_ref()?;
    let words = words(program, tables, kind, found, old, manner.in_chinese)?;
    let with = match (&manner.form, found) {
        (Form::Plain { .. }, _) if words.contains([',', '"', '\r', '\n']) => marked(&words),
        (Form::Plain { before, after }, _) => format!("{before}{words}{after}"),
        (Form::Marked, _) => marked(&words),
        (Form::Text | Form::YesNo | Form::Bare, Cell::Blank) => "null".to_owned(),
        (Form::YesNo, Cell::Present(Value::YesNo(yes))) => yes.to_string(),
        (Form::YesNo | Form::Bare, Cell::Present(Value::Number(_))) => words,
        (Form::Text | Form::YesNo | Form::Bare, _) => serde_json::Value::String(words).to_string(),
    };
    Some((at.clone(), with))
}

/// A cell of CSV with quotation marks.
fn marked(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\""))
}

/// An outcome in words of a case.
fn words(program: &Program, tables: &Tables, kind: Kind, found: &Cell, old: &str, in_chinese: bool) -> Option<String> {
    let value = match found {
        Cell::Present(value) => value,
        Cell::Blank => return Some(if in_chinese { "空" } else { "blank" }.to_owned()),
        Cell::NotApplicable => return Some(if in_chinese { "不适用" } else { "n/a" }.to_owned()),
        Cell::NotGiven | Cell::TooLarge => return None,
    };
    let words = match (value, kind) {
        (Value::Number(number), _) => figure(number, old)?,
        (Value::YesNo(yes), _) => {
            let (no_word, yes_word) = match (old, in_chinese) {
                ("true" | "false", _) => ("false", "true"),
                ("是" | "否", _) => ("否", "是"),
                ("yes" | "no", _) | (_, false) => ("no", "yes"),
                (_, true) => ("否", "是"),
            };
            if *yes { yes_word } else { no_word }.to_owned()
        }
        (Value::Member(at), Kind::Member(id)) => {
            let members = &program.enumeration(id).members;
            let member = members.get(*at as usize)?;
            let by_name = members.iter().any(|other| other.name == old && other.written != old);
            if by_name { &member.name } else { &member.written }.clone()
        }
        (Value::Date(_) | Value::Text(_) | Value::Reference(_), _) => keys::part(program, tables, kind, value),
        (Value::Duration(_) | Value::Member(_), _) => return None,
    };
    // A text that says something else when it is read again cannot be expected.
    (!words.is_empty() && Outcome::of(&words) == Outcome::Text(words.clone())).then_some(words)
}

/// A number in percent where the old one was, and with as many decimals at least; none where it never ends.
fn figure(number: &Exact, old: &str) -> Option<String> {
    let sign = ["%", "％"].into_iter().find(|sign| old.ends_with(sign));
    let number = if sign.is_some() { number.mul(&Exact::from_int(100)) } else { number.clone() };
    number.decimals()?;
    let decimals = |figure: &str| figure.split_once('.').map(|(_, digits)| digits.chars().filter(char::is_ascii_digit).count());
    let mut words = format_plain(&number);
    let missing = decimals(old).unwrap_or(0).saturating_sub(decimals(&words).unwrap_or(0));
    if missing > 0 && old.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        if !words.contains('.') {
            words.push('.');
        }
        words.extend(std::iter::repeat_n('0', missing));
    }
    words.push_str(sign.unwrap_or_default());
    Some(words)
}
