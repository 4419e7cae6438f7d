//! Whole columns for steps that read them in any order: one list of values of one form, and one of states.

use super::lanes::{Lanes, Numbers, codes, days, durations, numbers, yes_no};
use super::presence::{self, state};
use crate::data::columns::{BATCH, Batch, Column, Presence, State, Values};
use crate::data::texts::Texts;
use crate::program::Kind;
use crate::values::Exact;
use std::cmp::Ordering;

/// A column as a whole-column step reads it.
#[derive(Clone, Copy, Debug)]
pub(in crate::run) struct View<'a> {
    /// The column.
    pub(in crate::run) column: &'a Column,
    /// What its values are.
    pub(in crate::run) kind: Kind,
    /// Whether its one row stands for all rows.
    pub(in crate::run) one: bool,
}

/// A column in one piece.
#[derive(Debug)]
pub(in crate::run) struct Flat {
    values: FlatValues,
    /// Empty where all rows are there.
    states: Vec<State>,
    one: bool,
}

#[derive(Debug)]
enum FlatValues {
    Narrow(u8, Vec<i64>),
    Wide(u8, Vec<i128>),
    Exact(Vec<Exact>),
    YesNo(Vec<bool>),
    Days(Vec<i32>),
    Durations(Vec<(i64, i64)>),
    Codes(Vec<u32>),
}

/// How many rows a batch has.
pub(in crate::run) fn rows_of(batch: &Batch) -> usize {
    match &batch.values {
        Values::Scaled { units, .. } => units.len(),
        Values::Wide { units, .. } => units.len(),
        Values::Exact(list) => list.len(),
        Values::YesNo(list) => list.len(),
        Values::Days(list) => list.len(),
        Values::Durations(list) => list.len(),
        Values::Codes(list) => list.len(),
        Values::Same(_, rows) => *rows,
    }
}

impl Flat {
    /// Puts a column in one piece.
    pub(in crate::run) fn new(view: View<'_>) -> Flat {
        let batches = &view.column.batches;
        let mut states = Vec::new();
        if batches.iter().any(|batch| batch.presence != Presence::All) {
            for batch in batches {
                match &batch.presence {
                    Presence::All => states.resize(states.len().saturating_add(rows_of(batch)), State::Present),
                    Presence::Each(own) => states.extend_from_slice(own),
                }
            }
        }
        let values = match view.kind {
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => of_numbers(batches),
            Kind::YesNo => FlatValues::YesNo(joined(batches, |batch| yes_no(&batch.values))),
            Kind::Date => FlatValues::Days(joined(batches, |batch| days(&batch.values))),
            Kind::Duration => FlatValues::Durations(joined(batches, |batch| durations(&batch.values))),
            Kind::Text | Kind::Member(_) | Kind::Reference(_) | Kind::Nothing => {
                FlatValues::Codes(joined(batches, |batch| codes(&batch.values)))
            }
        };
        Flat { values, states, one: view.one }
    }

    /// The column with one number for equal texts, whatever they are the texts of.
    pub(in crate::run) fn canonical(mut self, kind: Kind, texts: &Texts) -> Flat {
        if let (Kind::Text, FlatValues::Codes(codes)) = (kind, &mut self.values) {
            codes.iter_mut().for_each(|code| *code = texts.canonical(*code));
        }
        self
    }

    fn place(&self, row: usize) -> usize {
        if self.one { 0 } else { row }
    }

    /// The state of a row.
    pub(in crate::run) fn state(&self, row: usize) -> State {
        if self.states.is_empty() {
            return State::Present;
        }
        self.states.get(self.place(row)).copied().unwrap_or(State::Blank)
    }

    /// Whether all rows are there.
    pub(in crate::run) fn is_whole(&self) -> bool {
        self.states.is_empty()
    }

    /// Whether a row is there and yes.
    pub(in crate::run) fn is_yes(&self, row: usize) -> bool {
        match &self.values {
            FlatValues::YesNo(list) => self.state(row) == State::Present && list.get(self.place(row)).copied().unwrap_or(false),
            _ => false,
        }
    }

    /// The code of a row.
    pub(in crate::run) fn code(&self, row: usize) -> u32 {
        match &self.values {
            FlatValues::Codes(list) => list.get(self.place(row)).copied().unwrap_or_default(),
            _ => 0,
        }
    }

