//! Counts, sums and averages where every row counts, and its numbers are integers of one scale: read where they lie, by several threads.

use super::batches::{self, cohorts};
use super::flat::units_column;
use super::reduce::{Over, means};
use crate::data::columns::{BATCH, Column, State};
use crate::program::ReduceOp;
use crate::run::shares::each;
use crate::values::Exact;

/// The aggregate for each group; none where rows are left out or absent, or it is another one.
pub(super) fn tally(over: &Over<'_>, threads: usize) -> Option<Column> {
    let None = over.filter.or(over.weight) else { return None };
    let by = match over.by {
        Some(by) => Some(batches::codes_of(by)?),
        None => None,
    };
    let value = match (over.op, over.value) {
        (ReduceOp::Count, None) => None,
        (ReduceOp::Sum | ReduceOp::Average, Some(value)) => Some(batches::units_of(value)?),
        _ => return None,
    };
    let count = over.rows.div_ceil(BATCH);
    // The totals of all threads together are not more than the rows.
    let threads = batches::worthwhile(threads, over.rows / over.groups.saturating_add(BATCH));
    let counts = || {
        total(over, count, threads, |totals: &mut [u32], at, rows| {
            for group in cohorts(by.as_deref(), at, rows) {
                totals.get_mut(*group as usize).into_iter().for_each(|total| *total = total.wrapping_add(1));
            }
        })
    };
    let Some((scale, units)) = value else { return Some(units_column(0, &counts(), &[])) };
    let sums = total(over, count, threads, |totals: &mut [i128], at, rows| {
        let units = units.get(at).copied().unwrap_or_default();
        for (group, unit) in cohorts(by.as_deref(), at, rows).iter().zip(units) {
            // So many 64-bit numbers as there are rows stay far below 128 bits.
            totals.get_mut(*group as usize).into_iter().for_each(|total| *total = total.wrapping_add(i128::from(*unit)));
        }
    });
    if *over.op == ReduceOp::Sum {
        return Some(units_column(scale, &sums, &[]));
    }
    let sums: Vec<Exact> = sums.into_iter().map(|sum| Exact::from_scaled(sum, scale)).collect();
    let counts: Vec<Exact> = counts().into_iter().map(Exact::from_int).collect();
    Some(means(&sums, &counts, vec![State::Present; over.groups]))
}

/// What `add` comes to over all batches, by group; it is given the number of a batch and how many rows it has.
fn total<T: Copy + Default + Into<i128> + Send>(
    over: &Over<'_>,
    batches: usize,
    threads: usize,
    add: impl Fn(&mut [T], usize, usize) + Sync,
) -> Vec<i128> {
    let totals = each(batches::shares(batches, threads), |share| {
        let mut totals = vec![T::default(); over.groups];
        for at in share {
            add(&mut totals, at, over.rows.saturating_sub(at.saturating_mul(BATCH)).min(BATCH));
        }
        totals
    });
    let mut all = vec![0i128; over.groups];
    for totals in totals {
        for (all, total) in all.iter_mut().zip(totals) {
            *all = all.wrapping_add(total.into());
        }
    }
    all
}
