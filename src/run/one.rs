//! A plan for one row after the other: where its narrow program finds what it reads, and where what is asked for stands afterwards.

use super::limits::MOST;
use super::narrow::{OneRow, Single};
use super::{Cell, Keep, Outcome, Settings, run};
use crate::data::Tables;
use crate::data::columns::{Presence, Values};
use crate::plan::narrow::{Form, Narrow, Place};
use crate::plan::{Op, Plan, Stage, StepId};
use crate::program::{ExprId, FieldId, OVERALL, Program};
use crate::values::{Date, Exact, Feb29, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// How one row gets through the narrow program of a plan.
#[derive(Debug)]
pub(crate) struct Quick {
    narrow: Narrow,
    /// Where each column that is read comes from.
    reads: Vec<From>,
    leap_day: Feb29,
    /// What must be yes, and which whole numbers must not have more than 18 digits; else the general way has to say why.
    holds: Vec<Place>,
    bounded: Vec<Place>,
}

/// Where a column that is read comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    /// The host gives it.
    Field(FieldId),
    /// It is the same for all rows.
    Same(Single),
}

/// Where a value of a row is found.
#[derive(Clone, Debug)]
pub(crate) enum At {
    /// Where the narrow program leaves it.
    Place(Place),
    /// Where the host gave it.
    Field(FieldId),
    /// It is the same for all rows.
    Same(Cell),
}

impl Quick {
    /// The quick way through a plan whose steps one row suffices for, and where its values are found; none where the narrow program is not
    /// enough. `asserted` are the conditions that must hold.
    pub(crate) fn new(program: &Program, plan: &Plan, as_of: Option<Date>, asserted: &[ExprId]) -> Option<(Quick, FxHashMap<ExprId, At>)> {
        let settings = Settings { as_of, keep: Keep::All, ..Settings::default() };
        let same = run(program, plan, &Tables::default(), &settings).ok()?;
        let mut narrow = Narrow::default();
        let mut segments = 0usize;
        for stage in &plan.stages {
            match stage {
                Stage::Segment { index, .. } if *index == OVERALL => {}
                Stage::Segment { narrow: Some(own), .. } if own.done.iter().all(|done| *done) && segments == 0 => {
                    segments += 1;
                    narrow = (**own).clone();
                }
                Stage::Segment { .. } | Stage::Whole(_) => return None,
            }
        }
        let reads = reads(&narrow, plan, &same)?;
        let at = |root: ExprId| -> Option<At> {
            let step: StepId = *plan.of.get(&root)?;
            if let Some((_, place)) = narrow.results.iter().find(|(result, _)| *result == step) {
                return Some(At::Place(*place));
            }
            match (&plan.step(step).op, plan.step(step).index) {
                (Op::Field(field), _) => Some(At::Field(*field)),
                (_, OVERALL) => Some(At::Same(same.value(root, 0))),
                _ => None,
            }
        };
        let roots = plan.roots.iter().map(|root| at(*root)).collect::<Option<Vec<_>>>()?;
        let mut holds = Vec::with_capacity(asserted.len());
        for condition in asserted {
            match at(*condition)? {
                At::Place(place) => holds.push(place),
                At::Same(cell) if cell.is_yes() => {}
                At::Field(_) | At::Same(_) => return None,
            }
        }
        let whole = |place: &Place| matches!(place, Place::Units(_, 0));
        let bounded = roots.iter().filter_map(|at| if let At::Place(place) = at { Some(*place) } else { None }).filter(whole).collect();
        // As in a run, what was not asked for is not there, whatever was computed on the way.
        let asked: FxHashSet<StepId> = plan.roots.iter().filter_map(|root| plan.of.get(root)).copied().collect();
        let asked = plan.of.iter().filter(|(_, step)| asked.contains(step)).map(|(expr, _)| *expr);
        let found = asked.filter_map(|expr| Some((expr, at(expr)?))).collect();
        Some((Quick { narrow, reads, leap_day: program.head.leap_day, holds, bounded }, found))
    }

    /// Carries the program out for a row; false where it is not one that the program can carry out, or something is amiss in it.
    pub(crate) fn run(&self, row: &mut OneRow, given: impl Fn(FieldId) -> Option<Single>) -> bool {
        let mut reads = self.reads.iter();
        let done = row.run(&self.narrow, self.leap_day, || match reads.next()? {
            From::Field(field) => given(*field),
            From::Same(single) => Some(*single),
        });
        let is_small = |place: &Place| !matches!(self.at(row, *place), Some(Single::Units(units)) if i128::from(units).abs() >= MOST);
        done && self.holds.iter().all(|place| self.at(row, *place) == Some(Single::YesNo(true))) && self.bounded.iter().all(is_small)
    }

    /// What stands at a place after the program was carried out.
    pub(crate) fn at(&self, row: &OneRow, place: Place) -> Option<Single> {
        row.at(place, self.leap_day)
    }

    /// The number at a place, and its digits after the point.
    pub(crate) fn units(&self, row: &OneRow, place: Place) -> Option<(i64, u8)> {
        match (self.at(row, place)?, place) {
            (Single::Units(units), Place::Units(_, scale)) => Some((units, scale)),
            _ => None,
        }
    }

    /// The same as a value.
    pub(crate) fn cell(&self, row: &OneRow, place: Place) -> Cell {
        cell_at(row, place, self.leap_day)
    }
}

/// The value at a place after a program was carried out.
pub(super) fn cell_at(row: &OneRow, place: Place, leap_day: Feb29) -> Cell {
    match (row.at(place, leap_day), place) {
        (Some(Single::Units(units)), Place::Units(_, scale)) => Cell::Present(Value::Number(Exact::from_scaled(i128::from(units), scale))),
        (Some(Single::YesNo(yes)), _) => Cell::Present(Value::YesNo(yes)),
        _ => Cell::NotGiven,
    }
}

/// Where each column that a program reads comes from; none where one of them is not there for a single row. `same` is what a run over no
/// rows gave.
pub(super) fn reads(narrow: &Narrow, plan: &Plan, same: &Outcome) -> Option<Vec<From>> {
    let reads = narrow.reads.iter().map(|read| match (&plan.step(read.step).op, plan.step(read.step).index) {
        (Op::Field(field), _) => Some(From::Field(*field)),
        (_, OVERALL) => {
            let column = same.column_of(read.step)?;
            let batch = column.batches.first().filter(|batch| batch.presence == Presence::All)?;
            single(&batch.values, read.form).map(From::Same)
        }
        _ => None,
    });
    reads.collect()
}

/// The one value of a column that is the same for all rows.
fn single(values: &Values, form: Form) -> Option<Single> {
    match (super::kernels::lanes::peel(values).0, form) {
        (Values::Scaled { scale, units }, Form::Units { scale: wanted, .. }) if *scale == wanted => {
            units.first().copied().map(Single::Units)
        }
        (Values::YesNo(list), Form::Flags) => list.first().copied().map(Single::YesNo),
        (Values::Days(list), Form::Days) => list.first().copied().map(Single::Day),
        (Values::Codes(list), Form::Codes) => list.first().copied().map(Single::Code),
        _ => None,
    }
}
