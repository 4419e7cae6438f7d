//! What came out, as a test writes it: the words behind the name of a value in `expect`.

use crate::data::{Tables, keys};
use crate::diagnostics::Language;
use crate::program::{Kind, Program};
use crate::run::Cell;
use crate::values::decimal::{format_percent, format_plain};
use crate::values::{Exact, Value};

/// What a value came out as, to be expected; none where the language has no figure for it.
pub(crate) fn outcome(program: &Program, tables: &Tables, kind: Kind, cell: &Cell, language: Language) -> Option<String> {
    match (cell, language) {
        (Cell::Blank, Language::English) => Some("is blank".to_owned()),
        (Cell::Blank, Language::Chinese) => Some("为空".to_owned()),
        (Cell::NotApplicable, Language::English) => Some("is not applicable".to_owned()),
        (Cell::NotApplicable, Language::Chinese) => Some("不适用".to_owned()),
        (Cell::Present(value), _) => literal(program, tables, kind, value, language).map(|figure| format!("= {figure}")),
        (Cell::NotGiven | Cell::TooLarge, _) => None,
    }
}

/// A value as an author writes it.
pub(crate) fn literal(program: &Program, tables: &Tables, kind: Kind, value: &Value, language: Language) -> Option<String> {
    let english = language == Language::English;
    let quoted = |text: &str| match (text.contains(['"', '“', '”', '\n']), english) {
        (true, _) => None,
        (false, true) => Some(format!("\"{text}\"")),
        (false, false) => Some(format!("“{text}”")),
    };
    match (value, kind) {
        (Value::Number(number), Kind::Ratio) if number.decimals().is_some() => Some(format_percent(number, None)),
        (Value::Number(number), Kind::Points) if number.decimals().is_some() => {
            let points = format_plain(&number.mul(&Exact::from_int(100)));
            Some(if english { format!("{points} pp") } else { format!("{points}个百分点") })
        }
        (Value::Number(number), _) if number.decimals().is_some() => Some(grouped(&format_plain(number))),
        // A fraction without end is written as the quotient that it is.
        (Value::Number(number), _) => Some(format!("{} / {}", number.numer(), number.denom())),
        (Value::Date(date), _) => Some(date.to_string()),
        (Value::Duration(duration), _) => match (duration.months(), duration.days(), english) {
            (0, days, true) => Some(format!("{days} days")),
            (0, days, false) => Some(format!("{days}天")),
            (months, 0, true) => Some(format!("{months} months")),
            (months, 0, false) => Some(format!("{months}个月")),
            _ => None,
        },
        (Value::Text(text), _) => quoted(text),
        (Value::YesNo(yes), _) => Some(match (yes, english) {
            (true, true) => "yes".to_owned(),
            (false, true) => "no".to_owned(),
            (true, false) => "是".to_owned(),
            (false, false) => "否".to_owned(),
        }),
        (Value::Member(at), Kind::Member(id)) => {
            let name = &program.enumeration(id).members.get(*at as usize)?.name;
            let plain = name.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
            Some(if plain { name.clone() } else { format!("`{name}`") })
        }
        (Value::Reference(row), Kind::Reference(record)) => quoted(&keys::of_row(program, tables, record, *row)?),
        (Value::Member(_) | Value::Reference(_), _) => None,
    }
}

/// A figure with a mark between thousands.
fn grouped(figure: &str) -> String {
    let (sign, figure) = figure.strip_prefix('-').map_or(("", figure), |figure| ("-", figure));
    let (whole, rest) = figure.split_at(figure.find('.').unwrap_or(figure.len()));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len().saturating_sub(at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out + rest
}