    /// A value that is no number as a pair of integers, equal for equal values.
    pub(in crate::run) fn plain(&self, row: usize) -> (i64, i64) {
        let row = self.place(row);
        match &self.values {
            FlatValues::YesNo(list) => (list.get(row).copied().map_or(0, i64::from), 0),
            FlatValues::Days(list) => (list.get(row).copied().map_or(0, i64::from), 0),
            FlatValues::Durations(list) => list.get(row).copied().unwrap_or_default(),
            FlatValues::Codes(list) => (list.get(row).copied().map_or(0, i64::from), 0),
            FlatValues::Narrow(..) | FlatValues::Wide(..) | FlatValues::Exact(_) => (0, 0),
        }
    }

    /// The scale of its values where all are 64-bit integers: codes, days, yes and no, and numbers.
    pub(super) fn integers(&self) -> Option<u8> {
        match &self.values {
            FlatValues::Narrow(scale, _) => Some(*scale),
            FlatValues::Codes(_) | FlatValues::Days(_) | FlatValues::YesNo(_) => Some(0),
            FlatValues::Wide(..) | FlatValues::Exact(_) | FlatValues::Durations(_) => None,
        }
    }

    /// The integer of a row, as a multiple of 10^-scale.
    pub(super) fn integer(&self, row: usize) -> Option<i64> {
        let row = self.place(row);
        match &self.values {
            FlatValues::Narrow(_, units) => units.get(row).copied(),
            FlatValues::Codes(list) => list.get(row).copied().map(i64::from),
            FlatValues::Days(list) => list.get(row).copied().map(i64::from),
            FlatValues::YesNo(list) => list.get(row).copied().map(i64::from),
            FlatValues::Wide(..) | FlatValues::Exact(_) | FlatValues::Durations(_) => None,
        }
    }

    /// The value of a row as a multiple of 10^-scale, if it is one of 64 bits.
    pub(super) fn integer_of(&self, scale: u8, row: usize) -> Option<i64> {
        if self.integers() == Some(scale) {
            return self.integer(row);
        }
        i64::try_from(self.exact(row).to_scaled(scale)?).ok()
    }

    /// Whether its values are durations.
    pub(super) fn are_durations(&self) -> bool {
        matches!(self.values, FlatValues::Durations(_))
    }

    /// The common scale of its numbers, where they are integers of one.
    pub(in crate::run) fn scale(&self) -> Option<u8> {
        match &self.values {
            FlatValues::Narrow(scale, _) | FlatValues::Wide(scale, _) => Some(*scale),
            FlatValues::Exact(_) | FlatValues::YesNo(_) | FlatValues::Days(_) | FlatValues::Durations(_) | FlatValues::Codes(_) => None,
        }
    }

    /// The number of a row as a multiple of 10^-scale.
    pub(in crate::run) fn unit(&self, row: usize) -> Option<i128> {
        let row = self.place(row);
        match &self.values {
            FlatValues::Narrow(_, units) => units.get(row).copied().map(i128::from),
            FlatValues::Wide(_, units) => units.get(row).copied(),
            FlatValues::Exact(_) | FlatValues::YesNo(_) | FlatValues::Days(_) | FlatValues::Durations(_) | FlatValues::Codes(_) => None,
        }
    }

    /// The number of a row.
    pub(in crate::run) fn exact(&self, row: usize) -> Exact {
        let row = self.place(row);
        match &self.values {
            FlatValues::Narrow(scale, units) => Exact::from_scaled(units.get(row).copied().map_or(0, i128::from), *scale),
            FlatValues::Wide(scale, units) => Exact::from_scaled(units.get(row).copied().unwrap_or_default(), *scale),
            FlatValues::Exact(list) => list.get(row).cloned().unwrap_or_default(),
            FlatValues::YesNo(_) | FlatValues::Days(_) | FlatValues::Durations(_) | FlatValues::Codes(_) => Exact::ZERO,
        }
    }

    /// Its numbers of one scale, where all rows have one of their own; whatever at absent rows.
    pub(in crate::run) fn units(&self) -> Option<&[i64]> {
        match &self.values {
            FlatValues::Narrow(_, units) if !self.one => Some(units),
            _ => None,
        }
    }

    /// Its numbers of one scale, where all rows are there and have one of their own.
    pub(in crate::run) fn all_units(&self) -> Option<&[i64]> {
        self.units().filter(|_| self.is_whole())
    }

