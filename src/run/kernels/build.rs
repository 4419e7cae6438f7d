//! The rows of made records.

use super::batches;
use super::flat::{View, at_rows, codes_column};
use super::identity::Combinations;
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::run::shares::each;

/// Groups: one row for each combination of values, in order of first appearance, and from each row the way to its group. A row with
/// a value that is not given or too large is in no group, and its reference is absent in the same way.
pub(in crate::run) fn group(by: &[View<'_>], rows: usize, texts: &Texts, threads: usize) -> (usize, Vec<Column>, Column) {
    let (reference, firsts) = match by {
        [view] => by_code(*view, rows, threads).or_else(|| by_code(*view, rows, 1)),
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

/// Groups by codes, and the first row of each; none where codes are absent, or too great to be counted through.
fn by_code(view: View<'_>, rows: usize, threads: usize) -> Option<(Column, Vec<u32>)> {
    // Texts of several codes have codes that are too great.
    let codes = batches::codes_of(view)?;
    let threads = batches::worthwhile(threads, codes.len());
    // The numbers of all shares together are not more than those of one.
    let most = (rows.saturating_mul(4) / threads).saturating_add(1024);
    // Every share numbers the groups that it meets; the first share as they stay.
    let shares = batches::shares(codes.len(), threads);
    let met = each(shares, |share| {
        let mut groups = Groups::default();
        let mut batches = Vec::with_capacity(share.len());
        for at in share {
            let mut numbers = Vec::new();
            let rows = codes.get(at)?.iter().zip(at.saturating_mul(BATCH)..);
            numbers.extend(rows.map(|(code, row)| groups.of(*code, row as u32, most)));
            batches.push(numbers);
        }
        groups.is_whole.then_some((batches, groups.firsts))
    });
    let met = met.into_iter().collect::<Option<Vec<_>>>()?;
    let mut all = Groups::default();
    let known = met.into_iter().map(|(batches, own)| {
        let groups = own.into_iter().map(|(code, row)| all.of(code, row, most));
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
    Some((column, all.firsts.into_iter().map(|(_, row)| row).collect()))
}

/// Groups by code, numbered as they are met.
struct Groups {
    /// By code; [`u32::MAX`] for a code that was not met.
    numbers: Vec<u32>,
    /// The code and the first row of each.
    firsts: Vec<(u32, u32)>,
    /// Whether no code was too great.
    is_whole: bool,
}

impl Default for Groups {
    fn default() -> Self {
        Groups { numbers: Vec::new(), firsts: Vec::new(), is_whole: true }
    }
}

impl Groups {
    /// The group of a code that is met at a row; codes beyond the most are too great.
    fn of(&mut self, code: u32, row: u32, most: usize) -> u32 {
        match self.numbers.get(code as usize) {
            Some(number) if *number != u32::MAX => *number,
            _ => self.add(code, row, most),
        }
    }

    #[cold]
    fn add(&mut self, code: u32, row: u32, most: usize) -> u32 {
        let at = code as usize;
        if at > most {
            self.is_whole = false;
            return u32::MAX;
        }
        if self.numbers.len() <= at {
            self.numbers.resize(at.saturating_add(1), u32::MAX);
        }
        let number = self.firsts.len() as u32;
        self.numbers.get_mut(at).into_iter().for_each(|own| *own = number);
        self.firsts.push((code, row));
        number
    }
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
