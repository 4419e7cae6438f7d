//! One line at a time: loops over slices of equal length, each small enough for the compiler to make it a vector loop.

use super::{Column, Frame, Lane, Scratch};
use crate::plan::narrow::{Binary, Divisor, FlagsOp, Line, Range, Scaled, UnitsOp};
use crate::syntax::ast::Comparison;
use crate::values::{Date, Duration, Feb29, Rounding};

/// Whether all numbers of a column are in the range that the program was written for.
#[inline(always)]
pub(super) fn lies_within(column: &Column<'_>) -> bool {
    let Column::Units(lane, range) = column else { return true };
    let mut lies = true;
    let mut look = |unit: i64| lies &= (range.least <= unit) & (unit <= range.most);
    match lane {
        Lane::One(unit) => look(*unit),
        Lane::Many(units) => {
            for unit in *units {
                look(*unit);
            }
        }
    }
    lies
}

/// Carries out a line; false where the batch is to be left.
#[inline(always)]
pub(super) fn line(line: &Line, frame: &Frame<'_>, scratch: &mut Scratch) -> bool {
    // What a line fills it never reads.
    match line {
        Line::Flags(op, slot) => {
            let slot = usize::from(*slot);
            let mut out = scratch.flags.get_mut(slot).map(std::mem::take).unwrap_or_default();
            out.resize(frame.rows, false);
            let done = flags(op, frame, scratch, &mut out);
            if let Some(place) = scratch.flags.get_mut(slot) {
                *place = out;
            }
            done
        }
        Line::Units(op, slot) => {
            let slot = usize::from(*slot);
            let mut out = scratch.units.get_mut(slot).map(std::mem::take).unwrap_or_default();
            out.resize(frame.rows, 0);
            let done = units(op, frame, scratch, &mut out);
            if let Some(place) = scratch.units.get_mut(slot) {
                *place = out;
            }
            done
        }
    }
}

#[inline(always)]
fn units(op: &UnitsOp, frame: &Frame<'_>, scratch: &Scratch, out: &mut [i64]) -> bool {
    match op {
        UnitsOp::Binary(op, a, b) => {
            let (x, y) = (frame.units(a.source, scratch), frame.units(b.source, scratch));
            let (of_x, of_y) = (a.up, b.up);
            match op {
                Binary::Add => aligned(out, x, of_x, y, of_y, i64::wrapping_add),
                Binary::Subtract => aligned(out, x, of_x, y, of_y, i64::wrapping_sub),
                Binary::Max => aligned(out, x, of_x, y, of_y, i64::max),
                Binary::Min => aligned(out, x, of_x, y, of_y, i64::min),
            }
            true
        }
        UnitsOp::Multiply { a, b, checked } => {
            let (x, y) = (frame.units(*a, scratch), frame.units(*b, scratch));
            if !checked {
                zip(out, x, y, i64::wrapping_mul);
                return true;
            }
            let mut fits = true;
            zip(out, x, y, |x, y| {
                let (product, over) = x.overflowing_mul(y);
                fits &= !over & (Range::WIDEST.least..=Range::WIDEST.most).contains(&product);
                product
            });
            fits
        }
        UnitsOp::Sign { a, turn } => {
            let x = frame.units(*a, scratch);
            if *turn {
                each(out, x, i64::wrapping_neg)
            } else {
                each(out, x, i64::wrapping_abs)
            }
            true
        }
        UnitsOp::Round { a, divisor, size, mode } => {
            round(out, frame.units(a.source, scratch), a.up, *divisor, *size, *mode);
            true
        }
        UnitsOp::Choose { arms, otherwise } => {
            start(out, frame, scratch, *otherwise);
            for (test, value) in arms.iter().rev() {
                let up = value.up;
                match (frame.flags(*test, scratch), frame.units(value.source, scratch)) {
                    (Lane::One(false), _) => {}
                    (Lane::One(true), _) => start(out, frame, scratch, *value),
                    (tests, Lane::One(unit)) => pick(out, tests, unit.wrapping_mul(up), |test| test),
                    (Lane::Many(tests), Lane::Many(units)) if up == 1 => {
                        for ((out, test), unit) in out.iter_mut().zip(tests).zip(units) {
                            *out = if *test { *unit } else { *out };
                        }
                    }
                    (Lane::Many(tests), Lane::Many(units)) => {
                        for ((out, test), unit) in out.iter_mut().zip(tests).zip(units) {
                            *out = if *test { unit.wrapping_mul(up) } else { *out };
                        }
                    }
                }
            }
            true
        }
        UnitsOp::Piece { by, knots, parts } => {
            piece(out, frame.units(*by, scratch), knots, parts);
            true
        }
        UnitsOp::OfQuotient { a, b, knots, values, zero } => {
            of_quotient(out, (frame.units(*a, scratch), frame.units(*b, scratch)), knots, values, *zero)
        }
        UnitsOp::OfMember { key, values } => {
            let mut known = true;
            each(out, frame.codes(*key), |member| {
                let value = values.get(member as usize);
                known &= value.is_some();
                value.copied().unwrap_or_default()
            });
            known
        }
    }
}

