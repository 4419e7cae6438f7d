//! The rows of made records, and references found by key.

use super::flat::{Flat, View, at_rows, codes_column};
use super::identity::Combinations;
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;

/// Groups: one row for each combination of values, in order of first appearance, and from each row the way to its group. A row with
/// a value that is not given or too large is in no group, and its reference is absent in the same way.
pub(in crate::run) fn group(by: &[View<'_>], rows: usize, texts: &Texts) -> (usize, Vec<Column>, Column) {
    let quick = if let [view] = by { by_code(&Flat::new(*view).canonical(view.kind, texts), rows) } else { None };
    let (reference, firsts) = match quick {
        Some((numbers, firsts)) => (codes_column(&numbers, &[]), firsts),
        None => {
            let (numbers, firsts) = Combinations::default().add(by, rows, State::NotGiven, texts);
            (references(&numbers), firsts)
        }
    };
    let leads: Vec<Result<u32, State>> = firsts.iter().map(|row| Ok(*row)).collect();
    let columns = by.iter().map(|view| at_rows(*view, &leads)).collect();
    (firsts.len(), columns, reference)
}

/// The group of each row, by code, and the first row of each group; none where codes are absent, or too great to be counted through.
fn by_code(flat: &Flat, rows: usize) -> Option<(Vec<u32>, Vec<u32>)> {
    let codes = flat.all_codes()?;
    let greatest = codes.iter().copied().max().unwrap_or_default() as usize;
    if greatest > rows.saturating_mul(4).saturating_add(1024) {
        return None;
    }
    let mut groups = vec![u32::MAX; greatest.saturating_add(1)];
    let mut firsts = Vec::new();
    let mut numbers = Vec::with_capacity(codes.len());
    for (code, row) in codes.iter().zip(0u32..) {
        let group = groups.get_mut(*code as usize)?;
        if *group == u32::MAX {
            *group = firsts.len() as u32;
            firsts.push(row);
        }
        numbers.push(*group);
    }
    Some((numbers, firsts))
}

/// The row of `keys` that has each combination of values in `by`: none where no row has it. Of rows with equal keys the first is
/// found; a row with an absent part of its key never is.
pub(in crate::run) fn find(
    by: &[View<'_>],
    rows: usize,
    keys: &[View<'_>],
    targets: usize,
    texts: &Texts,
) -> Vec<Result<Option<u32>, State>> {
    let mut combinations = Combinations::default();
    let (_, firsts) = combinations.add(keys, targets, State::Blank, texts);
    let found = combinations.find(by, rows, texts);
    found.into_iter().map(|lead| lead.map(|number| number.and_then(|number| firsts.get(number as usize).copied()))).collect()
}

/// The most values that are held of a record that combines others: its rows grow with the product of theirs, and so would memory.
pub(in crate::run) const MOST_MADE: usize = 1 << 29;

/// All combinations of rows of records with so many rows, the last changing first: how many, and the references; none where there are
/// too many, each row having so many values.
pub(in crate::run) fn product(counts: &[usize], values: usize) -> Option<(usize, Vec<Column>)> {
    let rows = counts.iter().try_fold(1usize, |rows, count| rows.checked_mul(*count))?;
    rows.checked_mul(values.max(1)).filter(|made| *made <= MOST_MADE)?;
    let mut columns = Vec::with_capacity(counts.len());
    let mut repeat = rows;
    for &count in counts {
        repeat = repeat.checked_div(count).unwrap_or_default();
        let code = |row: usize| row.checked_div(repeat).and_then(|at| at.checked_rem(count)).unwrap_or_default();
        let batches = (0..rows).step_by(BATCH).map(|first| {
            let codes = (first..rows.min(first.saturating_add(BATCH))).map(|row| u32::try_from(code(row)).unwrap_or(u32::MAX));
            Batch { values: Values::Codes(codes.collect()), presence: Presence::All }
        });
        columns.push(Column { batches: batches.collect() });
    }
    Some((rows, columns))
}

/// References as a column.
pub(in crate::run) fn references(leads: &[Result<u32, State>]) -> Column {
    let codes: Vec<u32> = leads.iter().map(|lead| lead.unwrap_or_default()).collect();
    let states: Vec<State> = leads.iter().map(|lead| lead.err().unwrap_or(State::Present)).collect();
    codes_column(&codes, &states)
}
