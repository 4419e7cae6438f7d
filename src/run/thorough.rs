//! One row with every step kept, for its statement: the narrow program does what 64 bits are enough for, the general kernels what is left.
//!
//! All that does not depend on the row is made ready once: what is the same for all rows, the tables of look-ups, who reads what.

use super::elementwise::{Elementwise, Grids, grids};
use super::kernels::{map, piece, select, settle};
use super::narrow::{OneRow, Single};
use super::one::{From, cell_at, reads};
use super::outcome::cell_in;
use super::{Cell, Keep, Settings, run, store};
use crate::data::Tables;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::data::texts::Texts;
use crate::diagnostics::Diagnostic;
use crate::plan::narrow::{Narrow, Place};
use crate::plan::{Op, Plan, Stage, StepId};
use crate::program::{ExprId, FieldId, OVERALL, Program};
use crate::values::{Date, Feb29, Value};

/// How one row gets through all steps of a plan that one row suffices for.
#[derive(Debug)]
pub(crate) struct Thorough {
    plan: Plan,
    /// The step of each expression.
    of: Vec<Option<StepId>>,
    /// Where the value of each step is found.
    found: Vec<Found>,
    /// What is the same for all rows.
    same: Vec<(Cell, Batch)>,
    narrow: Narrow,
    reads: Vec<From>,
    leap_day: Feb29,
    /// All steps that are carried out row by row.
    all: Vec<Reading>,
    /// Those that the narrow program leaves to the general kernels.
    left: Vec<Reading>,
    grids: Grids,
    texts: Texts,
}

/// Where the value of a step is found.
#[derive(Clone, Copy, Debug)]
enum Found {
    /// Among what is the same for all rows.
    Same(usize),
    /// Where the host gave it.
    Field(FieldId),
    /// Where the kernels leave it, or else the narrow program.
    Step(Option<Place>),
}

/// A step and what it reads.
#[derive(Clone, Debug)]
struct Reading {
    step: StepId,
    inputs: Vec<StepId>,
}

/// The memory of a row whose steps are kept.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    row: OneRow,
    /// Whether the narrow program could carry its part out.
    is_narrow: bool,
    /// What the general kernels read and gave, by step.
    batches: Vec<Option<Batch>>,
    texts: Texts,
}

impl Thorough {
    /// Makes ready what values rest on that one row suffices for.
    ///
    /// # Errors
    /// That a value needs a date and none is given.
    pub(crate) fn new(program: &Program, roots: &[ExprId], as_of: Option<Date>) -> Result<Thorough, Vec<Diagnostic>> {
        // Whatever they rest on is asked for too, so that the narrow program leaves it somewhere.
        let mut asked: Vec<ExprId> = Plan::new(program, roots).of.into_keys().collect();
        asked.sort_unstable();
        let plan = Plan::new(program, &asked);
        let settings = Settings { as_of, keep: Keep::All, ..Settings::default() };
        let outcome = run(program, &plan, &Tables::default(), &settings)?;
        let mut texts = outcome.texts.clone();
        let grids = grids(program, &plan.steps, &mut texts);
        let most = asked.last().map_or(0, |last| last.at().saturating_add(1));
        let mut of = vec![None; most];
        for (expr, step) in &plan.of {
            if let Some(of) = of.get_mut(expr.at()) {
                *of = Some(*step);
            }
        }
        let (narrow, all, left) = segments(&plan);
        let reads = reads(&narrow, &plan, &outcome);
        let left = if reads.is_some() { left } else { all.clone() };
        let (mut found, mut same) = (Vec::with_capacity(plan.steps.len()), Vec::new());
        for id in plan.ids() {
            let step = plan.step(id);
            let batch = outcome.column_of(id).and_then(|column| column.batches.first()).filter(|_| step.index == OVERALL);
            found.push(match (&step.op, batch) {
                (_, Some(batch)) => {
                    same.push((cell_in(batch, 0, step.kind, &texts), batch.clone()));
                    Found::Same(same.len().saturating_sub(1))
                }
                (Op::Field(field), None) => Found::Field(*field),
                (_, None) => Found::Step(None),
            });
        }
        for (step, place) in narrow.results.iter().filter(|_| reads.is_some()) {
            if let Some(found @ Found::Step(None)) = found.get_mut(step.at()) {
                *found = Found::Step(Some(*place));
            }
        }
        let (reads, leap_day) = (reads.unwrap_or_default(), program.head.leap_day);
        Ok(Thorough { of, found, same, narrow, reads, leap_day, all, left, grids, texts, plan })
    }