#[inline(always)]
fn flags(op: &FlagsOp, frame: &Frame<'_>, scratch: &Scratch, out: &mut [bool]) -> bool {
    match op {
        FlagsOp::CompareUnits(comparison, a, b) => {
            let (x, y) = (frame.units(a.source, scratch), frame.units(b.source, scratch));
            match comparison {
                Comparison::Equal => aligned(out, x, a.up, y, b.up, |x, y| x == y),
                Comparison::NotEqual => aligned(out, x, a.up, y, b.up, |x, y| x != y),
                Comparison::Less => aligned(out, x, a.up, y, b.up, |x, y| x < y),
                Comparison::LessOrEqual => aligned(out, x, a.up, y, b.up, |x, y| x <= y),
                Comparison::Greater => aligned(out, x, a.up, y, b.up, |x, y| x > y),
                Comparison::GreaterOrEqual => aligned(out, x, a.up, y, b.up, |x, y| x >= y),
            }
            true
        }
        FlagsOp::CompareDays(comparison, a, b) => {
            compare(out, *comparison, frame.days(*a), frame.days(*b));
            true
        }
        FlagsOp::CompareCodes(comparison, a, b) => {
            compare(out, *comparison, frame.codes(*a), frame.codes(*b));
            true
        }
        FlagsOp::CompareLater { comparison, a, by, b } => later(out, frame, *comparison, frame.days(*a), *by, frame.days(*b)),
        FlagsOp::Every(all) => {
            out.fill(true);
            for source in all {
                pick(out, frame.flags(*source, scratch), false, |flag| !flag);
            }
            true
        }
        FlagsOp::Any(all) => {
            out.fill(false);
            for source in all {
                pick(out, frame.flags(*source, scratch), true, |flag| flag);
            }
            true
        }
        FlagsOp::Not(a) => {
            each(out, frame.flags(*a, scratch), |flag| !flag);
            true
        }
        FlagsOp::Choose { arms, otherwise } => {
            each(out, frame.flags(*otherwise, scratch), |flag| flag);
            for (test, value) in arms.iter().rev() {
                let tests = frame.flags(*test, scratch);
                let values = frame.flags(*value, scratch);
                for (row, out) in out.iter_mut().enumerate() {
                    *out = if at(tests, row) { at(values, row) } else { *out };
                }
            }
            true
        }
    }
}

#[inline(always)]
fn at<T: Copy + Default>(lane: Lane<'_, T>, row: usize) -> T {
    match lane {
        Lane::One(value) => value,
        Lane::Many(list) => list.get(row).copied().unwrap_or_default(),
    }
}

#[inline(always)]
fn each<A: Copy, C: Copy>(out: &mut [C], a: Lane<'_, A>, mut f: impl FnMut(A) -> C) {
    match a {
        Lane::One(a) => out.fill(f(a)),
        Lane::Many(a) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a);
            }
        }
    }
}

