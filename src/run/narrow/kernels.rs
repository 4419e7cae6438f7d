//! One line at a time: loops over slices of equal length, each small enough for the compiler to make it a vector loop.

use super::dates::later;
use super::division::round;
use super::stretches::{of_member, of_quotient, piece};
use super::{Column, Frame, Lane, Scratch};
use crate::plan::narrow::{Binary, FlagsOp, Line, Range, Scaled, UnitsOp};
use crate::syntax::ast::Comparison;

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
            let scaled = |value: &Scaled| (frame.units(value.source, scratch), value.up);
            // From the last arm to the first, so that the first that holds has the last word.
            let mut arms = arms.iter().rev();
            match arms.next() {
                Some((test, value)) => either(out, frame.flags(*test, scratch), scaled(value), scaled(otherwise)),
                None => start(out, scaled(otherwise)),
            }
            for (test, value) in arms {
                instead(out, frame.flags(*test, scratch), scaled(value));
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
        UnitsOp::OfMember { key, values } => of_member(out, frame.codes(*key), values),
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
pub(super) fn each<A: Copy, C: Copy>(out: &mut [C], a: Lane<'_, A>, mut f: impl FnMut(A) -> C) {
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
pub(super) fn pick<A: Copy, C: Copy>(out: &mut [C], a: Lane<'_, A>, value: C, test: impl Fn(A) -> bool) {
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
fn aligned<C: Copy>(out: &mut [C], x: Lane<'_, i64>, up_x: i64, y: Lane<'_, i64>, up_y: i64, f: impl Fn(i64, i64) -> C + Copy) {
    if up_x == 1 && up_y == 1 {
        zip(out, x, y, f);
    } else {
        zip(out, x, y, move |x, y| f(x.wrapping_mul(up_x), y.wrapping_mul(up_y)));
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

/// A number at its scale.
#[inline(always)]
fn start(out: &mut [i64], (value, up): (Lane<'_, i64>, i64)) {
    each(out, value, move |unit| unit.wrapping_mul(up));
}

/// One number where the test is yes, and the other where it is no.
#[inline(always)]
fn either(out: &mut [i64], tests: Lane<'_, bool>, (a, up_a): (Lane<'_, i64>, i64), (b, up_b): (Lane<'_, i64>, i64)) {
    // A choice between two values that are both there is a choice of the processor's; one with a computation in an arm may become a jump.
    let pick = |test: bool, a: i64, b: i64| if test { a } else { b };
    match (tests, a, b) {
        (Lane::One(true), ..) => start(out, (a, up_a)),
        (Lane::One(false), ..) => start(out, (b, up_b)),
        (Lane::Many(_), Lane::One(a), Lane::One(b)) => {
            let (a, b) = (a.wrapping_mul(up_a), b.wrapping_mul(up_b));
            each(out, tests, move |test| pick(test, a, b));
        }
        (Lane::Many(_), Lane::One(a), Lane::Many(_)) => {
            let a = a.wrapping_mul(up_a);
            zip(out, tests, b, move |test, b| pick(test, a, b.wrapping_mul(up_b)));
        }
        (Lane::Many(_), Lane::Many(_), Lane::One(b)) => {
            let b = b.wrapping_mul(up_b);
            zip(out, tests, a, move |test, a| pick(test, a.wrapping_mul(up_a), b));
        }
        (Lane::Many(tests), Lane::Many(a), Lane::Many(b)) => {
            for (((out, test), a), b) in out.iter_mut().zip(tests).zip(a).zip(b) {
                *out = pick(*test, a.wrapping_mul(up_a), b.wrapping_mul(up_b));
            }
        }
    }
}

/// Takes a number in the rows where the test is yes.
#[inline(always)]
fn instead(out: &mut [i64], tests: Lane<'_, bool>, (value, up): (Lane<'_, i64>, i64)) {
    match (tests, value) {
        (Lane::One(false), _) => {}
        (Lane::One(true), _) => start(out, (value, up)),
        (tests, Lane::One(unit)) => pick(out, tests, unit.wrapping_mul(up), |test| test),
        (Lane::Many(tests), Lane::Many(units)) => {
            for ((out, test), unit) in out.iter_mut().zip(tests).zip(units) {
                let unit = unit.wrapping_mul(up);
                *out = if *test { unit } else { *out };
            }
        }
    }
}
