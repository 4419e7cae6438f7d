//! Quotients, which stay fractions, and full or started units, which are whole.

use super::arithmetic::bounded;
use super::lanes::{Int, Lanes, Numbers, align, narrow, numbers, same_if, zip};
use super::presence;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::values::{Exact, Rounding};

/// The quotient of two numbers; blank where the second is zero.
pub(in crate::run) fn divide(a: &Batch, b: &Batch, rows: usize) -> Batch {
    let mut there = presence::strict(&[a, b]);
    let (left, right) = (numbers(&a.values), numbers(&b.values));
    let one = left.is_one() && right.is_one();
    let count = if one { 1 } else { rows };
    let mut zeros = Vec::new();
    let list = if let (Numbers::Narrow(sa, x), Numbers::Narrow(sb, y)) = (left, right)
        && let Some((up_a, up_b, _)) = align::<i128>(sa, sb)
    {
        let mut row = 0usize;
        zip(x, y, |x, y| {
            let pair = i128::from(x).checked_mul(up_a).zip(i128::from(y).checked_mul(up_b));
            let quotient = match pair {
                Some((x, y)) => Exact::ratio(x, y),
                None => Exact::from_scaled(i128::from(x), sa).div(&Exact::from_scaled(i128::from(y), sb)),
            };
            if quotient.is_none() {
                zeros.push(row);
            }
            row = row.saturating_add(1);
            quotient.unwrap_or_default()
        })
    } else {
        let quotients = (0..count).map(|row| {
            let quotient =
                if presence::state(&there, row) == State::Present { left.exact(row).div(&right.exact(row)) } else { Some(Exact::ZERO) };
            if quotient.is_none() {
                zeros.push(row);
            }
            quotient.unwrap_or_default()
        });
        quotients.collect()
    };
    blank_rows(&mut there, &zeros, one, rows);
    let values = bounded(list, &mut there, one, rows);
    Batch { values: same_if(one, values, rows), presence: there }
}

/// The number of whole units, cut toward zero or begun away from it; blank where the unit is zero.
pub(in crate::run) fn units(a: &Batch, b: &Batch, mode: Rounding, rows: usize) -> Batch {
    let mut there = presence::strict(&[a, b]);
    let (left, right) = (numbers(&a.values), numbers(&b.values));
    let one = left.is_one() && right.is_one();
    let mut zeros = Vec::new();
    if let (Numbers::Narrow(sa, x), Numbers::Narrow(sb, y)) = (left, right)
        && let Some(units) = whole(sa, x, sb, y, mode, &mut zeros)
    {
        blank_rows(&mut there, &zeros, one, rows);
        return Batch { values: same_if(one, Values::Scaled { scale: 0, units }, rows), presence: there };
    }
    zeros.clear();
    if let (Some((sa, x, x_one)), Some((sb, y, y_one))) = (left.wide(), right.wide())
        && let Some(units) = whole(sa, Lanes::new(&x, x_one), sb, Lanes::new(&y, y_one), mode, &mut zeros)
    {
        blank_rows(&mut there, &zeros, one, rows);
        return Batch { values: same_if(one, narrow(0, units), rows), presence: there };
    }
    zeros.clear();
    let count = if one { 1 } else { rows };
    let list = (0..count).map(|row| match left.exact(row).div(&right.exact(row)) {
        Some(quotient) => quotient.round(mode, &Exact::ONE),
        None => {
            zeros.push(row);
            Exact::ZERO
        }
    });
    let list: Vec<Exact> = list.collect();
    blank_rows(&mut there, &zeros, one, rows);
    let values = match bounded(list, &mut there, one, rows) {
        Values::Exact(list) => super::lanes::settle(list, Some(0)),
        values => values,
    };
    Batch { values: same_if(one, values, rows), presence: there }
}

fn blank_rows(there: &mut Presence, zeros: &[usize], one: bool, rows: usize) {
    if one && !zeros.is_empty() {
        (0..rows).for_each(|row| presence::remove(there, row, rows, State::Blank));
    } else {
        zeros.iter().for_each(|row| presence::remove(there, *row, rows, State::Blank));
    }
}

/// Whole units on integers; none when any row overflows.
fn whole<T: Int>(sa: u8, x: Lanes<'_, T>, sb: u8, y: Lanes<'_, T>, mode: Rounding, zeros: &mut Vec<usize>) -> Option<Vec<T>> {
    let (up_a, up_b, _) = align::<T>(sa, sb)?;
    let (mut overflow, mut row) = (false, 0usize);
    let units = zip(x, y, |x, y| {
        let ((x, over_x), (y, over_y)) = (x.overflowing_mul(&up_a), y.overflowing_mul(&up_b));
        overflow |= over_x | over_y;
        let unit = if y.is_zero() {
            zeros.push(row);
            T::zero()
        } else {
            match x.checked_div(&y) {
                Some(cut) if mode == Rounding::Up && cut * y != x => {
                    if (x < T::zero()) == (y < T::zero()) {
                        cut + T::one()
                    } else {
                        cut - T::one()
                    }
                }
                Some(cut) => cut,
                None => {
                    overflow = true;
                    T::zero()
                }
            }
        };
        row = row.saturating_add(1);
        unit
    });
    (!overflow).then_some(units)
}