#[inline(always)]
fn zip<A: Copy, B: Copy, C: Copy>(out: &mut [C], a: Lane<'_, A>, b: Lane<'_, B>, mut f: impl FnMut(A, B) -> C) {
    match (a, b) {
        (Lane::One(a), Lane::One(b)) => out.fill(f(a, b)),
        (Lane::One(a), Lane::Many(b)) => {
            for (out, b) in out.iter_mut().zip(b) {
                *out = f(a, *b);
            }
        }
        (Lane::Many(a), Lane::One(b)) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = f(*a, b);
            }
        }
        (Lane::Many(a), Lane::Many(b)) => {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = f(*a, *b);
            }
        }
    }
}

/// Takes `value` in the rows that a test picks.
#[inline(always)]
fn pick<A: Copy, C: Copy>(out: &mut [C], a: Lane<'_, A>, value: C, test: impl Fn(A) -> bool) {
    match a {
        Lane::One(a) => {
            if test(a) {
                out.fill(value);
            }
        }
        Lane::Many(a) => {
            for (out, a) in out.iter_mut().zip(a) {
                *out = if test(*a) { value } else { *out };
            }
        }
    }
}

/// Two numbers at one scale; a loop of its own for the usual case that they have it already.
#[inline(always)]
fn aligned<C: Copy>(out: &mut [C], x: Lane<'_, i64>, up_x: i64, y: Lane<'_, i64>, up_y: i64, f: impl Fn(i64, i64) -> C) {
    if up_x == 1 && up_y == 1 {
        zip(out, x, y, f);
    } else {
        zip(out, x, y, |x, y| f(x.wrapping_mul(up_x), y.wrapping_mul(up_y)));
    }
}

#[inline(always)]
fn compare<T: Copy + Ord>(out: &mut [bool], comparison: Comparison, x: Lane<'_, T>, y: Lane<'_, T>) {
    match comparison {
        Comparison::Equal => zip(out, x, y, |x, y| x == y),
        Comparison::NotEqual => zip(out, x, y, |x, y| x != y),
        Comparison::Less => zip(out, x, y, |x, y| x < y),
        Comparison::LessOrEqual => zip(out, x, y, |x, y| x <= y),
        Comparison::Greater => zip(out, x, y, |x, y| x > y),
        Comparison::GreaterOrEqual => zip(out, x, y, |x, y| x >= y),
    }
}

#[inline(always)]
fn start(out: &mut [i64], frame: &Frame<'_>, scratch: &Scratch, value: Scaled) {
    each(out, frame.units(value.source, scratch), |unit| unit.wrapping_mul(value.up));
}

#[inline(always)]
fn round(out: &mut [i64], a: Lane<'_, i64>, up: i64, divisor: Divisor, size: i64, mode: Rounding) {
    let by = divisor.by;
    match mode {
        Rounding::HalfUp => quotients(out, a, up, divisor, size, by >> 1, |_, quotient| quotient),
        Rounding::Down => quotients(out, a, up, divisor, size, 0, |_, quotient| quotient),
        Rounding::Up => quotients(out, a, up, divisor, size, by - 1, |_, quotient| quotient),
        // A tie went up; it goes back where that made it odd.
        Rounding::HalfEven => quotients(out, a, up, divisor, size, by >> 1, |sum, quotient| {
            let tie = (by & 1 == 0) & (sum == quotient.wrapping_mul(by));
            quotient - (u64::from(tie) & quotient & 1)
        }),
    }
}

