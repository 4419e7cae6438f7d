//! The cells of a column in some rows, made ready to be written row by row.

use super::digits::Line;
use super::format::Words;
use super::slots::{Figure, Slot, Slots};
use super::{Listed, Listing, Sheet};
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::program::{ColumnFormat, Kind};
use crate::values::{Date, Exact};
use std::borrow::Cow;
use std::ops::Range;

/// The cells of a column in the rows of a block.
pub(crate) struct Cells<'a> {
    values: Ready<'a>,
    /// Empty where all are there.
    states: Cow<'a, [State]>,
    rows: usize,
}

/// What the cells hold, and how it is written.
enum Ready<'a> {
    /// Figures with so many decimals of their own, and so many zeros behind them.
    Figures {
        units: Cow<'a, [i64]>,
        places: u8,
        zeros: u8,
    },
    /// Figures without the zeros at their end.
    Shortest {
        units: Cow<'a, [i64]>,
        places: u8,
    },
    Members(Cow<'a, [u32]>),
    YesNo(Cow<'a, [bool]>),
    Texts(Cow<'a, [u32]>),
    Days(Cow<'a, [i32]>),
}

impl<'a> Cells<'a> {
    /// The cells of a column in some rows of its record; none where they are not all of one form that is written quickly.
    pub(crate) fn new(format: &ColumnFormat, listed: &Listed<'a>, block: &Rows<'_>) -> Option<Cells<'a>> {
        let (many, rows) = (block.rows.len(), OfColumn { listed, block });
        let is_whole = |batch: &&Batch| batch.presence == Presence::All;
        let states =
            if rows.batches().all(|batch| batch.as_ref().is_some_and(is_whole)) { Cow::default() } else { rows.gather(states_of)? };
        let values = match (peeled(rows.batches().next()??), listed.kind) {
            (Values::Scaled { scale, .. }, _) => {
                let scale = *scale;
                let units = rows.gather(|batch| match peeled(batch) {
                    Values::Scaled { scale: own, units } if *own == scale => Some(units.as_slice()),
                    _ => None,
                })?;
                figures(format, units, scale)?
            }
            (Values::YesNo(_), _) => {
                Ready::YesNo(rows.gather(|batch| if let Values::YesNo(list) = peeled(batch) { Some(list) } else { None })?)
            }
            (Values::Days(_), _) => {
                Ready::Days(rows.gather(|batch| if let Values::Days(list) = peeled(batch) { Some(list) } else { None })?)
            }
            (Values::Codes(_), kind @ (Kind::Text | Kind::Member(_))) => {
                let codes = rows.gather(|batch| if let Values::Codes(list) = peeled(batch) { Some(list) } else { None })?;
                if kind == Kind::Text { Ready::Texts(codes) } else { Ready::Members(codes) }
            }
            _ => return None,
        };
        Some(Cells { values, states, rows: many })
    }

    /// How many of them are there, do not apply, and are blank.
    pub(crate) fn states(&self) -> (u64, u64, u64) {
        if self.states.is_empty() {
            return (u64::try_from(self.rows).unwrap_or(u64::MAX), 0, 0);
        }
        self.states.iter().fold((0u64, 0u64, 0u64), |(present, not_applicable, blank), state| match state {
            State::Present => (present + 1, not_applicable, blank),
            State::NotApplicable => (present, not_applicable + 1, blank),
            State::Blank | State::NotGiven | State::TooLarge => (present, not_applicable, blank + 1),
        })
    }

    /// The sum of their figures, in units of 10^-scale; none of what are no figures.
    pub(crate) fn sum(&self) -> Option<(i128, u8)> {
        let (Ready::Figures { units, places, .. } | Ready::Shortest { units, places }) = &self.values else { return None };
        if self.states.is_empty() {
            return Some((sum_of(units), *places));
        }
        let there = units.iter().zip(&*self.states).filter(|(_, state)| **state == State::Present);
        // As many units as there are rows of a batch are far from the end of 128 bits.
        Some((there.map(|(units, _)| i128::from(*units)).sum(), *places))
    }

    /// Puts the cells of some rows in slots, as far as they have a place there, with a byte behind each.
    pub(super) fn slots(&self, rows: Range<usize>, words: &Words, texts: &Texts, end: u8, slots: &mut Slots) {
        let short = |word: &String| Slot::new(word, end);
        match &self.values {
            Ready::Figures { units, places, zeros } => {
                let up = 10u64.checked_pow(u32::from(*zeros)).unwrap_or(u64::MAX);
                let form = Figure { up, places: places.saturating_add(*zeros), end };
                slots.figures(units.get(rows.clone()).unwrap_or_default(), form);
            }
            Ready::Shortest { units, places: 0 } => {
                slots.figures(units.get(rows.clone()).unwrap_or_default(), Figure { up: 1, places: 0, end });
            }
            Ready::YesNo(list) => {
                let (yes, no) = (short(&words.yes), short(&words.no));
                slots.clear();
                let answers = list.get(rows.clone()).unwrap_or_default();
                answers.iter().enumerate().for_each(|(row, answer)| slots.put(row, if *answer { yes } else { no }));
            }
            Ready::Members(codes) => {
                let words: Vec<Slot> = words.members.iter().map(short).collect();
                slots.clear();
                let codes = codes.get(rows.clone()).unwrap_or_default();
                codes.iter().enumerate().for_each(|(row, code)| slots.put(row, words.get(*code as usize).copied().unwrap_or_default()));
            }
            Ready::Texts(codes) => {
                slots.clear();
                for (row, code) in codes.get(rows.clone()).unwrap_or_default().iter().enumerate() {
                    let (letters, from, to) = texts.place(*code);
                    slots.put(row, Slot::plain(letters, from, to, end));
                }
            }
            Ready::Shortest { .. } | Ready::Days(_) => slots.clear(),
        }
        if self.states.is_empty() {
            return;
        }
        let (not_applicable, blank) = (short(&words.not_applicable), short(&words.blank));
        for (row, state) in self.states.get(rows).unwrap_or_default().iter().enumerate() {
            match state {
                State::Present => {}
                State::NotApplicable => slots.put(row, not_applicable),
                State::Blank | State::NotGiven | State::TooLarge => slots.put(row, blank),
            }
        }
    }

    /// Writes the cell of a row; false where it is out of the ordinary: then nothing is written.
    #[inline(always)]
    pub(super) fn write(&self, row: usize, words: &Words, texts: &Texts, mark: impl Fn(&str, &mut Line), out: &mut Line) -> bool {
        match self.states.get(row) {
            None | Some(State::Present) => {}
            Some(State::NotApplicable) => {
                out.text(words.not_applicable.as_bytes());
                return true;
            }
            Some(_) => {
                out.text(words.blank.as_bytes());
                return true;
            }
        }
        match &self.values {
            Ready::Figures { units, places, zeros } => units.get(row).is_some_and(|units| out.figure(*units, *places, *zeros)),
            Ready::Shortest { units, places } => units.get(row).is_some_and(|units| {
                let (mut units, mut places) = (*units, *places);
                while places > 0 && units % 10 == 0 {
                    (units, places) = (units / 10, places - 1);
                }
                out.figure(units, places, 0)
            }),
            Ready::YesNo(list) => {
                let word = if list.get(row) == Some(&true) { &words.yes } else { &words.no };
                out.text(word.as_bytes());
                true
            }
            Ready::Members(codes) => {
                let word = codes.get(row).and_then(|code| words.members.get(*code as usize));
                out.text(word.map_or(&[], String::as_bytes));
                true
            }
            Ready::Texts(codes) => {
                mark(codes.get(row).map_or("", |code| texts.text(*code)), out);
                true
            }
            Ready::Days(days) => days.get(row).and_then(|days| Date::from_days(*days)).is_some_and(|date| {
                out.day(date.year(), date.month(), date.day());
                true
            }),
        }
    }
}

/// The sum of units, of which there are no more than rows of a batch: that of their upper halves and that of their lower ones, neither of
/// which overflows.
fn sum_of(units: &[i64]) -> i128 {
    let (mut upper, mut lower) = (0i64, 0i64);
    for units in units {
        upper += units >> 32;
        lower += units & 0xFFFF_FFFF;
    }
    (i128::from(upper) << 32) + i128::from(lower)
}

/// The states of a batch in which all rows are there, one of whose rows is asked for.
const ALL_THERE: &[State] = &[State::Present; BATCH];

fn figures<'a>(format: &ColumnFormat, units: Cow<'a, [i64]>, scale: u8) -> Option<Ready<'a>> {
    if format.unit != Exact::ONE {
        return None;
    }
    Some(match format.decimals {
        None => Ready::Shortest { units, places: scale },
        Some(decimals) => Ready::Figures { units, places: scale, zeros: decimals.checked_sub(scale)? },
    })
}

