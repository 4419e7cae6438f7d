//! Sums, differences, products, the greatest and the least, signs.

use super::lanes::{Int, Lanes, Numbers, align, each, narrow, numbers, same_if, zip};
use super::presence;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::run::limits::is_too_large;
use crate::values::Exact;

/// Operations of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Binary {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// The greater.
    Max,
    /// The less.
    Min,
}

/// Operations of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Unary {
    /// The sign turned.
    Negate,
    /// Without its sign.
    Absolute,
}

/// Carries out an operation of two numbers.
pub(in crate::run) fn binary(op: Binary, a: &Batch, b: &Batch, rows: usize) -> Batch {
    let mut there = presence::strict(&[a, b]);
    let (left, right) = (numbers(&a.values), numbers(&b.values));
    let one = left.is_one() && right.is_one();
    if let (Numbers::Narrow(a, x), Numbers::Narrow(b, y)) = (left, right)
        && let Some((scale, units)) = integers(op, a, x, b, y)
    {
        return Batch { values: same_if(one, Values::Scaled { scale, units }, rows), presence: there };
    }
    if let (Some((a, x, x_one)), Some((b, y, y_one))) = (left.wide(), right.wide())
        && let Some((scale, units)) = integers(op, a, Lanes::new(&x, x_one), b, Lanes::new(&y, y_one))
    {
        return Batch { values: same_if(one, narrow(scale, units), rows), presence: there };
    }
    let count = if one { 1 } else { rows };
    let list = (0..count).map(|row| {
        if !one && presence::state(&there, row) != State::Present {
            return Exact::ZERO;
        }
        let (x, y) = (left.exact(row), right.exact(row));
        match op {
            Binary::Add => x.add(&y),
            Binary::Subtract => x.sub(&y),
            Binary::Multiply => x.mul(&y),
            Binary::Max => x.max(y),
            Binary::Min => x.min(y),
        }
    });
    let list = list.collect();
    let values = bounded(list, &mut there, one, rows);
    Batch { values: same_if(one, values, rows), presence: there }
}

/// Rationals, with those beyond the limit taken out.
pub(in crate::run) fn bounded(mut list: Vec<Exact>, there: &mut Presence, one: bool, rows: usize) -> Values {
    for (row, number) in list.iter_mut().enumerate() {
        if is_too_large(number) {
            *number = Exact::ZERO;
            let marked = if one { 0..rows } else { row..row.saturating_add(1) };
            marked.for_each(|row| presence::remove(there, row, rows, State::TooLarge));
        }
    }
    Values::Exact(list)
}

/// The operation on integers of a common scale; none when any row overflows.
fn integers<T: Int>(op: Binary, a: u8, x: Lanes<'_, T>, b: u8, y: Lanes<'_, T>) -> Option<(u8, Vec<T>)> {
    let mut overflow = false;
    if op == Binary::Multiply {
        let scale = a.checked_add(b)?;
        let units = zip(x, y, |x, y| {
            let (product, over) = x.overflowing_mul(&y);
            overflow |= over;
            product
        });
        return (!overflow).then_some((scale, units));
    }
    let (up_a, up_b, scale) = align::<T>(a, b)?;
    let units = if a == b {
        zip(x, y, |x, y| {
            let (result, over) = basic(op, x, y);
            overflow |= over;
            result
        })
    } else {
        zip(x, y, |x, y| {
            let ((x, over_x), (y, over_y)) = (x.overflowing_mul(&up_a), y.overflowing_mul(&up_b));
            let (result, over) = basic(op, x, y);
            overflow |= over | over_x | over_y;
            result
        })
    };
    (!overflow).then_some((scale, units))
}

#[inline(always)]
fn basic<T: Int>(op: Binary, x: T, y: T) -> (T, bool) {
    match op {
        Binary::Add => x.overflowing_add(&y),
        Binary::Subtract => x.overflowing_sub(&y),
        Binary::Multiply => x.overflowing_mul(&y),
        Binary::Max => (x.max(y), false),
        Binary::Min => (x.min(y), false),
    }
}

/// Carries out an operation of one number.
pub(in crate::run) fn unary(op: Unary, a: &Batch, rows: usize) -> Batch {
    let input = numbers(&a.values);
    let one = input.is_one();
    let values = match input {
        Numbers::Narrow(scale, lanes) => match turned(op, lanes) {
            Some(units) => Values::Scaled { scale, units },
            None => narrow(scale, each(lanes, |unit| sign(op, i128::from(unit)))),
        },
        Numbers::Wide(scale, lanes) => match turned(op, lanes) {
            Some(units) => Values::Wide { scale, units },
            None => exact_signs(op, input, one, rows),
        },
        Numbers::Exact(_) => exact_signs(op, input, one, rows),
    };
    Batch { values: same_if(one, values, rows), presence: a.presence.clone() }
}

/// All turned, unless one has no counterpart.
fn turned<T: Int>(op: Unary, lanes: Lanes<'_, T>) -> Option<Vec<T>> {
    let mut overflow = false;
    let units = each(lanes, |unit| {
        let (turned, over) = T::zero().overflowing_sub(&unit);
        match op {
            Unary::Absolute if unit >= T::zero() => unit,
            Unary::Negate | Unary::Absolute => {
                overflow |= over;
                turned
            }
        }
    });
    (!overflow).then_some(units)
}

/// The sign of a number that has room for it.
fn sign(op: Unary, unit: i128) -> i128 {
    match op {
        Unary::Negate => unit.saturating_neg(),
        Unary::Absolute => unit.saturating_abs(),
    }
}

fn exact_signs(op: Unary, input: Numbers<'_>, one: bool, rows: usize) -> Values {
    let count = if one { 1 } else { rows };
    let list = (0..count).map(|row| match op {
        Unary::Negate => input.exact(row).neg(),
        Unary::Absolute => input.exact(row).abs(),
    });
    Values::Exact(list.collect())
}
