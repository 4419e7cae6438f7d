//! References found by key: the row that has each combination of values.

use super::batches;
use super::flat::View;
use super::identity::Combinations;
use super::lanes::{Lanes, codes};
use super::presence::{self, state};
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::run::shares::each;

/// The row of `keys` that has each combination of values in `by`: none where no row has it. Of rows with equal keys the first is
/// found; a row with an absent part of its key never is.
pub(in crate::run) fn by_key(
    by: &[View<'_>],
    rows: usize,
    keys: &[View<'_>],
    targets: usize,
    texts: &Texts,
) -> Vec<Result<Option<u32>, State>> {
    let (combinations, _, firsts) = Combinations::of(keys, targets, State::Blank, texts);
    let found = combinations.find(by, rows, texts);
    found.into_iter().map(|lead| lead.map(|number| number.and_then(|number| firsts.get(number as usize).copied()))).collect()
}

/// The row of a record that combines records of so many rows, found by the rows that it combines: its place in the product, the last
/// one changing first. It is always there.
pub(in crate::run) fn in_product(by: &[View<'_>], rows: usize, counts: &[usize], threads: usize) -> Column {
    let all = rows.div_ceil(BATCH);
    let shares = batches::shares(all, batches::worthwhile(threads, all));
    let made = each(shares, |share| {
        let batch = |at: usize| places(by, counts, at, rows.saturating_sub(at.saturating_mul(BATCH)).min(BATCH));
        share.map(batch).collect::<Vec<_>>()
    });
    Column { batches: made.into_iter().flatten().collect() }
}

/// The places of the rows of one batch.
fn places(by: &[View<'_>], counts: &[usize], at: usize, rows: usize) -> Batch {
    let (mut places, mut states) = (vec![0u32; rows], Vec::new());
    for (view, count) in by.iter().zip(counts) {
        let Some(batch) = view.column.batches.get(if view.one { 0 } else { at }) else { continue };
        // No product has more rows than such a number counts.
        let count = u32::try_from(*count).unwrap_or(u32::MAX);
        let place = |place: &mut u32, code: u32| *place = place.wrapping_mul(count).wrapping_add(code);
        match codes(&batch.values) {
            Lanes::Many(codes) if !view.one => places.iter_mut().zip(codes).for_each(|(own, code)| place(own, *code)),
            codes => {
                let code = codes.get(0).copied().unwrap_or_default();
                places.iter_mut().for_each(|own| place(own, code));
            }
        }
        if let Presence::Each(_) = &batch.presence {
            states.resize(rows, State::Present);
            let of = |row: usize| state(&batch.presence, if view.one { 0 } else { row });
            states.iter_mut().enumerate().for_each(|(row, own): (usize, &mut State)| *own = (*own).max(of(row)));
        }
    }
    Batch { values: Values::Codes(places), presence: if states.is_empty() { Presence::All } else { presence::of(states) } }
}