/// `(|a × up| + more) ÷ divisor`, settled, with the sign and the size of a unit.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "each call is one loop")]
fn quotients(out: &mut [i64], a: Lane<'_, i64>, up: i64, divisor: Divisor, size: i64, more: u64, settle: impl Fn(u64, u64) -> u64) {
    let Divisor { by, magic, shift } = divisor;
    let signed = |unit: i64, quotient: u64| {
        let sign = unit >> 63;
        ((quotient as i64 ^ sign) - sign).wrapping_mul(size)
    };
    if by == 1 {
        // Nothing is cut off.
        each(out, a, |unit| unit.wrapping_mul(up).wrapping_mul(size));
        return;
    }
    each(out, a, |unit| {
        let unit = unit.wrapping_mul(up);
        let sum = unit.unsigned_abs().wrapping_add(more);
        signed(unit, settle(sum, upper_half(sum, magic) >> shift))
    });
}

/// The upper half of a product of 64 bits each, from products of 32 bits, which vector registers have.
#[inline(always)]
fn upper_half(a: u64, b: u64) -> u64 {
    const LOW: u64 = 0xFFFF_FFFF;
    let (a_low, a_high, b_low, b_high) = (a & LOW, a >> 32, b & LOW, b >> 32);
    let (low, left, right, high) = (a_low * b_low, a_high * b_low, a_low * b_high, a_high * b_high);
    let middle = (low >> 32) + (left & LOW) + (right & LOW);
    high + (left >> 32) + (right >> 32) + (middle >> 32)
}

/// The last stretch for all rows, then those before it where they reach.
#[inline(always)]
fn piece(out: &mut [i64], by: Lane<'_, i64>, knots: &[i64], parts: &[(i64, i64)]) {
    let (base, slope) = parts.last().copied().unwrap_or_default();
    each(out, by, |unit| unit.wrapping_mul(slope).wrapping_add(base));
    for (knot, (base, slope)) in knots.iter().zip(parts).rev() {
        match by {
            Lane::Many(units) if *slope != 0 => {
                for (out, unit) in out.iter_mut().zip(units) {
                    *out = if unit <= knot { unit.wrapping_mul(*slope).wrapping_add(*base) } else { *out };
                }
            }
            Lane::One(unit) => pick(out, by, unit.wrapping_mul(*slope).wrapping_add(*base), |unit| unit <= *knot),
            Lane::Many(_) => pick(out, by, *base, |unit| unit <= *knot),
        }
    }
}

#[inline(always)]
fn of_quotient(
    out: &mut [i64],
    (a, b): (Lane<'_, i64>, Lane<'_, i64>),
    knots: &[(i64, i64, bool)],
    values: &[i64],
    zero: Option<i64>,
) -> bool {
    let (mut negative, mut zeros) = (false, false);
    let mut look = |b: i64| {
        negative |= b < 0;
        zeros |= b == 0;
    };
    match b {
        Lane::One(b) => look(b),
        Lane::Many(b) => {
            for b in b {
                look(*b);
            }
        }
    }
    if negative || (zeros && zero.is_none()) {
        return false;
    }
    out.fill(values.last().copied().unwrap_or_default());
    for ((of_a, of_b, included), value) in knots.iter().zip(values).rev() {
        // Whole numbers: below a bound is up to one less.
        let less = i64::from(!*included);
        let reaches = |a: i64, b: i64| a.wrapping_mul(*of_a) <= b.wrapping_mul(*of_b).wrapping_sub(less);
        match (a, b) {
            (Lane::Many(a), Lane::Many(b)) => {
                for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                    *out = if reaches(*a, *b) { *value } else { *out };
                }
            }
            (a, b) => {
                for (row, out) in out.iter_mut().enumerate() {
                    *out = if reaches(at(a, row), at(b, row)) { *value } else { *out };
                }
            }
        }
    }
    if let (true, Some(zero)) = (zeros, zero) {
        pick(out, b, zero, |b| b == 0);
    }
    true
}

/// A date is moved on by a length of time that is the same for all: so there is a last day that does not come after the other date.
#[inline(always)]
fn later(out: &mut [bool], frame: &Frame<'_>, comparison: Comparison, a: Lane<'_, i32>, by: Duration, b: Lane<'_, i32>) -> bool {
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
