//! Dates that are moved on before they are compared.

use super::kernels::each;
use super::{Frame, Lane};
use crate::syntax::ast::Comparison;
use crate::values::{Date, Duration, Feb29};

/// A date is moved on by a length of time that is the same for all: so there is a last day that does not come after the other date.
#[inline(always)]
pub(super) fn later(out: &mut [bool], frame: &Frame<'_>, comparison: Comparison, a: Lane<'_, i32>, by: Duration, b: Lane<'_, i32>) -> bool {
    let Lane::One(other) = b else { return false };
    let before = matches!(comparison, Comparison::Less | Comparison::GreaterOrEqual);
    let Some((last, first, end)) = last_day(if before { other.wrapping_sub(1) } else { other }, by, frame.feb29) else { return false };
    // Beyond it no such day can be written, which is not told here.
    let mut written = true;
    let comes_later = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
    each(out, a, |day| {
        written &= (first <= day) & (day <= end);
        (day > last) == comes_later
    });
    written
}

/// The last day that, moved on, is not after a day, and the days that can surely be moved.
fn last_day(day: i32, by: Duration, feb29: Feb29) -> Option<(i32, i32, i32)> {
    let moved = |day: i32| Some(Date::from_days(day)?.add(by, feb29)?.days());
    let mut last = Date::from_days(day)?.add(by.neg()?, feb29)?.days();
    while moved(last)? > day {
        last = last.checked_sub(1)?;
    }
    while moved(last.checked_add(1)?)? <= day {
        last = last.checked_add(1)?;
    }
    // Two months to spare for the ends of months.
    let spare = |date: Date, by: Duration, more: i64| date.add(by, feb29).and_then(|date| date.add_days(more)).map(Date::days);
    let first = if by.months() >= 0 && by.days() >= 0 { Date::MIN.days() } else { spare(Date::MIN, by.neg()?, 62)? };
    let end = if by.months() <= 0 && by.days() <= 0 { Date::MAX.days() } else { spare(Date::MAX, by.neg()?, -62)? };
    Some((last, first, end))
}
