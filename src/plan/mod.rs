//! The plan: what has to be computed for some values of a program, as ordered steps without names.
//!
//! Each step is one operation over a whole column of one record; equal ones are one. A step knows the steps it reads, never the
//! expressions they come from. [`from_program`] is the only code that builds it; [`crate::run`] carries it out.

mod alone;
mod folding;
mod folds;
pub mod from_program;
mod guards;
mod lean;
mod ledgers;
pub mod narrow;
mod op;
pub mod print;
mod scales;
mod schedule;
mod simplify;
#[cfg(test)]
mod tests;

pub use folds::Body;
pub use ledgers::{Entries, Ledger};
pub use op::{Allocate, Computed, Cover, Fold, How, Make, OddUnits, Op, Piece, Rank, Reduce, Scan, Stretch, Tranches, Way};

use crate::program::{ExprId, FieldId, FoldId, Kind, OVERALL, RecordId};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// A step in [`Plan::steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StepId(pub u32);

impl StepId {
    /// Its place in the plan.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// What to compute, in order.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All steps; a step comes after those it reads.
    pub steps: Vec<Step>,
    /// The order in which they are carried out.
    pub stages: Vec<Stage>,
    /// The bodies of the folds that are carried out.
    pub bodies: FxHashMap<FoldId, Body>,
    /// The bodies of the amounts and conditions of ledgers.
    pub amounts: FxHashMap<ExprId, Body>,
    /// The values asked for.
    pub roots: Vec<ExprId>,
    /// The step of every expression that was planned.
    pub of: FxHashMap<ExprId, StepId>,
    /// Where values rest on each other in a circle, which only a program that was never checked has; it is not run.
    pub circle: Option<Span>,
    /// What is left out of it, if anything is.
    pub lean: Lean,
}

/// What a lean plan leaves out.
#[derive(Clone, Debug, Default)]
pub struct Lean {
    /// Steps of segments that are not carried out.
    pub left_out: FxHashSet<StepId>,
    /// Steps that are kept for them.
    pub kept: Vec<StepId>,
}

impl Plan {
    /// A step by id.
    pub fn step(&self, id: StepId) -> &Step {
        &self.steps[id.at()]
    }

    /// The fields of a record whose values it reads from the rows that were given.
    pub fn fields(&self, record: RecordId) -> FxHashSet<FieldId> {
        let bodies = self.bodies.values().chain(self.amounts.values()).flat_map(|body| &body.steps);
        let of_record = self.steps.iter().chain(bodies).filter(|step| step.index == record);
        of_record.filter_map(|step| if let Op::Field(field) = step.op { Some(field) } else { None }).collect()
    }

    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = StepId> + use<> {
        (0..self.steps.len() as u32).map(StepId)
    }
}

/// One operation on columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done.
    pub op: Op,
    /// The record whose rows it has a value for; [`OVERALL`] also where it is the same for every row of another record.
    pub index: RecordId,
    /// What its values are.
    pub kind: Kind,
    /// The digits after the point of all its numbers, where that is known before any data is seen.
    pub scale: Option<u8>,
    /// The only rows it is needed for.
    pub guard: Option<Guard>,
    /// The words it comes from first.
    pub span: Span,
}

/// An arm of cases that alone needs a step: where the conditions before it are not yes and its own is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Guard {
    /// The cases.
    pub cases: StepId,
    /// The number of the arm; one past the last is `otherwise`.
    pub arm: u32,
}

/// What is done one after the other.
#[derive(Clone, Debug)]
pub enum Stage {
    /// These elementwise steps of one record, batch by batch.
    Segment {
        /// The record.
        index: RecordId,
        /// The steps, in order.
        steps: Vec<StepId>,
        /// Those that 64 bits are enough for, as a program of their own.
        narrow: Option<Box<narrow::Narrow>>,
    },
    /// A step that reads whole columns.
    Whole(StepId),
}

impl Step {
    /// Whether it has one value for all rows.
    pub fn is_overall(&self) -> bool {
        self.index == OVERALL
    }
}
