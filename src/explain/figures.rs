//! Figures as people read them: money with its decimals and commas, ratios in percent, numbers as short as they are.
//!
//! A figure is shown in full; one without an end, or with a very long one, is cut and says `about`.

use super::Reasons;
use super::teller::Teller;
use crate::diagnostics::Language;
use crate::program::{EnumerationId, Kind, Program};
use crate::run::Cell;
use crate::values::decimal::{write_grouped, write_grouped_percent};
use crate::values::{Duration, Exact, Rounding, Value};
use std::fmt::Write;

/// The most decimals that are shown; a figure with more says `about`.
const MOST_DECIMALS: u8 = 10;
/// The decimals of a figure without an end.
const CUT_DECIMALS: u8 = 6;

/// The decimals of the policy's unit: 2 for 0.01.
pub(super) fn unit_decimals(program: &Program) -> u8 {
    program.head.unit.decimals().unwrap_or(2)
}

/// Writes figures.
#[derive(Clone, Copy)]
pub(super) struct Figures<'a, 'r> {
    pub program: &'a Program,
    /// The decimals of money.
    pub unit: u8,
    pub reasons: &'r dyn Reasons,
    pub language: Language,
}

impl Figures<'_, '_> {
    /// A cell in words.
    pub fn cell(self, cell: &Cell, kind: Kind, out: &mut String) {
        match cell {
            Cell::Present(value) => self.figure(kind, value, out),
            Cell::Blank => out.push_str(self.either("blank", "空")),
            Cell::NotApplicable => out.push_str(self.either("not applicable", "不适用")),
            Cell::NotGiven => out.push_str(self.either("not given", "未给出")),
            Cell::TooLarge => out.push_str(self.either("too large", "过大")),
        }
    }

    /// A value of a kind as people read it.
    pub fn figure(self, kind: Kind, value: &Value, out: &mut String) {
        match (value, kind) {
            (Value::Number(number), _) => self.number(kind, number, 0, out),
            (Value::Date(date), _) => put(out, format_args!("{date}")),
            (Value::Duration(duration), _) => self.duration(*duration, out),
            (Value::Text(text), _) => match self.language {
                Language::English => put(out, format_args!("\"{text}\"")),
                Language::Chinese => put(out, format_args!("“{text}”")),
            },
            (Value::YesNo(yes), _) => out.push_str(if *yes { self.either("yes", "是") } else { self.either("no", "否") }),
            (Value::Member(at), Kind::Member(id)) => self.member(id, *at, out),
            (Value::Reference(row), Kind::Reference(record)) => out.push_str(&self.reasons.key(record, *row as usize)),
            (Value::Member(at) | Value::Reference(at), _) => put(out, format_args!("{at}")),
        }
    }

    /// A number of a kind, with at least so many decimals where its kind says nothing of them.
    pub fn number(self, kind: Kind, number: &Exact, least: u8, out: &mut String) {
        match kind {
            Kind::Money(_) => self.decimal(number, number.decimals(), self.unit, write_grouped, out),
            Kind::Ratio => {
                self.percent(number, out);
                out.push('%');
            }
            Kind::Points => {
                self.percent(number, out);
                out.push_str(self.either(" pp", "个百分点"));
            }
            _ => self.decimal(number, number.decimals(), least, write_grouped, out),
        }
    }

    fn percent(self, ratio: &Exact, out: &mut String) {
        self.decimal(ratio, ratio.decimals().map(|decimals| decimals.saturating_sub(2)), 0, write_grouped_percent, out);
    }

    /// A figure that takes so many decimals when it is written in full; none where it has no end.
    fn decimal(self, number: &Exact, in_full: Option<u8>, least: u8, write: impl Fn(&Exact, u8, &mut String), out: &mut String) {
        let decimals = in_full.filter(|decimals| *decimals <= MOST_DECIMALS);
        if decimals.is_none() {
            out.push_str(self.either("about ", "约"));
        }
        let start = out.len();
        write(number, decimals.unwrap_or(CUT_DECIMALS).max(least), out);
        if out.get(start..).is_some_and(|figure| figure.starts_with('-')) {
            out.replace_range(start..start.saturating_add(1), "−");
        }
    }

    fn member(self, id: EnumerationId, at: u32, out: &mut String) {
        match self.program.enumeration(id).name_for(at as usize, self.language) {
            Some(name) => out.push_str(name),
            None => put(out, format_args!("{at}")),
        }
    }

    fn duration(self, duration: Duration, out: &mut String) {
        let (months, days) = (duration.months(), duration.days());
        let of_months = self.either(if months == 1 { " month" } else { " months" }, "个月");
        let of_days = self.either(if days == 1 { " day" } else { " days" }, "天");
        match (months, days) {
            (0, _) => put(out, format_args!("{days}{of_days}")),
            (_, 0) => put(out, format_args!("{months}{of_months}")),
            _ => put(out, format_args!("{months}{of_months}{}{days}{of_days}", self.either(" and ", "又"))),
        }
    }

    fn either(self, en: &'static str, zh: &'static str) -> &'static str {
        match self.language {
            Language::English => en,
            Language::Chinese => zh,
        }
    }
}

/// Writes into memory, which takes everything.
fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(words);
}

impl Teller<'_, '_> {
    /// Puts a number of a kind.
    pub(super) fn put_number(&mut self, kind: Kind, number: &Exact) {
        self.figures().number(kind, number, 0, &mut self.out);
    }

    /// Puts a value of a kind.
    pub(super) fn put_figure(&mut self, kind: Kind, value: &Value) {
        self.figures().figure(kind, value, &mut self.out);
    }

    /// Puts a cell in words.
    pub(super) fn put_cell(&mut self, cell: &Cell, kind: Kind) {
        self.figures().cell(cell, kind, &mut self.out);
    }

    /// A cell in words.
    pub(super) fn cell(&self, cell: &Cell, kind: Kind) -> String {
        let mut out = String::new();
        self.figures().cell(cell, kind, &mut out);
        out
    }

    /// A value of a kind as people read it.
    pub(super) fn figure(&self, kind: Kind, value: &Value) -> String {
        let mut out = String::new();
        self.figures().figure(kind, value, &mut out);
        out
    }

    /// A number of a kind.
    pub(super) fn number(&self, kind: Kind, number: &Exact) -> String {
        let mut out = String::new();
        self.figures().number(kind, number, 0, &mut out);
        out
    }

    /// A way of rounding in words.
    pub(super) fn rounding(&self, mode: Rounding) -> &'static str {
        match mode {
            Rounding::HalfUp => self.either("rounded half up", "四舍五入"),
            Rounding::HalfEven => self.either("rounded half even", "五成双"),
            Rounding::Down => self.either("rounded down", "舍去"),
            Rounding::Up => self.either("rounded up", "进位"),
        }
    }
}