    /// Carries all steps out for a row, given what its fields hold.
    pub(crate) fn run(
        &self,
        program: &Program,
        steps: &mut Steps,
        single: impl Fn(FieldId) -> Option<Single>,
        field: impl Fn(FieldId) -> Cell,
    ) {
        let mut reads = self.reads.iter();
        steps.is_narrow = steps.row.run(&self.narrow, self.leap_day, || match reads.next()? {
            From::Field(field) => single(*field),
            From::Same(single) => Some(*single),
        });
        steps.batches.clear();
        steps.batches.resize_with(self.plan.steps.len(), || None);
        steps.texts.clone_from(&self.texts);
        for Reading { step, inputs } in if steps.is_narrow { &self.left } else { &self.all } {
            for input in inputs {
                self.feed(*input, steps, &field);
            }
            let Steps { batches, texts, .. } = &*steps;
            let elementwise = Elementwise { program, steps: &self.plan.steps, texts, grids: &self.grids, codes: false };
            const NOTHING: &Batch = &Batch { values: Values::Codes(Vec::new()), presence: Presence::Each(Vec::new()) };
            let input = |id: &StepId| self.same_batch(*id).or_else(|| batches.get(id.at())?.as_ref()).unwrap_or(NOTHING);
            let batch = elementwise.evaluate(*step, 1, &input).map(|(batch, _)| batch);
            let batch = batch.unwrap_or_else(|| map::absent(self.plan.step(*step).kind, State::NotGiven, 1));
            if let Some(place) = steps.batches.get_mut(step.at()) {
                *place = Some(batch);
            }
        }
    }

    /// Has what a step reads ready as a batch of one row.
    fn feed(&self, input: StepId, steps: &mut Steps, field: &impl Fn(FieldId) -> Cell) {
        if self.same_batch(input).is_some() || steps.batches.get(input.at()).is_none_or(Option::is_some) {
            return;
        }
        let cell = self.cell_of(input, steps, field);
        let there = |values| Batch { values, presence: Presence::All };
        let batch = match cell {
            Cell::Present(value) => there(store::constant(&value, &mut steps.texts)),
            absence => map::absent(self.plan.step(input).kind, absence.state(), 1),
        };
        if let Some(place) = steps.batches.get_mut(input.at()) {
            *place = Some(batch);
        }
    }

    /// The value of an expression of a row that was carried out.
    pub(crate) fn cell(&self, expr: ExprId, steps: &Steps, field: &impl Fn(FieldId) -> Cell) -> Cell {
        self.step(expr).map_or(Cell::NotGiven, |step| self.cell_of(step, steps, field))
    }

    /// The arm of cases or the stretch of a tier that a row took; statements ask for no other codes.
    pub(crate) fn code(&self, expr: ExprId, steps: &Steps, field: &impl Fn(FieldId) -> Cell) -> Option<u32> {
        match &self.plan.step(self.step(expr)?).op {
            Op::Cases { arms, .. } => settle::arm(arms.iter().map(|(test, _)| match self.cell_of(*test, steps, field) {
                Cell::Present(value) => Some(value == Value::YesNo(true)),
                Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
            })),
            Op::Piece(tier) => match self.cell_of(tier.by, steps, field) {
                Cell::Present(Value::Number(by)) => Some(piece::stretch_of(tier, &by)).filter(|stretch| *stretch != select::NOWHERE),
                _ => None,
            },
            _ => None,
        }
    }

    fn cell_of(&self, step: StepId, steps: &Steps, field: &impl Fn(FieldId) -> Cell) -> Cell {
        match self.found.get(step.at()) {
            Some(Found::Same(at)) => self.same.get(*at).map_or(Cell::NotGiven, |(cell, _)| cell.clone()),
            Some(Found::Field(id)) => field(*id),
            Some(Found::Step(place)) => match (steps.batches.get(step.at()), place) {
                (Some(Some(batch)), _) => cell_in(batch, 0, self.plan.step(step).kind, &steps.texts),
                (_, Some(place)) if steps.is_narrow => cell_at(&steps.row, *place, self.leap_day),
                _ => Cell::NotGiven,
            },
            None => Cell::NotGiven,
        }
    }

    fn step(&self, expr: ExprId) -> Option<StepId> {
        self.of.get(expr.at()).copied().flatten()
    }

    fn same_batch(&self, step: StepId) -> Option<&Batch> {
        match self.found.get(step.at())? {
            Found::Same(at) => self.same.get(*at).map(|(_, batch)| batch),
            Found::Field(_) | Found::Step(_) => None,
        }
    }
}

/// The narrow program of a plan, its elementwise steps, and those of them that the program leaves to the general kernels.
fn segments(plan: &Plan) -> (Narrow, Vec<Reading>, Vec<Reading>) {
    let own = plan.stages.iter().filter_map(|stage| match stage {
        Stage::Segment { index, steps, narrow } if *index != OVERALL => Some((steps.as_slice(), narrow.as_deref())),
        Stage::Segment { .. } | Stage::Whole(_) => None,
    });
    let own: Vec<_> = own.collect();
    let reading = |step: &StepId| Reading { step: *step, inputs: plan.step(*step).op.inputs() };
    let all: Vec<Reading> = own.iter().flat_map(|(steps, _)| *steps).map(reading).collect();
    match own.as_slice() {
        [(_, Some(narrow))] => {
            let left = all.iter().zip(&narrow.done).filter(|(_, done)| !**done).map(|(reading, _)| reading.clone());
            let left = left.collect();
            ((*narrow).clone(), all, left)
        }
        _ => (Narrow::default(), all.clone(), all),
    }
}
