//! Carries out the narrow program of a segment on one batch.
//!
//! Every line is one simple loop over slices of one type, compiled once for each instruction set and chosen when the program runs. A batch
//! that breaks what the program assumes is left as it is, for the general kernels; so are single rows where something is absent.

mod dates;
mod dispatch;
mod division;
mod kernels;
mod one;
mod stretches;
#[cfg(test)]
mod tests;

pub(crate) use one::{OneRow, Single};

use super::store::Store;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::plan::StepId;
use crate::plan::narrow::{Form, Narrow, Place, Range, Read, Source};
use crate::program::OVERALL;
use crate::values::Feb29;

/// One value for all rows, or one for each.
#[derive(Clone, Copy, Debug)]
enum Lane<'a, T> {
    One(T),
    Many(&'a [T]),
}

/// A column that is read.
#[derive(Clone, Copy, Debug)]
enum Column<'a> {
    /// With the range that they must be in.
    Units(Lane<'a, i64>, Range),
    Flags(Lane<'a, bool>),
    Days(Lane<'a, i32>),
    Codes(Lane<'a, u32>),
}

/// The slots of a program, which serve one batch after the other.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    units: Vec<Vec<i64>>,
    flags: Vec<Vec<bool>>,
}

/// What the lines of a program need beside their slots.
struct Frame<'a> {
    columns: &'a [Column<'a>],
    rows: usize,
    feb29: Feb29,
}

/// The rows that all lines take before they take the next ones: so many that the slots of a program stay near.
const STRIP: usize = 1024;

/// What a program gives for a batch.
#[derive(Debug)]
pub(super) struct Found {
    /// The batches of its results.
    pub(super) results: Vec<(StepId, Batch)>,
    /// The rows at which something that it reads is absent; what stands at them is of no meaning.
    pub(super) apart: Vec<u32>,
}

/// At most one row of so many is done apart from the others; where there are more, the general kernels do all.
const ONE_APART_OF: usize = 2;

/// The results of a program for one batch; none where the batch is not one that it can carry out.
pub(super) fn run(narrow: &Narrow, store: &Store<'_>, number: usize, rows: usize, scratch: &mut Scratch) -> Option<Found> {
    let batches = narrow.reads.iter().map(|read| batch(store, read, number)).collect::<Option<Vec<_>>>()?;
    let apart = absent(&batches, rows)?;
    let filled: Vec<Option<Vec<i64>>> = narrow.reads.iter().zip(&batches).map(|(read, (batch, _))| filled(batch, read.form)).collect();
    let columns = narrow.reads.iter().zip(&batches).zip(&filled);
    let columns = columns.map(|((read, (batch, one)), filled)| column(batch, filled.as_deref(), read.form, *one, rows));
    let columns = columns.collect::<Option<Vec<_>>>()?;
    scratch.units.resize_with(narrow.units, Vec::new);
    scratch.flags.resize_with(narrow.flags, Vec::new);
    let feb29 = store.program.head.leap_day;
    let mut results: Vec<Option<Values>> = narrow.results.iter().map(|_| None).collect();
    let mut strip = Vec::with_capacity(columns.len());
    for from in (0..rows.max(1)).step_by(STRIP) {
        let to = rows.min(from.saturating_add(STRIP));
        strip.clear();
        for column in &columns {
            strip.push(column.part(from, to)?);
        }
        let frame = Frame { columns: &strip, rows: to.saturating_sub(from), feb29 };
        if !dispatch::lines(&narrow.lines, &frame, scratch) {
            return None;
        }
        for ((_, place), result) in narrow.results.iter().zip(&mut results) {
            append(*place, &frame, scratch, rows, result);
        }
    }
    let batch = |values: Option<Values>| Some(Batch { values: values?, presence: Presence::All });
    let results = narrow.results.iter().zip(results).map(|((step, _), values)| Some((*step, batch(values)?)));
    Some(Found { results: results.collect::<Option<_>>()?, apart })
}

/// A batch of a column that is read, and whether its one row stands for all.
fn batch<'a>(store: &'a Store<'_>, read: &Read, number: usize) -> Option<(&'a Batch, bool)> {
    let one = store.plan.step(read.step).index == OVERALL;
    let batch = store.column(read.step).batches.get(if one { 0 } else { number })?;
    Some((batch, one))
}

/// The rows at which some batch has nothing; none where they are too many to be done apart.
fn absent(batches: &[(&Batch, bool)], rows: usize) -> Option<Vec<u32>> {
    let mut is_absent = Vec::new();
    for (batch, one) in batches {
        let Presence::Each(states) = &batch.presence else { continue };
        if *one {
            return None;
        }
        is_absent.resize(rows, false);
        is_absent.iter_mut().zip(states).for_each(|(is_absent, state)| *is_absent |= *state != State::Present);
    }
    let apart: Vec<u32> = is_absent.iter().zip(0u32..).filter(|(is_absent, _)| **is_absent).map(|(_, row)| row).collect();
    (apart.len() <= rows / ONE_APART_OF).then_some(apart)
}

/// The numbers of a batch with others in the place of absent ones: those that no line takes exception to.
fn filled(batch: &Batch, form: Form) -> Option<Vec<i64>> {
    match (&batch.values, &batch.presence, form) {
        (Values::Scaled { units, .. }, Presence::Each(states), Form::Units { range, .. }) if range.least <= range.most => {
            let filler = 1.clamp(range.least, range.most);
            Some(units.iter().zip(states).map(|(unit, state)| if *state == State::Present { *unit } else { filler }).collect())
        }
        _ => None,
    }
}

