//! Figures as people read them: money with its decimals and commas, ratios in percent, numbers as short as they are.
//!
//! A figure is shown in full; one without an end, or with a very long one, is cut and says `about`.

use super::teller::{Teller, tell};
use crate::program::{EnumerationId, Kind, Program};
use crate::say;
use crate::values::decimal::format_grouped;
use crate::values::{Duration, Exact, Rounding, Value};

/// The most decimals that are shown; a figure with more says `about`.
const MOST_DECIMALS: u8 = 10;
/// The decimals of a figure without an end.
const CUT_DECIMALS: u8 = 6;

/// The decimals of the policy's unit: 2 for 0.01.
pub(super) fn unit_decimals(program: &Program) -> u8 {
    program.head.unit.decimals().unwrap_or(2)
}

impl Teller<'_> {
    /// A value of a kind as people read it.
    pub(super) fn figure(&self, kind: Kind, value: &Value) -> String {
        match value {
            Value::Number(number) => self.number(kind, number, 0),
            Value::Date(date) => date.to_string(),
            Value::Duration(duration) => self.duration(*duration),
            Value::Text(text) => format!("\"{text}\""),
            Value::YesNo(yes) => self.yes_no(*yes),
            Value::Member(at) => match kind {
                Kind::Member(id) => self.member(id, *at),
                _ => at.to_string(),
            },
            Value::Reference(row) => match kind {
                Kind::Reference(record) => self.reasons.key(record, *row as usize),
                _ => row.to_string(),
            },
        }
    }

    /// Yes or no in words.
    pub(super) fn yes_no(&self, yes: bool) -> String {
        if yes { tell!(self, "yes", "是") } else { tell!(self, "no", "否") }
    }

    /// A number of a kind, with at least so many decimals where its kind says nothing of them.
    pub(super) fn number(&self, kind: Kind, number: &Exact, least: u8) -> String {
        match kind {
            Kind::Money(_) => self.decimal(number, unit_decimals(self.program)),
            Kind::Ratio => format!("{}%", self.decimal(&(number * &Exact::from_int(100)), 0)),
            Kind::Points => {
                let points = self.decimal(&(number * &Exact::from_int(100)), 0);
                tell!(self, "{points} pp", "{points}个百分点")
            }
            _ => self.decimal(number, least),
        }
    }

    fn decimal(&self, number: &Exact, least: u8) -> String {
        match number.decimals() {
            Some(decimals) if decimals <= MOST_DECIMALS => minus(&format_grouped(number, decimals.max(least))),
            _ => {
                let shown = minus(&format_grouped(number, CUT_DECIMALS.max(least)));
                tell!(self, "about {shown}", "约{shown}")
            }
        }
    }

    fn member(&self, id: EnumerationId, at: u32) -> String {
        self.program.enumeration(id).members.get(at as usize).map_or_else(|| at.to_string(), |member| member.name.clone())
    }

    fn duration(&self, duration: Duration) -> String {
        let (months, days) = (duration.months(), duration.days());
        let of_months = || if months == 1 { tell!(self, "1 month", "1个月") } else { tell!(self, "{months} months", "{months}个月") };
        let of_days = || if days == 1 { tell!(self, "1 day", "1天") } else { tell!(self, "{days} days", "{days}天") };
        match (months, days) {
            (0, _) => of_days(),
            (_, 0) => of_months(),
            _ => tell!(self, "{} and {}", "{}又{}", of_months(), of_days()),
        }
    }

    /// A way of rounding in words.
    pub(super) fn rounding(&self, mode: Rounding) -> String {
        self.tell(&match mode {
            Rounding::HalfUp => say!("rounded half up", "四舍五入"),
            Rounding::HalfEven => say!("rounded half even", "五成双"),
            Rounding::Down => say!("rounded down", "舍去"),
            Rounding::Up => say!("rounded up", "进位"),
        })
    }
}

/// A figure with a real minus sign.
pub(super) fn minus(figure: &str) -> String {
    figure.replacen('-', "−", 1)
}
