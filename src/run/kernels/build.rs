//! The rows of made records.

use super::batches;
use super::flat::{View, at_rows, codes_column, texts_of};
use super::identity::{Combinations, Numbers};
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::run::shares::each;

/// Groups: one row for each combination of values, in order of first appearance, and from each row the way to its group. A row with
/// a value that is not given or too large is in no group, and its reference is absent in the same way.
pub(in crate::run) fn group(by: &[View<'_>], rows: usize, texts: &Texts, threads: usize) -> (usize, Vec<Column>, Column) {
    let (reference, firsts) = match by {
        [view] => by_code(*view, rows, texts, threads),
        _ => None,
    }
    .unwrap_or_else(|| {
        let (_, numbers, firsts) = Combinations::of(by, rows, State::NotGiven, texts);
        (references(&numbers), firsts)
    });
    let leads: Vec<Result<u32, State>> = firsts.iter().map(|row| Ok(*row)).collect();
    let columns = by.iter().map(|view| at_rows(*view, &leads)).collect();
    (firsts.len(), columns, reference)
}

/// Groups by codes, and the first row of each; none where codes are absent.
fn by_code(view: View<'_>, rows: usize, texts: &Texts, threads: usize) -> Option<(Column, Vec<u32>)> {
    let codes = batches::codes_of(view)?;
    let threads = batches::worthwhile(threads, codes.len());
    // A text may have several codes.
    let texts = texts_of(view.kind, texts);
    let whole = |code: u32| texts.map_or(code, |texts| texts.canonical(code));
    // Every share numbers the groups that it meets; the first share as they stay.
    let shares = batches::shares(codes.len(), threads);
    let met = each(shares, |share| {
        // The lists of all shares together are not longer than that of one.
        let (mut groups, mut firsts) = (Numbers::new(rows / threads, 0), Vec::new());
        let mut batches = Vec::with_capacity(share.len());
        for at in share {
            let codes = codes.get(at).copied().unwrap_or_default();
            // Of most batches all groups were met before.
            batches.push(groups.all_of(codes).unwrap_or_else(|| {
                let numbered = codes.iter().zip(at.saturating_mul(BATCH)..).map(|(code, row)| {
                    let code = whole(*code);
                    let (number, is_new) = groups.number(u64::from(code));
                    if is_new {
                        firsts.push((code, row as u32));
                    }
                    number
                });
                numbered.collect::<Vec<u32>>()
            }));
        }
        (batches, firsts)
    });
    let (mut all, mut firsts) = (Numbers::new(rows, 0), Vec::new());
    let known = met.into_iter().map(|(batches, own)| {
        let groups = own.into_iter().map(|(code, row)| {
            let (number, is_new) = all.number(u64::from(code));
            if is_new {
                firsts.push(row);
            }
            number
        });
        (batches, groups.collect::<Vec<u32>>())
    });
    let batches = each(known.collect::<Vec<_>>(), |(mut batches, groups): (Vec<Vec<u32>>, Vec<u32>)| {
        if groups.iter().zip(0u32..).any(|(group, own)| *group != own) {
            for number in batches.iter_mut().flatten() {
                *number = groups.get(*number as usize).copied().unwrap_or(u32::MAX);
            }
        }
        batches
    });
    let batch = |numbers| Batch { values: Values::Codes(numbers), presence: Presence::All };
    let column = Column { batches: batches.into_iter().flatten().map(batch).collect() };
    Some((column, firsts))
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
