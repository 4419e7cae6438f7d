//! Cells of a sheet: what each is for a field.
//!
//! Excel holds every number as a binary floating-point number and shows at most 15 digits of it. A number is taken as its shortest decimal
//! that is held alike; one with more digits than Excel shows is refused, for it is not what anybody wrote or saw. A cell that is formatted
//! as a date is a day, one formatted as a percentage the ratio that it shows, a text what a CSV with the same text has.

use calamine::DataRef;
use std::borrow::Cow;

use crate::data::cells::typed::shown;
use crate::data::cells::{Raw, Refusal};

/// The digits of a number that Excel keeps.
pub(super) const MOST_DIGITS: usize = 15;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot<'b> {
    Blank,
    YesNo(bool),
    Text(Cow<'b, str>),
    Number { units: i128, scale: u8 },
    Percent { units: i128, scale: u8 },
    Day(i32),
    Moment { day: i32, seconds: u32 },
    Refused(Refusal, String),
}

impl<'b> Slot<'b> {
    /// A cell by its value and its format.
    pub(super) fn of(value: &DataRef<'b>, is_percent: bool, is_1904: bool) -> Slot<'b> {
        match value {
            DataRef::Empty => Slot::Blank,
            DataRef::Bool(yes) => Slot::YesNo(*yes),
            DataRef::SharedString(text) => Slot::text(Cow::Borrowed(text)),
            DataRef::String(text) => Slot::text(Cow::Owned(text.clone())),
            DataRef::Int(units) => Slot::Number { units: i128::from(*units), scale: 0 },
            DataRef::Float(value) => number(*value, is_percent),
            DataRef::DateTime(moment) if moment.is_datetime() => day(moment, is_1904),
            // A length of time, which no field holds; as a number it is what the cell holds.
            DataRef::DateTime(length) => number(length.as_f64(), false),
            DataRef::DateTimeIso(text) => {
                let day = text.strip_suffix("T00:00:00").or_else(|| text.strip_suffix("T00:00:00Z")).unwrap_or(text);
                Slot::Text(Cow::Owned(day.to_owned()))
            }
            DataRef::DurationIso(text) => Slot::Text(Cow::Owned(text.clone())),
            DataRef::Error(error) => Slot::Refused(Refusal::Formula, error.to_string()),
        }
    }

    fn text(text: Cow<'b, str>) -> Slot<'b> {
        if text.trim().is_empty() { Slot::Blank } else { Slot::Text(text) }
    }

    /// The cell for a field.
    pub(super) fn raw(&self) -> Raw<'_> {
        match self {
            Slot::Blank => Raw::Blank,
            Slot::YesNo(yes) => Raw::YesNo(*yes),
            Slot::Text(text) => Raw::Text(text),
            Slot::Number { units, scale } => Raw::Number { units: *units, scale: *scale },
            Slot::Percent { units, scale } => Raw::Percent { units: *units, scale: *scale },
            Slot::Day(day) => Raw::Day(*day),
            Slot::Moment { day, seconds } => Raw::Moment { day: *day, seconds: *seconds },
            Slot::Refused(refusal, text) => Raw::Refused(*refusal, text),
        }
    }

    /// The cell as a heading.
    pub(super) fn heading(&self) -> String {
        match self {
            Slot::Text(text) => text.to_string(),
            Slot::YesNo(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            other => shown(other.raw()),
        }
    }
}

/// Whether a number format shows percentages.
pub(super) fn is_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    format.chars().any(|letter| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match letter {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' => escaped = !quoted,
            '%' => return !quoted,
            _ => {}
        }
        false
    })
}

/// Whether a number format shows the sign of a currency.
pub(super) fn is_money(format: &str) -> bool {
    format.contains(['¥', '￥', '$', '€', '£', '元']) && !format.contains("[$-")
}

fn number(value: f64, is_percent: bool) -> Slot<'static> {
    match decimal(value) {
        Some((units, scale)) if is_percent => Slot::Percent { units, scale },
        Some((units, scale)) => Slot::Number { units, scale },
        None => Slot::Refused(Refusal::Digits, value.to_string()),
    }
}

