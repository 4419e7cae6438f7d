//! Cells that have a kind already: figures in units of a power of ten, days, and binary floating-point numbers, of which only whole ones
//! are exact.
//!
//! A figure is what stands in the column: in a field in percent 75 is 75%, as in a text. A field of another kind takes the text of a
//! figure or a day, as if it were written in a CSV: `20260630` for a date, `1` for a member, `1001` for a key.

use std::borrow::Cow;

use super::{Cell, Raw, Reader, Refusal, Shape};
use crate::program::Written;
use crate::values::decimal::{format_plain, format_scaled};
use crate::values::{Date, DecimalError, Exact};

/// How figures of one scale become units of a column.
#[cfg(feature = "arrow")]
#[derive(Clone, Copy, Debug)]
pub(in crate::data) struct Shift {
    /// What the units are multiplied by.
    times: i64,
    /// What they are divided by first, without a rest.
    by: i64,
}

impl Reader<'_> {
    /// Takes so many units of 10^-`scale`.
    pub(in crate::data) fn figure<'a>(&self, units: i128, scale: u8) -> Result<Cell<'a>, Refusal> {
        let number = Exact::from_scaled(units, scale);
        match &self.shape {
            Shape::Number(numbers) => {
                match number.decimals() {
                    None => return Err(Refusal::Number(DecimalError::TooManyDigits)),
                    // A zero at the end says nothing: the column has as many digits as its longest figure.
                    Some(1..) if matches!(self.written, Written::Integer) => return Err(Refusal::Whole),
                    Some(places) if places > numbers.places => return Err(Refusal::Places(usize::from(places))),
                    Some(_) => {}
                }
                self.number(number.mul(&numbers.unit), numbers)
            }
            Shape::Key(Some(target)) => Ok(Cell::Key(target.key_text(target.figure(units, scale)?))),
            Shape::Text | Shape::Date | Shape::YesNo { .. } | Shape::Member { .. } | Shape::Key(None) => {
                self.by_text(&format_plain(&number))
            }
        }
    }

    /// Takes a binary floating-point number, which holds whole numbers exactly up to `most`, where the field has none but whole ones.
    pub(in crate::data) fn double<'a>(&self, value: f64, most: u64) -> Result<Cell<'a>, Refusal> {
        match &self.shape {
            Shape::Key(Some(target)) => Ok(Cell::Key(target.key_text(target.double(value, most)?))),
            Shape::Number(numbers) if numbers.places > 0 => Err(Refusal::Float),
            Shape::Number(_) | Shape::Text | Shape::Date | Shape::YesNo { .. } | Shape::Member { .. } | Shape::Key(None) => {
                self.figure(whole(value, most).ok_or_else(|| self.not_whole(value))?, 0)
            }
        }
    }

    /// Takes a ratio that is shown as a percentage; a field of another kind takes what is shown.
    pub(in crate::data) fn percent<'a>(&self, units: i128, scale: u8) -> Result<Cell<'a>, Refusal> {
        match &self.shape {
            Shape::Number(numbers) if matches!(self.written, Written::Ratio { .. }) => {
                let ratio = Exact::from_scaled(units, scale);
                match ratio.div(&numbers.unit).and_then(|written| written.decimals()) {
                    None => Err(Refusal::Places(usize::MAX)),
                    Some(places) if places > numbers.places => Err(Refusal::Places(usize::from(places))),
                    Some(_) => self.number(ratio, numbers),
                }
            }
            Shape::Key(Some(target)) => Ok(Cell::Key(target.key_text(target.percent(units, scale)?))),
            Shape::Number(_) | Shape::Text | Shape::Date | Shape::YesNo { .. } | Shape::Member { .. } | Shape::Key(None) => {
                self.by_text(&percentage(units, scale))
            }
        }
    }

    fn not_whole(&self, value: f64) -> Refusal {
        match self.written {
            Written::Integer if value.is_finite() && value.fract() != 0.0 => Refusal::Whole,
            Written::Integer if !value.is_finite() => Refusal::Number(DecimalError::Empty),
            _ => Refusal::Float,
        }
    }

    /// Takes a day, counted from 1970-01-01.
    pub(in crate::data) fn day<'a>(&self, day: i32) -> Result<Cell<'a>, Refusal> {
        let date = Date::from_days(day).ok_or(Refusal::Date)?;
        match &self.shape {
            Shape::Date => self.date(date),
            Shape::Key(Some(target)) => Ok(Cell::Key(target.key_text(target.day(day)?))),
            Shape::Text | Shape::Member { .. } | Shape::Key(None) => self.by_text(&date.to_string()),
            Shape::Number(_) | Shape::YesNo { .. } => Err(Refusal::Kind),
        }
    }

    fn by_text<'a>(&self, text: &str) -> Result<Cell<'a>, Refusal> {
        Ok(match self.text(text)? {
            Cell::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Cell::Key(key) => Cell::Key(Cow::Owned(key.into_owned())),
            Cell::Units(units) => Cell::Units(units),
            Cell::Number(number) => Cell::Number(number),
            Cell::Day(day) => Cell::Day(day),
            Cell::YesNo(yes) => Cell::YesNo(yes),
            Cell::Member(member) => Cell::Member(member),
        })
    }
}