    /// Its codes, where all rows are there and have one of their own.
    pub(in crate::run) fn all_codes(&self) -> Option<&[u32]> {
        match &self.values {
            FlatValues::Codes(codes) if self.states.is_empty() && !self.one => Some(codes),
            _ => None,
        }
    }

    /// How the values of two rows compare; both must be there. Texts by code point.
    pub(in crate::run) fn compare(&self, a: usize, b: usize, texts: Option<&Texts>) -> Ordering {
        let (a, b) = (self.place(a), self.place(b));
        match &self.values {
            FlatValues::Narrow(_, list) => list.get(a).cmp(&list.get(b)),
            FlatValues::Wide(_, list) => list.get(a).cmp(&list.get(b)),
            FlatValues::Exact(list) => list.get(a).cmp(&list.get(b)),
            FlatValues::YesNo(list) => list.get(a).cmp(&list.get(b)),
            FlatValues::Days(list) => list.get(a).cmp(&list.get(b)),
            FlatValues::Durations(list) => list.get(a).cmp(&list.get(b)),
            FlatValues::Codes(list) => match texts {
                Some(texts) => list.get(a).map(|code| texts.text(*code)).cmp(&list.get(b).map(|code| texts.text(*code))),
                None => list.get(a).cmp(&list.get(b)),
            },
        }
    }
}

/// The texts that a column's codes are numbers of, if they are.
pub(in crate::run) fn texts_of(kind: Kind, texts: &Texts) -> Option<&Texts> {
    (kind == Kind::Text).then_some(texts)
}

/// The values of all batches, one after the other.
fn joined<'a, T: Copy + 'a>(batches: &'a [Batch], lanes: impl Fn(&'a Batch) -> Lanes<'a, T>) -> Vec<T> {
    let mut all = Vec::with_capacity(batches.iter().map(rows_of).sum());
    for batch in batches {
        append(&mut all, lanes(batch), rows_of(batch));
    }
    all
}

fn append<T: Copy>(all: &mut Vec<T>, lanes: Lanes<'_, T>, rows: usize) {
    match lanes {
        Lanes::One(value) => all.resize(all.len().saturating_add(rows), *value),
        Lanes::Many(list) => all.extend_from_slice(list),
    }
}

fn of_numbers(batches: &[Batch]) -> FlatValues {
    let (scale, narrow, integer) = form_of(batches);
    if let Some(units) = as_they_are(batches, scale) {
        return FlatValues::Narrow(scale, units);
    }
    if narrow && let Some(units) = units_of(batches, scale, |unit, factor| i64::try_from(unit.checked_mul(factor)?).ok()) {
        return FlatValues::Narrow(scale, units);
    }
    if integer && let Some(units) = units_of(batches, scale, |unit, factor| unit.checked_mul(factor)) {
        return FlatValues::Wide(scale, units);
    }
    let list = batches.iter().flat_map(|batch| {
        let numbers = numbers(&batch.values);
        (0..rows_of(batch)).map(move |row| if state(&batch.presence, row) == State::Present { numbers.exact(row) } else { Exact::ZERO })
    });
    FlatValues::Exact(list.collect())
}

/// The greatest scale of batches of numbers, whether all are 64-bit integers, and whether all are integers.
pub(in crate::run) fn form_of(batches: &[Batch]) -> (u8, bool, bool) {
    batches.iter().fold((0u8, true, true), |(scale, narrow, integer), batch| match numbers(&batch.values) {
        Numbers::Narrow(own, _) => (scale.max(own), narrow, integer),
        Numbers::Wide(own, _) => (scale.max(own), false, integer),
        Numbers::Exact(_) => (scale, false, false),
    })
}

/// The numbers of batches that are all there and have this scale.
fn as_they_are(batches: &[Batch], scale: u8) -> Option<Vec<i64>> {
    let mut all = Vec::with_capacity(batches.iter().map(rows_of).sum());
    for batch in batches {
        match numbers(&batch.values) {
            Numbers::Narrow(own, lanes) if own == scale && batch.presence == Presence::All => append(&mut all, lanes, rows_of(batch)),
            _ => return None,
        }
    }
    Some(all)
}