/// The shortest decimal that is held as this number, if it has no more digits than Excel keeps.
fn decimal(value: f64) -> Option<(i128, u8)> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let behind = i32::try_from(digits.len()).ok()?.checked_sub(1)?.checked_sub(exponent)?;
    if digits.len() > MOST_DIGITS || usize::try_from(exponent).is_ok_and(|exponent| exponent >= MOST_DIGITS) {
        return None;
    }
    let units = digits.parse::<i128>().ok()?.checked_mul(10i128.checked_pow(behind.min(0).unsigned_abs())?)?;
    let scale = u8::try_from(behind.max(0)).ok().filter(|scale| *scale <= 38)?;
    Some((if mantissa.starts_with('-') { units.checked_neg()? } else { units }, scale))
}

/// A day by its number: counted from 1900, where Excel has a 29 February that never was, or from 1904.
fn day(moment: &calamine::ExcelDateTime, is_1904: bool) -> Slot<'static> {
    // Numbers of days of 1970-01-01.
    const IN_1900: i32 = 25_569;
    const IN_1904: i32 = 24_107;
    let serial = moment.as_f64();
    // What is no day stays beyond the calendar.
    const NO_DAY: Slot<'static> = Slot::Day(i32::MAX);
    if !serial.is_finite() || !(0.0..3_000_000.0).contains(&serial) {
        return NO_DAY;
    }
    let Ok(whole) = format!("{:.0}", serial.trunc()).parse::<i32>() else { return NO_DAY };
    let day = match (is_1904, whole) {
        (true, _) => whole.checked_sub(IN_1904),
        (false, 61..) => whole.checked_sub(IN_1900),
        (false, 1..=59) => whole.checked_sub(IN_1900.saturating_sub(1)),
        (false, _) => None,
    };
    match day {
        None => NO_DAY,
        Some(day) if serial.fract() == 0.0 => Slot::Day(day),
        Some(day) => {
            let (.., hour, minute, second, _) = moment.to_ymd_hms_milli();
            let seconds =
                u32::from(hour).saturating_mul(3600).saturating_add(u32::from(minute).saturating_mul(60)).saturating_add(second.into());
            Slot::Moment { day, seconds }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_its_shortest_decimal() {
        for (value, awaited) in [
            (0.1, Some((1, 1))),
            (-0.0, Some((0, 0))),
            (1234.5, Some((12_345, 1))),
            (15_000_000.0, Some((15_000_000, 0))),
            (999_999_999_999_999.0, Some((999_999_999_999_999, 0))),
            (0.07, Some((7, 2))),
            // A number of an identity card, whose last digits Excel has cut.
            (110_101_199_003_070_000.0, None),
            (0.1 + 0.2, None),
            (1.0 / 3.0, None),
            (1e-300, None),
            (f64::NAN, None),
        ] {
            assert_eq!(decimal(value), awaited, "{value}");
        }
    }

    #[test]
    fn a_format_says_percent_outside_of_quotation_marks() {
        for (code, awaited) in [("0%", true), ("0.00%;[Red]-0.00%", true), ("0.00", false), ("0\"%\"", false), ("0\\%", false)] {
            assert_eq!(is_percent(code), awaited, "{code}");
        }
    }

    proptest! {
        #[test]
        fn every_decimal_of_15_digits_comes_back(units in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u8..15) {
            let mut text = String::new();
            crate::values::decimal::format_scaled(units.into(), scale, &mut text);
            let value: f64 = text.parse().map_err(|_| TestCaseError::reject("no number"))?;
            let (found, places) = decimal(value).ok_or_else(|| TestCaseError::fail(text.clone()))?;
            prop_assert_eq!(
                crate::values::Exact::from_scaled(found, places),
                crate::values::Exact::from_scaled(units.into(), scale),
                "{}", text
            );
        }
    }
}