/// Whole columns at once.
#[cfg(feature = "arrow")]
impl Reader<'_> {
    /// How figures with so many digits after the point become units of the column; none when not all do so simply.
    pub(in crate::data) fn shift(&self, scale: u8) -> Option<Shift> {
        let Shape::Number(numbers) = &self.shape else { return None };
        let factor = numbers.factor?;
        let power = |places: u8| 10i64.checked_pow(u32::from(places));
        match numbers.places.checked_sub(scale) {
            Some(zeros) => Some(Shift { times: power(zeros)?.checked_mul(factor)?, by: 1 }),
            None => Some(Shift { times: factor, by: power(scale.saturating_sub(numbers.places))? }),
        }
    }

    /// A figure in the units of the column, if it is certain to be in the range and to have no more digits than the field.
    #[inline]
    pub(in crate::data) fn shifted(&self, shift: Shift, units: i64) -> Option<i64> {
        let units = match shift.by {
            1 => units,
            by if units.checked_rem(by) == Some(0) => units.checked_div(by)?,
            _ => return None,
        };
        let units = units.checked_mul(shift.times)?;
        self.range.surely_holds(units).then_some(units)
    }

    /// A member of a field without a range.
    #[inline]
    pub(in crate::data) fn certain_member(&self, text: &str) -> Option<u32> {
        match &self.shape {
            Shape::Member { numbers, .. } if self.range.is_empty() => numbers.get(text).copied(),
            _ => None,
        }
    }

    /// A day of the calendar, for a field without a range.
    #[inline]
    pub(in crate::data) fn certain_day(&self, day: i32) -> Option<i32> {
        let is_certain = matches!(self.shape, Shape::Date) && self.range.is_empty();
        Date::from_days(day).filter(|_| is_certain).map(Date::days)
    }

    /// Whether the field takes no binary floating-point number, whatever its value.
    pub(in crate::data) fn takes_no_double(&self) -> bool {
        match &self.shape {
            Shape::Number(numbers) => numbers.places > 0,
            Shape::Key(Some(target)) => target.takes_no_double(),
            Shape::Text | Shape::Date | Shape::YesNo { .. } | Shape::Member { .. } | Shape::Key(None) => false,
        }
    }
}

/// The whole number that a floating-point number is, if it is one and no other would be held alike.
fn whole(value: f64, most: u64) -> Option<i128> {
    // Its text is its exact value: below 2^53 nothing of a whole number is cut.
    let number: i128 = if value.is_finite() && value.fract() == 0.0 { format!("{value:.0}").parse().ok()? } else { return None };
    (number.unsigned_abs() <= u128::from(most)).then_some(number)
}

/// A cell of this kind as it is shown in a finding.
pub(in crate::data) fn shown(cell: Raw<'_>) -> String {
    let date = |day: i32| Date::from_days(day).map_or_else(|| format!("{day}"), |date| date.to_string());
    match cell {
        Raw::Number { units, scale } => {
            let mut text = String::new();
            format_scaled(units, scale, &mut text);
            text
        }
        Raw::Double { value, .. } => value.to_string(),
        Raw::Day(day) => date(day),
        Raw::Moment { day, seconds } => {
            let part = |by: u32| seconds.checked_div(by).unwrap_or(0);
            format!("{} {:02}:{:02}:{:02}", date(day), part(3600), part(60).rem_euclid(60), seconds.rem_euclid(60))
        }
        Raw::Percent { units, scale } => percentage(units, scale),
        Raw::Text(text) | Raw::Nested(text) | Raw::Float(text) | Raw::Refused(_, text) => text.to_owned(),
        Raw::Value(_) | Raw::YesNo(_) | Raw::Blank | Raw::NotGiven => String::new(),
    }
}

/// A ratio as it is written in percent, with all its digits.
fn percentage(units: i128, scale: u8) -> String {
    format!("{}%", format_plain(&Exact::from_scaled(units, scale).mul(&Exact::from_int(100))))
}