/// Appends what a strip gives for a result of so many rows.
fn append(place: Place, frame: &Frame<'_>, scratch: &Scratch, rows: usize, result: &mut Option<Values>) {
    match place {
        Place::Units(source, scale) => match (frame.units(source, scratch), result) {
            (Lane::One(unit), result) => *result = Some(Values::Same(Box::new(Values::Scaled { scale, units: vec![unit] }), rows)),
            (Lane::Many(units), Some(Values::Scaled { units: list, .. })) => list.extend_from_slice(units),
            (Lane::Many(units), result) => *result = Some(Values::Scaled { scale, units: begun(units, rows) }),
        },
        Place::Flags(source) => match (frame.flags(source, scratch), result) {
            (Lane::One(flag), result) => *result = Some(Values::Same(Box::new(Values::YesNo(vec![flag])), rows)),
            (Lane::Many(flags), Some(Values::YesNo(list))) => list.extend_from_slice(flags),
            (Lane::Many(flags), result) => *result = Some(Values::YesNo(begun(flags, rows))),
        },
    }
}

/// A list of so many values that begins with these.
fn begun<T: Copy>(values: &[T], rows: usize) -> Vec<T> {
    let mut list = Vec::with_capacity(rows);
    list.extend_from_slice(values);
    list
}

/// A batch as the program reads it, with other numbers in the place of its own; none where it is of another form.
fn column<'a>(batch: &'a Batch, filled: Option<&'a [i64]>, form: Form, one: bool, rows: usize) -> Option<Column<'a>> {
    let (values, same) = super::kernels::lanes::peel(&batch.values);
    let one = one || same;
    Some(match (values, form) {
        (Values::Scaled { scale, units }, Form::Units { scale: wanted, range }) if *scale == wanted => {
            Column::Units(lane(filled.unwrap_or(units), one, rows)?, range)
        }
        (Values::YesNo(list), Form::Flags) => Column::Flags(lane(list, one, rows)?),
        (Values::Days(list), Form::Days) => Column::Days(lane(list, one, rows)?),
        (Values::Codes(list), Form::Codes) => Column::Codes(lane(list, one, rows)?),
        _ => return None,
    })
}

fn lane<T: Copy>(list: &[T], one: bool, rows: usize) -> Option<Lane<'_, T>> {
    if one { list.first().map(|value| Lane::One(*value)) } else { (list.len() == rows).then_some(Lane::Many(list)) }
}

impl<'a> Column<'a> {
    /// The rows from one on up to another.
    fn part(&self, from: usize, to: usize) -> Option<Column<'a>> {
        Some(match self {
            Column::Units(lane, range) => Column::Units(lane.part(from, to)?, *range),
            Column::Flags(lane) => Column::Flags(lane.part(from, to)?),
            Column::Days(lane) => Column::Days(lane.part(from, to)?),
            Column::Codes(lane) => Column::Codes(lane.part(from, to)?),
        })
    }
}

impl<'a, T: Copy> Lane<'a, T> {
    fn part(self, from: usize, to: usize) -> Option<Lane<'a, T>> {
        match self {
            Lane::One(value) => Some(Lane::One(value)),
            Lane::Many(list) => list.get(from..to).map(Lane::Many),
        }
    }
}

impl<'a> Frame<'a> {
    #[inline(always)]
    fn units<'b>(&self, source: Source, scratch: &'b Scratch) -> Lane<'b, i64>
    where
        'a: 'b,
    {
        match source {
            Source::Slot(slot) => Lane::Many(scratch.units.get(usize::from(slot)).map_or(&[], Vec::as_slice)),
            Source::Constant(unit) => Lane::One(unit),
            Source::Read(at) => match self.columns.get(usize::from(at)) {
                Some(Column::Units(lane, _)) => *lane,
                _ => Lane::One(0),
            },
        }
    }

    #[inline(always)]
    fn flags<'b>(&self, source: Source, scratch: &'b Scratch) -> Lane<'b, bool>
    where
        'a: 'b,
    {
        match source {
            Source::Slot(slot) => Lane::Many(scratch.flags.get(usize::from(slot)).map_or(&[], Vec::as_slice)),
            Source::Constant(flag) => Lane::One(flag != 0),
            Source::Read(at) => match self.columns.get(usize::from(at)) {
                Some(Column::Flags(lane)) => *lane,
                _ => Lane::One(false),
            },
        }
    }

    #[inline(always)]
    fn days(&self, source: Source) -> Lane<'a, i32> {
        match source {
            Source::Read(at) => match self.columns.get(usize::from(at)) {
                Some(Column::Days(lane)) => *lane,
                _ => Lane::One(0),
            },
            Source::Constant(day) => Lane::One(i32::try_from(day).unwrap_or_default()),
            Source::Slot(_) => Lane::One(0),
        }
    }

    #[inline(always)]
    fn codes(&self, source: Source) -> Lane<'a, u32> {
        match source {
            Source::Read(at) => match self.columns.get(usize::from(at)) {
                Some(Column::Codes(lane)) => *lane,
                _ => Lane::One(0),
            },
            Source::Constant(code) => Lane::One(u32::try_from(code).unwrap_or_default()),
            Source::Slot(_) => Lane::One(0),
        }
    }
}
