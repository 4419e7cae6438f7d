//! Columns read where they lie, batch by batch, where every row is there and has a value of its own; and shares of them for threads.

use super::flat::View;
use super::lanes::{Lanes, Numbers, codes, numbers};
use crate::data::columns::{BATCH, Batch, Presence};
use crate::data::in_order::MOST_THREADS;
use std::ops::Range;

/// So few batches are not worth another thread.
const FEW: usize = 4;

/// The codes of each batch; none where a row has none of its own.
pub(super) fn codes_of(view: View<'_>) -> Option<Vec<&[u32]>> {
    each(view, |batch| match codes(&batch.values) {
        Lanes::Many(codes) => Some(codes),
        Lanes::One(_) => None,
    })
}

/// The numbers of each batch as integers of one scale; none where a row has none of its own, or they are others.
pub(super) fn units_of(view: View<'_>) -> Option<(u8, Vec<&[i64]>)> {
    let mut common = None;
    let units = each(view, |batch| match numbers(&batch.values) {
        Numbers::Narrow(scale, Lanes::Many(units)) if *common.get_or_insert(scale) == scale => Some(units),
        _ => None,
    })?;
    Some((common.unwrap_or_default(), units))
}

/// The cohorts of the rows of a batch; where there are none, all are in the first one.
pub(super) fn cohorts<'a>(cohorts: Option<&[&'a [u32]]>, batch: usize, rows: usize) -> &'a [u32] {
    const FIRST: &[u32; BATCH] = &[0; BATCH];
    match cohorts {
        Some(cohorts) => cohorts.get(batch).copied().unwrap_or_default(),
        None => FIRST.get(..rows).unwrap_or(FIRST),
    }
}

fn each<'a, T>(view: View<'a>, values: impl FnMut(&'a Batch) -> Option<&'a [T]>) -> Option<Vec<&'a [T]>> {
    let batches = &view.column.batches;
    if view.one || batches.iter().any(|batch| batch.presence != Presence::All) {
        return None;
    }
    batches.iter().map(values).collect()
}

/// How many threads are worth their beginning for so many batches.
pub(super) fn worthwhile(threads: usize, batches: usize) -> usize {
    threads.clamp(1, (batches / FEW).clamp(1, MOST_THREADS))
}

/// So many batches in a share for each of so many threads.
pub(super) fn shares(batches: usize, threads: usize) -> impl Iterator<Item = Range<usize>> {
    let share = batches.div_ceil(threads.max(1)).max(1);
    (0..batches).step_by(share).map(move |from| from..batches.min(from.saturating_add(share)))
}
