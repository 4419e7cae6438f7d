//! Periods, and values that are read off another one.

use super::teller::Teller;
use super::words::Bond;
use crate::diagnostics::Text;
use crate::program::{ExprId, Kind, Map};
use crate::run::Cell;
use crate::say;
use crate::values::date::{CalendarSpan, DatePart, calendar};
use crate::values::{Date, Value};

impl Teller<'_, '_> {
    /// Puts a number of months, years or days between two dates.
    pub(super) fn put_period(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, depth: usize) -> Bond {
        if let (Map::PartMonths | Map::PartYears, &[from, to]) = (map, operands) {
            return self.put_parts(map, (from, to), expr, row, depth);
        }
        let figure = self.own_figure(expr, row, Kind::Number);
        let mut ends = Vec::new();
        for &operand in operands {
            ends.push(self.words(operand, row, Kind::Date, depth + 1).within(Bond::Product));
        }
        let end = |at: usize| ends.get(at).cloned().unwrap_or_default();
        let (from, to) = (end(0), end(1));
        let s = if figure == "1" { "" } else { "s" };
        self.put_text(&match map {
            Map::FullMonths => say!("{figure} full month{s} from {from} to {to}", "{from} 至 {to} 满 {figure} 个月"),
            Map::FullYears => say!("{figure} full year{s} from {from} to {to}", "{from} 至 {to} 满 {figure} 年"),
            Map::CalendarMonths => say!("{figure} calendar month{s} from {from} to {to}", "{from} 至 {to} 计 {figure} 个日历月"),
            Map::WholeCalendarMonths => {
                say!("{figure} whole calendar month{s} from {from} to {to}", "{from} 至 {to} 含 {figure} 个整日历月")
            }
            Map::OverlapDays => {
                let (first, last) = (end(2), end(3));
                say!("{figure} day{s} of {from} to {to} within {first} to {last}", "{from} 至 {to} 在 {first} 至 {last} 内计 {figure} 天")
            }
            Map::DaysThrough => say!("{figure} day{s} from {from} through {to}", "{from} 至 {to} 首尾均计 {figure} 天"),
            _ => say!("{figure} day{s} from {from} to {to}", "{from} 至 {to} 计 {figure} 天"),
        });
        Bond::One
    }

    /// Puts a period in months or years with its parts: `20/30 + 2 months from 2026-06-11 to 2026-08-31`.
    fn put_parts(&mut self, map: &Map, (from, to): (ExprId, ExprId), expr: ExprId, row: usize, depth: usize) -> Bond {
        let (Some(first), Some(last)) = (self.day(from, row), self.day(to, row)) else {
            return self.put_own_figure(expr, row, Kind::Number);
        };
        let parts = if *map == Map::PartMonths { calendar::part_months(first, last) } else { calendar::part_years(first, last) };
        let share = |part: Option<(i64, i64)>| part.map(|(held, of)| format!("{held}/{of}"));
        let whole = (parts.whole > 0).then(|| parts.whole.to_string());
        let terms: Vec<String> = [share(parts.first), whole, share(parts.last)].into_iter().flatten().collect();
        let (sum, s) = if terms.is_empty() { ("0".to_owned(), "s") } else { (terms.join(" + "), if terms == ["1"] { "" } else { "s" }) };
        let mut end = |day: ExprId| self.words(day, row, Kind::Date, depth + 1).within(Bond::Product);
        let (from, to) = (end(from), end(to));
        self.put_text(&match map {
            Map::PartMonths => say!("{sum} month{s} from {from} to {to}", "{from} 至 {to} 按天数折合 {sum} 个月"),
            _ => say!("{sum} year{s} from {from} to {to}", "{from} 至 {to} 按天数折合 {sum} 年"),
        });
        Bond::Sum
    }

    /// The day that a value is at a row.
    pub(super) fn day(&self, day: ExprId, row: usize) -> Option<Date> {
        match self.value(day, row) {
            Cell::Present(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// Puts a value read off another: its year, its place, its text.
    pub(super) fn put_derived(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        self.put_own_figure(expr, row, kind);
        let mut words = Vec::new();
        for &operand in operands {
            words.push(self.words(operand, row, self.program.expr(operand).ty.kind, depth + 1).text);
        }
        let of = words.join(", ");
        let what = match map {
            Map::Absolute => say!("{of} without its sign", "{of} 的绝对值"),
            Map::PartOf(part) => match part {
                DatePart::Year => say!("the year of {of}", "{of} 的年"),
                DatePart::HalfYear => say!("the half-year of {of}", "{of} 的半年"),
                DatePart::Quarter => say!("the quarter of {of}", "{of} 的季度"),
                DatePart::Month => say!("the month of {of}", "{of} 的月"),
                DatePart::Day => say!("the day of {of}", "{of} 的日"),
                DatePart::Weekday => say!("the weekday of {of}, Monday being 1", "{of} 的星期，星期一为 1"),
                DatePart::DaysInMonth => say!("the days in the month of {of}", "{of} 所在月的天数"),
                DatePart::DaysInYear => say!("the days in the year of {of}", "{of} 所在年的天数"),
            },
            Map::FirstOf(span) => {
                let (en, zh) = span_words(*span);
                Text::both(format!("the first day of the {en} of {of}"), format!("{of} 所在{zh}的首日"))
            }
            Map::LastOf(span) => {
                let (en, zh) = span_words(*span);
                Text::both(format!("the last day of the {en} of {of}"), format!("{of} 所在{zh}的末日"))
            }
            Map::MoveMember => {
                let (from, by) = (words.first().cloned().unwrap_or_default(), words.get(1).cloned().unwrap_or_default());
                say!("{from} moved by {by}", "{from} 升降 {by}")
            }
            Map::PlaceOf => say!("the place of {of}", "{of} 的等次"),
            // A text made of others needs no more than itself.
            _ => return Bond::One,
        };
        self.put_bracketed(what.get(self.options.language))
    }
}

fn span_words(span: CalendarSpan) -> (&'static str, &'static str) {
    match span {
        CalendarSpan::Month => ("month", "月"),
        CalendarSpan::Quarter => ("quarter", "季度"),
        CalendarSpan::HalfYear => ("half-year", "半年"),
        CalendarSpan::Year => ("year", "年"),
    }
}
