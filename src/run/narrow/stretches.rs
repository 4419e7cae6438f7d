//! Numbers by the stretch that a value is in, and by member.
//!
//! A row is taken through the bounds of several stretches while its values are in registers. What holds of it is chosen, not jumped to:
//! the rows of a scheme lie on both sides of its bounds.

use super::Lane;
use super::kernels::{each, pick};

/// The bounds that a row is taken through at a time.
const GROUP: usize = 8;

/// `base + slope × by` of the stretch that `by` is in.
#[inline(always)]
pub(super) fn piece(out: &mut [i64], by: Lane<'_, i64>, knots: &[i64], parts: &[(i64, i64)]) {
    let last = parts.last().copied().unwrap_or_default();
    match knots.len() {
        0..=2 => linear(out, by, &Linear::<2>::new(knots, parts, last)),
        3..=4 => linear(out, by, &Linear::<4>::new(knots, parts, last)),
        _ => {
            let mut groups = knots.chunks(GROUP).zip(parts.chunks(GROUP)).rev();
            if let Some((knots, parts)) = groups.next() {
                linear(out, by, &Linear::<GROUP>::new(knots, parts, last));
            }
            // The groups below take the rows that they reach.
            for (knots, parts) in groups {
                let most = knots.last().copied().unwrap_or(i64::MIN);
                let group = Linear::<GROUP>::new(knots, parts, last);
                match by {
                    Lane::One(unit) if unit <= most => out.fill(group.at(unit)),
                    Lane::One(_) => {}
                    Lane::Many(units) => {
                        for (out, unit) in out.iter_mut().zip(units) {
                            let value = group.at(*unit);
                            *out = if *unit <= most { value } else { *out };
                        }
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn linear<const N: usize>(out: &mut [i64], by: Lane<'_, i64>, stretches: &Linear<N>) {
    match by {
        Lane::One(unit) => out.fill(stretches.at(unit)),
        Lane::Many(units) => {
            for (out, unit) in out.iter_mut().zip(units) {
                *out = stretches.at(*unit);
            }
        }
    }
}

/// Stretches of so many bounds, and the one beyond them all.
struct Linear<const N: usize> {
    knots: [i64; N],
    parts: [(i64, i64); N],
    last: (i64, i64),
}

impl<const N: usize> Linear<N> {
    #[inline(always)]
    fn new(knots: &[i64], parts: &[(i64, i64)], last: (i64, i64)) -> Linear<N> {
        // A bound that nothing reaches stands for one that is not there.
        let knots = std::array::from_fn(|at| knots.get(at).copied().unwrap_or(i64::MIN));
        Linear { knots, parts: std::array::from_fn(|at| parts.get(at).copied().unwrap_or_default()), last }
    }

    #[inline(always)]
    fn at(&self, unit: i64) -> i64 {
        let (mut base, mut slope) = self.last;
        for (knot, part) in self.knots.iter().zip(&self.parts).rev() {
            let reaches = unit <= *knot;
            base = if reaches { part.0 } else { base };
            slope = if reaches { part.1 } else { slope };
        }
        unit.wrapping_mul(slope).wrapping_add(base)
    }
}

/// The number of the stretch that a quotient is in; false where the batch is to be left.
#[inline(always)]
pub(super) fn of_quotient(
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
    let last = values.last().copied().unwrap_or_default();
    match knots.len() {
        0..=2 => step(out, a, b, &Step::<2>::new(knots, values, last)),
        3..=4 => step(out, a, b, &Step::<4>::new(knots, values, last)),
        _ => {
            let mut groups = knots.chunks(GROUP).zip(values.chunks(GROUP)).rev();
            if let Some((knots, values)) = groups.next() {
                step(out, a, b, &Step::<GROUP>::new(knots, values, last));
            }
            // The groups below take the rows that they reach.
            for (knots, values) in groups {
                let most = knots.last().copied().unwrap_or_default();
                let group = Step::<GROUP>::new(knots, values, last);
                for (row, out) in out.iter_mut().enumerate() {
                    let (a, b) = (at(a, row), at(b, row));
                    let value = group.at(a, b);
                    *out = if reaches(most, a, b) { value } else { *out };
                }
            }
        }
    }
    if let (true, Some(zero)) = (zeros, zero) {
        pick(out, b, zero, |b| b == 0);
    }
    true
}

#[inline(always)]
fn step<const N: usize>(out: &mut [i64], a: Lane<'_, i64>, b: Lane<'_, i64>, stretches: &Step<N>) {
    match (a, b) {
        (Lane::Many(a), Lane::Many(b)) => {
            for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                *out = stretches.at(*a, *b);
            }
        }
        (a, b) => {
            for (row, out) in out.iter_mut().enumerate() {
                *out = stretches.at(at(a, row), at(b, row));
            }
        }
    }
}

/// Stretches of a quotient up to so many bounds, and the one beyond them all.
struct Step<const N: usize> {
    knots: [(i64, i64, bool); N],
    values: [i64; N],
    last: i64,
}

impl<const N: usize> Step<N> {
    #[inline(always)]
    fn new(knots: &[(i64, i64, bool)], values: &[i64], last: i64) -> Step<N> {
        // No quotient is below this bound.
        let knots = std::array::from_fn(|at| knots.get(at).copied().unwrap_or((0, 0, false)));
        Step { knots, values: std::array::from_fn(|at| values.get(at).copied().unwrap_or_default()), last }
    }

    #[inline(always)]
    fn at(&self, a: i64, b: i64) -> i64 {
        let mut value = self.last;
        for (knot, own) in self.knots.iter().zip(&self.values).rev() {
            value = if reaches(*knot, a, b) { *own } else { value };
        }
        value
    }
}

/// Whether a quotient lies within a bound: whole numbers, so that below it is up to one less.
#[inline(always)]
fn reaches((of_a, of_b, included): (i64, i64, bool), a: i64, b: i64) -> bool {
    a.wrapping_mul(of_a) <= b.wrapping_mul(of_b).wrapping_sub(i64::from(!included))
}

/// The members whose numbers a row finds without a look at how many there are.
const FEW: usize = 16;

/// The number of each member; false where there is one that has none.
#[inline(always)]
pub(super) fn of_member(out: &mut [i64], key: Lane<'_, u32>, values: &[i64]) -> bool {
    let mut known = true;
    match key {
        Lane::Many(members) if values.len() <= FEW => {
            let mut most = 0;
            for member in members {
                most = most.max(*member);
            }
            known = (most as usize) < values.len();
            let numbers: [i64; FEW] = std::array::from_fn(|at| values.get(at).copied().unwrap_or_default());
            for (out, member) in out.iter_mut().zip(members) {
                *out = numbers[*member as usize % FEW];
            }
        }
        key => each(out, key, |member| {
            let value = values.get(member as usize);
            known &= value.is_some();
            value.copied().unwrap_or_default()
        }),
    }
    known
}

#[inline(always)]
fn at<T: Copy + Default>(lane: Lane<'_, T>, row: usize) -> T {
    match lane {
        Lane::One(value) => value,
        Lane::Many(list) => list.get(row).copied().unwrap_or_default(),
    }
}
