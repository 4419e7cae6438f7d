//! Values and codes that a run did not keep, worked out again when somebody asks why: the batch of the segment that a row is in.
//!
//! A run that is to be explained keeps what its segments rest on: columns over which whole steps went, made records, folds, ledgers. So
//! any batch of a segment can be carried out again, all of it kept, and gives what it gave before.

use super::elementwise::Grids;
use super::ledger::Done;
use super::outcome::{Cell, cell_in};
use super::segment::{self, Outputs};
use super::store::{Made, Store};
use super::{Outcome, Work};
use crate::data::Tables;
use crate::data::columns::{BATCH, Batch, Column};
use crate::plan::{Plan, Stage, StepId};
use crate::program::{ExprId, OVERALL, Program};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most batches that are held: a statement reads few, and those again and again.
const MOST: usize = 32;

/// What a run kept so that its values can be worked out again.
#[derive(Debug)]
pub struct Recall(Mutex<Parts>);

#[derive(Debug, Default)]
struct Parts {
    rows: Vec<usize>,
    columns: Vec<Option<Arc<Column>>>,
    codes: Vec<Option<Vec<u32>>>,
    made: Vec<Option<Made>>,
    folded: FxHashMap<StepId, Vec<Column>>,
    ledgers: FxHashMap<StepId, Done>,
    grids: Grids,
    /// The stage of each step that is of a segment.
    stages: FxHashMap<StepId, usize>,
    /// Batches that were worked out, by stage and number.
    batches: FxHashMap<(usize, usize), WorkedOut>,
}

/// The batch and the codes of every step of a segment.
type WorkedOut = FxHashMap<StepId, (Batch, Option<Vec<u32>>)>;

impl Recall {
    /// Keeps what a store and its work have.
    pub(super) fn of(store: Store<'_>, work: Work<'_>) -> Recall {
        let Store { rows, columns, codes, made, folded, ledgers, .. } = store;
        let parts = Parts { rows, columns, codes, made, folded, ledgers, grids: work.grids, ..Parts::default() };
        Recall(Mutex::new(parts))
    }

    /// The value of an expression at a row, by the whole plan of which the run carried out a part.
    pub fn value(&self, program: &Program, plan: &Plan, tables: &Tables, outcome: &Outcome, expr: ExprId, row: usize) -> Cell {
        let Some(step) = plan.of.get(&expr).copied() else { return Cell::NotGiven };
        let (kind, row) = (plan.step(step).kind, if plan.step(step).index == OVERALL { 0 } else { row });
        let cell = |batch: &Batch| cell_in(batch, row % BATCH, kind, &outcome.texts);
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = parts.with_store(program, plan, tables, |store, _| store.column(step).batches.get(row / BATCH).map(cell));
        there
            .or_else(|| parts.worked_out(program, plan, tables, outcome, step, row).map(|(batch, _)| cell(batch)))
            .unwrap_or(Cell::NotGiven)
    }

    /// The code that the step of an expression writes at a row, as [`Outcome::code`] gives it.
    pub fn code(&self, program: &Program, plan: &Plan, tables: &Tables, outcome: &Outcome, expr: ExprId, row: usize) -> Option<u32> {
        let step = plan.of.get(&expr).copied()?;
        let row = if plan.step(step).index == OVERALL { 0 } else { row };
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, codes) = parts.worked_out(program, plan, tables, outcome, step, row)?;
        codes?.get(row % BATCH).copied().filter(|code| *code != super::kernels::select::NOWHERE)
    }
}

impl Parts {
    /// The batch of a step that a row is in, and its codes.
    fn worked_out(
        &mut self,
        program: &Program,
        plan: &Plan,
        tables: &Tables,
        outcome: &Outcome,
        step: StepId,
        row: usize,
    ) -> Option<(&Batch, Option<&[u32]>)> {
        if self.stages.is_empty() {
            for (at, stage) in plan.stages.iter().enumerate() {
                if let Stage::Segment { steps, .. } = stage {
                    self.stages.extend(steps.iter().map(|step| (*step, at)));
                }
            }
        }
        let stage = self.stages.get(&step).copied()?;
        let place = (stage, row / BATCH);
        if !self.batches.contains_key(&place) {
            let Stage::Segment { index, steps, .. } = plan.stages.get(stage)? else { return None };
            let outputs: Outputs =
                self.with_store(program, plan, tables, |store, work| segment::batch(store, work, &outcome.texts, *index, steps, place.1));
            if self.batches.len() >= MOST {
                self.batches.clear();
            }
            self.batches.insert(place, outputs.into_iter().map(|(step, batch, codes)| (step, (batch, codes))).collect());
        }
        let (batch, codes) = self.batches.get(&place)?.get(&step)?;
        Some((batch, codes.as_deref()))
    }

    /// Lends what was kept as the store of a run that keeps everything.
    fn with_store<T>(&mut self, program: &Program, plan: &Plan, tables: &Tables, ask: impl FnOnce(&Store<'_>, &Work<'_>) -> T) -> T {
        let store = Store {
            program,
            plan,
            tables,
            rows: std::mem::take(&mut self.rows),
            columns: std::mem::take(&mut self.columns),
            codes: std::mem::take(&mut self.codes),
            made: std::mem::take(&mut self.made),
            folded: std::mem::take(&mut self.folded),
            ledgers: std::mem::take(&mut self.ledgers),
        };
        let work = Work::of_all(plan, std::mem::take(&mut self.grids));
        let told = ask(&store, &work);
        self.grids = work.grids;
        Store {
            rows: self.rows,
            columns: self.columns,
            codes: self.codes,
            made: self.made,
            folded: self.folded,
            ledgers: self.ledgers,
            ..
        } = store;
        told
    }
}