/// The rows of a block.
pub(crate) struct Rows<'o> {
    rows: &'o [usize],
    /// Whether they stand one behind the other in one batch.
    follow: bool,
}

impl<'o> Rows<'o> {
    /// Some rows, in any order.
    pub(crate) fn new(rows: &'o [usize]) -> Rows<'o> {
        let batch = |row: Option<&usize>| row.map(|row| row / BATCH);
        let follow = batch(rows.first()) == batch(rows.last()) && rows.windows(2).all(|two| matches!(two, [one, next] if one + 1 == *next));
        Rows { rows, follow }
    }
}

/// The rows of a block of a column.
struct OfColumn<'a, 'o> {
    listed: &'o Listed<'a>,
    block: &'o Rows<'o>,
}

impl<'a> OfColumn<'a, '_> {
    /// The batches that the rows are of; some may be told more than once.
    fn batches(&self) -> impl Iterator<Item = Option<&'a Batch>> {
        let column = self.listed.column;
        let rows = match self.block.rows {
            [first, ..] if self.listed.overall || self.block.follow => std::slice::from_ref(first),
            rows => rows,
        };
        let mut last = None;
        let of = |row: &usize| if self.listed.overall { 0 } else { row / BATCH };
        let changed = rows.iter().map(of).filter(move |batch| last.replace(*batch) != Some(*batch));
        changed.map(|batch| column.batches.get(batch))
    }

    /// What the rows have in a list of each batch, which may be one value for all of them: where it stands, if that is one behind the other.
    fn gather<T: Copy>(&self, list: impl Fn(&'a Batch) -> Option<&'a [T]>) -> Option<Cow<'a, [T]>> {
        let (column, rows): (&'a Column, _) = (self.listed.column, self.block.rows);
        let (first, last) = (*rows.first()?, *rows.last()?);
        if self.block.follow && !self.listed.overall {
            let list = list(column.batches.get(first / BATCH)?)?;
            return match list {
                [one] => Some(Cow::Owned(vec![*one; rows.len()])),
                list => list.get(first % BATCH..=last % BATCH).map(Cow::Borrowed),
            };
        }
        let value = |row: &usize| {
            let row = if self.listed.overall { 0 } else { *row };
            match list(column.batches.get(row / BATCH)?)? {
                [one] => Some(*one),
                list => list.get(row % BATCH).copied(),
            }
        };
        rows.iter().map(value).collect()
    }
}

