//! Comparisons. Quotients are compared by cross-multiplication, never cut; texts by code point; durations by months, then days.

use super::lanes::{Int, Lanes, Numbers, align, codes, days, durations, numbers, same_if, yes_no, zip};
use super::presence;
use crate::data::columns::{Batch, Values};
use crate::data::texts::Texts;
use crate::program::Kind;
use crate::syntax::ast::Comparison;
use crate::wide::wide;

/// Compares two values of a kind.
pub(in crate::run) fn compare(comparison: Comparison, kind: Kind, a: &Batch, b: &Batch, texts: &Texts, rows: usize) -> Batch {
    let there = presence::strict(&[a, b]);
    let (x, y) = (&a.values, &b.values);
    let list = match kind {
        Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => of_numbers(comparison, numbers(x), numbers(y), rows),
        Kind::Date => ordered(comparison, days(x), days(y)),
        Kind::Duration => ordered(comparison, durations(x), durations(y)),
        Kind::YesNo => ordered(comparison, yes_no(x), yes_no(y)),
        Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => ordered(comparison, codes(x), codes(y)),
        Kind::Text => match comparison {
            Comparison::Equal => zip(codes(x), codes(y), |x, y| texts.canonical(x) == texts.canonical(y)),
            Comparison::NotEqual => zip(codes(x), codes(y), |x, y| texts.canonical(x) != texts.canonical(y)),
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
                zip(codes(x), codes(y), |x, y| comparison.holds(texts.text(x).cmp(texts.text(y))))
            }
        },
    };
    Batch { values: same_if(list.len() == 1, Values::YesNo(list), rows), presence: there }
}

fn of_numbers(comparison: Comparison, a: Numbers<'_>, b: Numbers<'_>, rows: usize) -> Vec<bool> {
    if let (Numbers::Narrow(sa, x), Numbers::Narrow(sb, y)) = (a, b) {
        if sa == sb {
            return of_units(comparison, x, y);
        }
        if let Some(list) = aligned(comparison, sa, x, sb, y) {
            return list;
        }
    }
    if let (Some((sa, x, x_one)), Some((sb, y, y_one))) = (a.wide(), b.wide())
        && let Some(list) = aligned(comparison, sa, Lanes::new(&x, x_one), sb, Lanes::new(&y, y_one))
    {
        return list;
    }
    let one = a.is_one() && b.is_one();
    (0..if one { 1 } else { rows }).map(|row| comparison.holds(a.exact(row).cmp(&b.exact(row)))).collect()
}

/// Compares integers at a common scale; none when any row overflows.
fn aligned<T: Int>(comparison: Comparison, a: u8, x: Lanes<'_, T>, b: u8, y: Lanes<'_, T>) -> Option<Vec<bool>> {
    let (up_a, up_b, _) = align::<T>(a, b)?;
    let mut overflow = false;
    let list = zip(x, y, |x, y| {
        let ((x, over_x), (y, over_y)) = (x.overflowing_mul(&up_a), y.overflowing_mul(&up_b));
        overflow |= over_x | over_y;
        comparison.holds(x.cmp(&y))
    });
    (!overflow).then_some(list)
}

wide! {
    /// Compares integers of one scale.
    fn of_units(comparison: Comparison, x: Lanes<'_, i64>, y: Lanes<'_, i64>) -> Vec<bool> {
        ordered
    }
}

/// Compares values that have an order of their own; one loop for each sign, so that each is a simple one.
#[inline(always)]
fn ordered<T: Copy + Ord>(comparison: Comparison, x: Lanes<'_, T>, y: Lanes<'_, T>) -> Vec<bool> {
    match comparison {
        Comparison::Equal => zip(x, y, |x, y| x == y),
        Comparison::NotEqual => zip(x, y, |x, y| x != y),
        Comparison::Less => zip(x, y, |x, y| x < y),
        Comparison::LessOrEqual => zip(x, y, |x, y| x <= y),
        Comparison::Greater => zip(x, y, |x, y| x > y),
        Comparison::GreaterOrEqual => zip(x, y, |x, y| x >= y),
    }
}
