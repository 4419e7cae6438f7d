//! What a cell looks like: digits, units, dates, members, and the three ways of not being there.

use super::{Sheet, Shown};
use crate::data::columns::State;
use crate::data::keys;
use crate::program::{ColumnFormat, Kind};
use crate::values::decimal::{format_fixed, format_scaled};
use crate::values::{Duration, Exact, Rounding, Value};

/// Digits after the point of a number that no decimal ends and for which the policy declares no digits.
pub(super) const ENDLESS_PLACES: u8 = 6;

/// What a column shows instead of values of its own: yes and no, the absences, the members of an enumeration.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) yes: String,
    pub(super) no: String,
    pub(super) blank: String,
    pub(super) not_applicable: String,
    pub(super) members: Vec<String>,
}

impl Words {
    pub(super) fn new(sheet: &Sheet<'_>, format: &ColumnFormat, kind: Kind) -> Words {
        let members = match kind {
            Kind::Member(id) => sheet.program.enumerations.get(id.at()).map(|enumeration| enumeration.members.as_slice()),
            _ => None,
        };
        let members = members.unwrap_or_default().iter().map(|member| member.written.clone()).collect();
        let ((yes, no), blank, not_applicable) = (format.yes_no.clone(), format.blank.clone(), format.not_applicable.clone());
        Words { yes, no, blank, not_applicable, members }
    }

    /// All of them changed in one way.
    pub(super) fn each(&self, change: impl Fn(&str) -> String) -> Words {
        Words {
            yes: change(&self.yes),
            no: change(&self.no),
            blank: change(&self.blank),
            not_applicable: change(&self.not_applicable),
            members: self.members.iter().map(|member| change(member)).collect(),
        }
    }
}

/// Appends a cell as its column shows it.
///
/// A number is shown in the unit of the column, with its declared decimals (a rounded copy, which feeds nothing back) or with as
/// many as it has; one that never ends, such as 1/3, with six, rounded half up. Dates are 2026-06-30, members are spelled as in
/// files, a reference is the key of its row.
pub fn format_cell(sheet: &Sheet<'_>, format: &ColumnFormat, kind: Kind, cell: &Shown<'_>, out: &mut String) {
    match cell {
        Shown::Scaled { units, scale } => scaled(format, *units, *scale, out),
        Shown::Text(text) => out.push_str(text),
        Shown::YesNo(yes) => out.push_str(if *yes { &format.yes_no.0 } else { &format.yes_no.1 }),
        Shown::Member(member) => out.push_str(spelled(sheet, kind, *member)),
        Shown::Absent(State::NotApplicable) => out.push_str(&format.not_applicable),
        // A run that holds a value not given or too large delivers nothing.
        Shown::Absent(State::Blank | State::NotGiven | State::TooLarge | State::Present) => out.push_str(&format.blank),
        Shown::Value(value) => match (value, kind) {
            (Value::Number(exact), _) => number(format, exact, out),
            (Value::YesNo(yes), _) => out.push_str(if *yes { &format.yes_no.0 } else { &format.yes_no.1 }),
            (Value::Reference(row), Kind::Reference(record)) => {
                out.push_str(&keys::text(sheet.program, sheet.tables, record, *row));
            }
            (Value::Member(member), _) => out.push_str(spelled(sheet, kind, *member)),
            (Value::Duration(duration), _) => length(*duration, out),
            (Value::Text(_) | Value::Date(_) | Value::Reference(_), _) => {
                out.push_str(&keys::part(sheet.program, sheet.tables, kind, value));
            }
        },
    }
}

/// A member as it is spelled in files.
fn spelled<'a>(sheet: &Sheet<'a>, kind: Kind, member: u32) -> &'a str {
    let Kind::Member(id) = kind else { return "" };
    let members = sheet.program.enumerations.get(id.at()).map(|enumeration| enumeration.members.as_slice());
    members.and_then(|members| members.get(member as usize)).map_or("", |member| &member.written)
}

/// Writes a number with so many decimals, or with as many as it has.
pub fn format_plain_places(value: &Exact, decimals: Option<u8>, rounding: Rounding) -> String {
    match decimals.map(|places| (places, rounding)).or_else(|| value.decimals().map(|places| (places, Rounding::Down))) {
        Some((places, rounding)) => format_fixed(value, places, rounding),
        None => format_fixed(value, ENDLESS_PLACES, Rounding::HalfUp),
    }
}

fn scaled(format: &ColumnFormat, units: i64, scale: u8, out: &mut String) {
    let plain = format.unit == Exact::ONE;
    let wider = format.decimals.and_then(|decimals| decimals.checked_sub(scale));
    if let (true, Some(zeros)) = (plain, wider) {
        format_scaled(i128::from(units), scale, out);
        if zeros > 0 {
            if scale == 0 {
                out.push('.');
            }
            out.extend(std::iter::repeat_n('0', usize::from(zeros)));
        }
        return;
    }
    if let (true, None) = (plain, format.decimals) {
        let (mut units, mut scale) = (units, scale);
        while scale > 0 && units.checked_rem(10) == Some(0) {
            units = units.checked_div(10).unwrap_or(0);
            scale = scale.saturating_sub(1);
        }
        return format_scaled(i128::from(units), scale, out);
    }
    number(format, &Exact::from_scaled(i128::from(units), scale), out);
}

fn number(format: &ColumnFormat, value: &Exact, out: &mut String) {
    let shown = if format.unit == Exact::ONE { None } else { value.div(&format.unit) };
    out.push_str(&format_plain_places(shown.as_ref().unwrap_or(value), format.decimals, format.rounding));
}

/// A number as it counts in a total: all of it, but one that no decimal ends as its column shows it. Else the sum of many quotients would
/// have as many digits as all of their divisors.
pub(crate) fn counted(format: &ColumnFormat, value: &Exact) -> Exact {
    if value.decimals().is_some() {
        return value.clone();
    }
    let shown = value.div(&format.unit).unwrap_or_else(|| value.clone());
    let (places, rounding) = format.decimals.map_or((ENDLESS_PLACES, Rounding::HalfUp), |places| (places, format.rounding));
    shown.round_places(rounding, places).mul(&format.unit)
}

/// A length of time as ISO 8601 has it: `P1Y2M3D`.
fn length(duration: Duration, out: &mut String) {
    let (years, months) = (duration.months().checked_div(12).unwrap_or(0), duration.months().checked_rem(12).unwrap_or(0));
    let parts = [(years, 'Y'), (months, 'M'), (duration.days(), 'D')];
    out.push('P');
    for (count, letter) in parts.iter().filter(|(count, _)| *count != 0) {
        out.push_str(&format!("{count}{letter}"));
    }
    if parts.iter().all(|(count, _)| *count == 0) {
        out.push_str("0D");
    }
}