fn states_of(batch: &Batch) -> Option<&[State]> {
    match &batch.presence {
        Presence::All => Some(ALL_THERE),
        Presence::Each(states) => Some(states),
    }
}

/// The values of a batch, or the one that stands for all.
fn peeled(batch: &Batch) -> &Values {
    match &batch.values {
        Values::Same(one, _) => one,
        values => values,
    }
}

/// The cells of every column of a listing in some of its rows.
pub(super) fn of_rows<'a>(sheet: &Sheet<'_>, listing: &Listing<'a>, rows: &[usize]) -> Vec<Option<Cells<'a>>> {
    let rows = Rows::new(rows);
    let columns = sheet.delivery.columns.iter().zip(&listing.columns);
    columns.map(|(column, listed)| Cells::new(&column.format, listed, &rows)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sum_is_that_of_one_after_the_other(
            some in prop::collection::vec(prop_oneof![any::<i64>(), -9i64..9, Just(i64::MIN), Just(i64::MAX), Just(-1)], 0..50),
            times in prop_oneof![Just(1), Just(BATCH / 50)],
        ) {
            let units = some.repeat(times);
            prop_assert_eq!(sum_of(&units), units.iter().map(|units| i128::from(*units)).sum::<i128>());
        }
    }

    #[test]
    fn the_largest_batch_does_not_overflow() {
        for units in [i64::MIN, i64::MAX, -1] {
            assert_eq!(sum_of(&[units; BATCH]), i128::from(units) * BATCH as i128);
        }
    }
}
