//! Periods, and values that are read off another one.

use super::teller::Teller;
use super::words::{Bond, Phrase};
use crate::program::{ExprId, Kind, Map};
use crate::say;

impl Teller<'_> {
    /// A number of months, years or days between two dates.
    pub(super) fn period(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, depth: usize) -> Phrase {
        let figure = self.own_figure(expr, row, Kind::Number).text;
        let mut ends = Vec::new();
        for &operand in operands {
            ends.push(self.words(operand, row, Kind::Date, depth + 1).within(Bond::Product));
        }
        let (from, to) = (ends.first().cloned().unwrap_or_default(), ends.get(1).cloned().unwrap_or_default());
        let s = if figure == "1" { "" } else { "s" };
        Phrase::one(self.tell(&match map {
            Map::FullMonths => say!("{figure} full month{s} from {from} to {to}", "{from} 至 {to} 满 {figure} 个月"),
            Map::FullYears => say!("{figure} full year{s} from {from} to {to}", "{from} 至 {to} 满 {figure} 年"),
            Map::CalendarMonths => say!("{figure} calendar month{s} from {from} to {to}", "{from} 至 {to} 计 {figure} 个日历月"),
            Map::DaysThrough => say!("{figure} day{s} from {from} through {to}", "{from} 至 {to} 首尾均计 {figure} 天"),
            _ => say!("{figure} day{s} from {from} to {to}", "{from} 至 {to} 计 {figure} 天"),
        }))
    }

    /// A value read off another: its year, its place, its text.
    pub(super) fn derived(&mut self, map: &Map, operands: &[ExprId], expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let figure = self.own_figure(expr, row, kind).text;
        let mut words = Vec::new();
        for &operand in operands {
            words.push(self.words(operand, row, self.program.expr(operand).ty.kind, depth + 1).text);
        }
        let of = words.join(", ");
        let what = match map {
            Map::Absolute => say!("{of} without its sign", "{of} 的绝对值"),
            Map::YearOf => say!("the year of {of}", "{of} 的年"),
            Map::MonthOf => say!("the month of {of}", "{of} 的月"),
            Map::DayOf => say!("the day of {of}", "{of} 的日"),
            Map::FirstOfMonth => say!("the first day of the month of {of}", "{of} 所在月的首日"),
            Map::LastOfMonth => say!("the last day of the month of {of}", "{of} 所在月的末日"),
            Map::MoveMember => {
                let (from, by) = (words.first().cloned().unwrap_or_default(), words.get(1).cloned().unwrap_or_default());
                say!("{from} moved by {by}", "{from} 升降 {by}")
            }
            Map::PlaceOf => say!("the place of {of}", "{of} 的等次"),
            // A text made of others needs no more than itself.
            _ => return Phrase::one(figure),
        };
        let what = self.tell(&what);
        Phrase::one(format!("{figure} [{what}]"))
    }
}
