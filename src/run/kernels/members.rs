//! Members of enumerations: places and moves.

use super::lanes::{codes, each, numbers, same_if};
use super::presence::strict;
use crate::data::columns::{Batch, Values};
use crate::values::{Exact, Rounding};

/// The place of a member, counted from 1.
pub(in crate::run) fn place(a: &Batch, rows: usize) -> Batch {
    let units = each(codes(&a.values), |code| i64::from(code).saturating_add(1));
    Batch { values: same_if(units.len() == 1, Values::Scaled { scale: 0, units }, rows), presence: a.presence.clone() }
}

/// The member so many whole places on, held at the first and the last.
pub(in crate::run) fn shift(a: &Batch, b: &Batch, members: usize, rows: usize) -> Batch {
    let last = i128::try_from(members).unwrap_or(i128::MAX).saturating_sub(1).max(0);
    let (from, by) = (codes(&a.values), numbers(&b.values));
    let one = from.is_one() && by.is_one();
    let list = (0..if one { 1 } else { rows }).map(|row| {
        let by = by.exact(row).round(Rounding::Down, &Exact::ONE);
        let by = by.to_i128().unwrap_or(if by.is_negative() { i128::MIN } else { i128::MAX });
        let to = i128::from(from.get(row).copied().unwrap_or_default()).saturating_add(by).clamp(0, last);
        u32::try_from(to).unwrap_or_default()
    });
    Batch { values: same_if(one, Values::Codes(list.collect()), rows), presence: strict(&[a, b]) }
}
