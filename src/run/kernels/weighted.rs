//! Averages in which each value counts by a weight: on 128-bit integers; on rationals where one overflows.

use super::flat::Flat;
use super::reduce::{Members, Over, means};
use super::sum::{self, Sum};
use crate::data::columns::{Column, State};
use crate::values::Exact;

/// The sum of value × weight by the sum of the weights; blank where that is zero. Gives also the rows whose weight is below zero.
pub(super) fn average(over: &Over<'_>, mut members: Members, value: &Flat, weight: &Flat) -> (Column, Vec<usize>) {
    let below_zero = |row: &usize| weight.state(*row) == State::Present && weight.exact(*row).is_negative();
    let negative = members.iter().map(|(row, _)| row).filter(below_zero).collect();
    let integers = value.scale().zip(weight.scale()).and_then(|scales| Some((scales, integers(over, &members, value, weight)?)));
    let (totals, weights): (Vec<Exact>, Vec<Exact>) = match integers {
        Some(((value, weight), sums)) => {
            let scale = value.saturating_add(weight);
            sums.into_iter().map(|(total, of)| (Exact::from_scaled(total, scale), Exact::from_scaled(of, weight))).unzip()
        }
        None => {
            let mut sums = vec![(Sum::default(), Sum::default()); over.groups];
            for (row, group) in members.iter() {
                if let Some((total, of)) = sums.get_mut(group) {
                    let own = weight.exact(row);
                    total.add(&value.exact(row).mul(&own));
                    of.add(&own);
                }
            }
            let (totals, weights): (Vec<Sum>, Vec<Sum>) = sums.into_iter().unzip();
            (sum::totals(totals, &mut members.states), sum::totals(weights, &mut members.states))
        }
    };
    (means(&totals, &weights, members.states), negative)
}

/// The sums of value × weight and of the weights in units; none when one overflows.
fn integers(over: &Over<'_>, members: &Members, value: &Flat, weight: &Flat) -> Option<Vec<(i128, i128)>> {
    let mut sums = vec![(0i128, 0i128); over.groups];
    for (row, group) in members.iter() {
        let (total, of) = sums.get_mut(group)?;
        let own = weight.unit(row)?;
        *total = total.checked_add(value.unit(row)?.checked_mul(own)?)?;
        *of = of.checked_add(own)?;
    }
    Some(sums)
}
