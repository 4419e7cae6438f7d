//! Kinds, roles and values in words, as hovers, hints and lists say them.

use crate::diagnostics::{Language, Text};
use crate::program::{Cells, Enumeration, Field, Kind, Program, Role, Type, Written};
use crate::say;
use crate::syntax::ast::{Comparison, RatioWritten};
use crate::syntax::vocabulary::KEYWORDS;
use crate::values::decimal::{format_grouped, format_percent, format_plain};
use crate::values::{Exact, Value};

/// A kind with its absences: `money (CNY), may be blank`.
pub(super) fn type_words(ty: Type, program: &Program) -> Text {
    let mut words = match ty.kind {
        Kind::Member(id) => {
            let members = members(program.enumeration(id));
            say!("one of {members}", "{members} 之一")
        }
        kind => kind.describe(program),
    };
    let mut add = |en: &str, zh: &str| {
        words.en.push_str(en);
        words.zh.push_str(zh);
    };
    if ty.blank {
        add(", may be blank", "，可能为空");
    }
    if ty.not_applicable {
        add(", may be not applicable", "，可能不适用");
    }
    words
}

/// The unit of a kind, as short as it can be said: `CNY`, `date`; members and references by name.
pub(super) fn unit_words(kind: Kind, program: &Program, language: Language) -> Option<String> {
    Some(match kind {
        Kind::Money(currency) => currency.code(),
        Kind::Reference(record) => format!("→ {}", program.record(record).name),
        Kind::Member(id) => {
            let shown: Vec<&str> = program.enumeration(id).members.iter().map(|member| member.name.as_str()).take(3).collect();
            let more = if program.enumeration(id).members.len() > 3 { " | …" } else { "" };
            format!("{}{more}", shown.join(" | "))
        }
        Kind::Nothing => return None,
        Kind::Number | Kind::Ratio | Kind::Points | Kind::Date | Kind::Duration | Kind::Text | Kind::YesNo => {
            let words = kind.describe(program);
            let word = words.get(language);
            word.strip_prefix("a ").unwrap_or(word).to_owned()
        }
    })
}

/// What a value is in the scheme, by the word that begins its clause.
pub(super) fn role_words(role: &Role) -> Text {
    let rule = match role {
        Role::Helper => return say!("a value", "值"),
        Role::Part => return say!("a part", "下属值"),
        Role::Parameter => "kw_parameter",
        Role::Pay => "kw_pay",
        Role::Award => "kw_award",
        Role::Output => "kw_output",
        Role::Withhold => "kw_withhold",
        Role::Total(_) => "kw_total",
        Role::Penalty { .. } => "kw_penalty",
        Role::Veto(_) => "kw_veto",
        Role::Scorecard => "kw_scorecard",
        Role::Grading => "kw_grading",
        Role::Qualification => "kw_qualification",
        Role::Rotation => "kw_rotation",
        Role::Elimination => "kw_elimination",
        Role::Quota => "kw_quota",
        Role::Prizes => "kw_prizes",
        Role::Pool => "kw_pool",
        Role::Deferral { .. } => "kw_deferral",
        Role::Clawback => "kw_clawback",
        Role::Authority => "kw_authority",
        Role::Ledger(_) => "kw_ledger",
    };
    let keyword = KEYWORDS.iter().find(|keyword| keyword.rule == rule);
    let word = |words: &[&str]| words.first().copied().unwrap_or_default().to_owned();
    keyword.map_or_else(Text::default, |keyword| Text::both(word(keyword.en), word(keyword.zh)))
}

/// A value as a statement shows it.
pub(super) fn value_words(value: &Value, kind: Kind, program: &Program, language: Language) -> String {
    match value {
        Value::Number(number) => number_words(number, kind, program),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => format!("{duration:?}"),
        Value::Text(text) => format!("“{text}”"),
        Value::YesNo(yes) => match (yes, language) {
            (true, Language::English) => "yes".into(),
            (false, Language::English) => "no".into(),
            (true, Language::Chinese) => "是".into(),
            (false, Language::Chinese) => "否".into(),
        },
        Value::Member(at) => match kind {
            Kind::Member(id) => program.enumeration(id).members.get(*at as usize).map(|member| member.name.clone()).unwrap_or_default(),
            _ => at.to_string(),
        },
        Value::Reference(row) => row.to_string(),
    }
}

/// A number of a kind: an amount with commas between thousands, a ratio in percent.
pub(super) fn number_words(number: &Exact, kind: Kind, program: &Program) -> String {
    match kind {
        Kind::Ratio => format_percent(number, None),
        Kind::Points => format!("{}pp", format_percent(number, None).trim_end_matches('%')),
        Kind::Money(_) => {
            let places =
                if number.is_integer() { 0 } else { program.head.unit.decimals().unwrap_or(2).max(number.decimals().unwrap_or(2)) };
            format_grouped(number, places)
        }
        _ => match number.decimals() {
            Some(places) => format_grouped(number, places),
            None => format_plain(number),
        },
    }
}

/// The members of an enumeration as they are declared.
pub(super) fn members(enumeration: &Enumeration) -> String {
    let names: Vec<&str> = enumeration.members.iter().map(|member| member.name.as_str()).collect();
    names.join(if enumeration.ordered { " < " } else { ", " })
}

/// Where the values of a field come from, and how its cells are written.
pub(super) fn cells(field: &Field) -> Option<Text> {
    let Cells::Column { heading, written } = &field.cells else { return None };
    let how = match written {
        Written::Number { unit, .. } if *unit != Exact::one() => {
            let unit = format_grouped(unit, 0);
            say!(", in units of {unit}", "，单位 {unit}")
        }
        Written::Ratio { written, .. } => match written {
            RatioWritten::Ratio => say!(", 75% written 0.75", "，75% 写作 0.75"),
            RatioWritten::Percent => say!(", 75% written 75", "，75% 写作 75"),
            RatioWritten::Permille => say!(", 75% written 750", "，75% 写作 750"),
            RatioWritten::BasisPoints => say!(", 75% written 7500", "，75% 写作 7500"),
        },
        Written::YesNo { yes, no, fixed: true } => say!(", {yes} or {no}", "，{yes} 或 {no}"),
        Written::YesNo { .. }
        | Written::Text
        | Written::Integer
        | Written::Number { .. }
        | Written::Date
        | Written::Member
        | Written::Key => Text::default(),
    };
    let column = say!("column `{heading}`", "列 `{heading}`");
    Some(Text::both(column.en + &how.en, column.zh + &how.zh))
}

/// A comparison by its sign.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}