fn units_of<T>(batches: &[Batch], scale: u8, fit: impl Fn(i128, i128) -> Option<T>) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(batches.iter().map(rows_of).sum());
    for batch in batches {
        let numbers = numbers(&batch.values);
        let (own, _, _) = form_of(std::slice::from_ref(batch));
        let factor = 10i128.checked_pow(u32::from(scale.saturating_sub(own)))?;
        for row in 0..rows_of(batch) {
            let unit = match numbers {
                _ if state(&batch.presence, row) != State::Present => 0,
                Numbers::Narrow(_, lanes) => i128::from(*lanes.get(row)?),
                Numbers::Wide(_, lanes) => *lanes.get(row)?,
                Numbers::Exact(_) => return None,
            };
            all.push(fit(unit, factor)?);
        }
    }
    Some(all)
}

/// The values of a column at some rows of it; the state given where there is none.
pub(in crate::run) fn at_rows(view: View<'_>, rows: &[Result<u32, State>]) -> Column {
    let cut = rows.chunks(BATCH).map(|rows| super::gather::at(view, rows));
    Column { batches: cut.collect() }
}

/// Numbers by rows as a column, each batch in its narrowest form.
pub(in crate::run) fn numbers_column(list: Vec<Exact>, states: &[State], scale: Option<u8>) -> Column {
    let mut batches = Vec::new();
    for (at, list) in list.chunks(BATCH).enumerate() {
        let from = at.saturating_mul(BATCH);
        let mut there = states_of(states, from, list.len());
        let scale = scale.or_else(|| list.iter().map(Exact::decimals).try_fold(0u8, |most, own| Some(most.max(own?))));
        let values = match super::arithmetic::bounded(list.to_vec(), &mut there, false, list.len()) {
            Values::Exact(list) => super::lanes::settle(list, scale),
            values => values,
        };
        batches.push(Batch { values, presence: there });
    }
    Column { batches }
}

/// Units by rows as a column, each batch in its narrowest form.
pub(in crate::run) fn units_column(scale: u8, units: &[i128], states: &[State]) -> Column {
    let batches = units.chunks(BATCH).enumerate().map(|(at, units)| Batch {
        values: super::lanes::narrow(scale, units.to_vec()),
        presence: states_of(states, at.saturating_mul(BATCH), units.len()),
    });
    Column { batches: batches.collect() }
}

/// Whole numbers by rows as a column.
pub(in crate::run) fn whole_column(units: &[i64], states: &[State]) -> Column {
    let batches = units.chunks(BATCH).enumerate().map(|(at, units)| Batch {
        values: Values::Scaled { scale: 0, units: units.to_vec() },
        presence: states_of(states, at.saturating_mul(BATCH), units.len()),
    });
    Column { batches: batches.collect() }
}

/// Yes or no by rows as a column.
pub(in crate::run) fn yes_no_column(list: &[bool], states: &[State]) -> Column {
    let batches = list.chunks(BATCH).enumerate().map(|(at, list)| Batch {
        values: Values::YesNo(list.to_vec()),
        presence: states_of(states, at.saturating_mul(BATCH), list.len()),
    });
    Column { batches: batches.collect() }
}

/// Codes by rows as a column.
pub(in crate::run) fn codes_column(list: &[u32], states: &[State]) -> Column {
    let batches = list.chunks(BATCH).enumerate().map(|(at, list)| Batch {
        values: Values::Codes(list.to_vec()),
        presence: states_of(states, at.saturating_mul(BATCH), list.len()),
    });
    Column { batches: batches.collect() }
}

/// Values that are no numbers, as [`Flat::plain`] gives them, by rows as a column.
pub(in crate::run) fn plain_column(kind: Kind, list: &[(i64, i64)], states: &[State]) -> Column {
    let batches = list.chunks(BATCH).enumerate().map(|(at, list)| Batch {
        values: match kind {
            Kind::YesNo => Values::YesNo(list.iter().map(|(value, _)| *value != 0).collect()),
            Kind::Date => Values::Days(list.iter().map(|(value, _)| i32::try_from(*value).unwrap_or_default()).collect()),
            Kind::Duration => Values::Durations(list.to_vec()),
            _ => Values::Codes(list.iter().map(|(value, _)| u32::try_from(*value).unwrap_or_default()).collect()),
        },
        presence: states_of(states, at.saturating_mul(BATCH), list.len()),
    });
    Column { batches: batches.collect() }
}

/// The presence of some rows of a list of states; an empty list says that all are there.
fn states_of(states: &[State], from: usize, rows: usize) -> Presence {
    match states.get(from..from.saturating_add(rows)) {
        Some(states) if !states.is_empty() => presence::of(states.to_vec()),
        _ => Presence::All,
    }
}
