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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::super::build::{product, references};
    use super::super::flat::Flat;
    use super::*;
    use crate::program::{Kind, RecordId};
    use proptest::prelude::*;

    /// A reference to one of so many rows, or its absence.
    fn lead(rows: u32) -> impl Strategy<Value = Result<u32, State>> {
        let absent = prop::sample::select(vec![State::Blank, State::NotApplicable, State::NotGiven, State::TooLarge]);
        prop_oneof![20 => (0..rows).prop_map(Ok), 1 => absent.prop_map(Err)]
    }

    fn leads(column: &Column, rows: usize) -> Vec<Result<u32, State>> {
        let flat = Flat::new(View { column, kind: Kind::Reference(RecordId(0)), one: false });
        (0..rows).map(|row| if flat.state(row) == State::Present { Ok(flat.code(row)) } else { Err(flat.state(row)) }).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn places_in_a_product_are_those_of_its_keys(
            rows in prop::sample::select(vec![0usize, 1, 7, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH]),
            one in any::<bool>(),
            some in proptest::collection::vec((lead(5), lead(3)), 50),
            threads in 1usize..4,
        ) {
            let taken = |row: usize| some.get(row * row % 47).copied().unwrap_or((Ok(0), Ok(0)));
            let first: Vec<_> = (0..if one { 1 } else { rows }).map(|row| taken(row).0).collect();
            let second: Vec<_> = (0..rows).map(|row| taken(row).1).collect();
            let (first, second) = (references(&first), references(&second));
            let kind = |record| Kind::Reference(RecordId(record));
            let by = [View { column: &first, kind: kind(1), one }, View { column: &second, kind: kind(2), one: false }];
            let (targets, made) = product(&[5, 3], 2).unwrap();
            let keys = [View { column: &made[0], kind: kind(1), one: false }, View { column: &made[1], kind: kind(2), one: false }];
            let found = by_key(&by, rows, &keys, targets, &Texts::default());
            let expected: Vec<Result<u32, State>> = found.into_iter().map(|lead| lead.map(|found| found.unwrap())).collect();
            prop_assert_eq!(leads(&in_product(&by, rows, &[5, 3], threads), rows), expected);
        }
    }
}
