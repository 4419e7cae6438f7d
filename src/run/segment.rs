//! Elementwise steps of one record, batch by batch: all steps of a batch, then the next batch, so that the values stay near.
//!
//! Batches do not know of each other; several threads may share them, and the outcome is the same however many do.

use super::elementwise::Elementwise;
use super::kernels::map::absent;
use super::kernels::rows::{put, take};
use super::kernels::{gather, lanes, presence, settle};
use super::narrow::{self, Scratch};
use super::shares;
use super::store::{Store, spread};
use super::{Interrupted, Work};
use crate::data::columns::{BATCH, Batch, Column, State, Values};
use crate::data::in_order::MOST_THREADS;
use crate::data::texts::Texts;
use crate::plan::narrow::Narrow;
use crate::plan::{Guard, Op, StepId};
use crate::program::{OVERALL, RecordId};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a batch gives for each step of the segment that is kept.
pub(super) type Outputs = Vec<(StepId, Batch, Option<Vec<u32>>)>;

/// Carries out a segment.
pub(super) fn run(
    store: &mut Store<'_>,
    work: &Work<'_>,
    texts: &Texts,
    index: RecordId,
    steps: &[StepId],
    narrow: Option<&Narrow>,
) -> Result<(), Interrupted> {
    let count = store.rows(index).div_ceil(BATCH);
    let threads = work.threads.clamp(1, count.clamp(1, MOST_THREADS));
    let mut done: Vec<(usize, Outputs)> = {
        let drops = drops(store, work, steps);
        // The general kernels alone write the codes that reasons rest on.
        let narrow = narrow.filter(|_| !work.keeps_all);
        let segment = Segment { store, work, texts, index, steps, drops: &drops, narrow };
        let shares = shares::each(0..threads, |at| segment.share(at, threads, count));
        shares.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()
    };
    done.sort_by_key(|(batch, _)| *batch);
    let mut columns: FxHashMap<StepId, Column> =
        steps.iter().filter(|step| work.is_kept(**step)).map(|step| (*step, Column::default())).collect();
    for step in columns.keys() {
        store.codes[step.at()] = None;
    }
    for (_, outputs) in done {
        for (step, batch, codes) in outputs {
            if let Some(codes) = codes {
                store.codes[step.at()].get_or_insert_default().extend(codes);
            }
            if let Some(column) = columns.get_mut(&step) {
                column.batches.push(batch);
            }
        }
    }
    for (step, column) in columns {
        store.columns[step.at()] = Some(Arc::new(column));
    }
    Ok(())
}

/// Carries out one batch of a segment, whatever the work keeps.
pub(super) fn batch(store: &Store<'_>, work: &Work<'_>, texts: &Texts, index: RecordId, steps: &[StepId], number: usize) -> Outputs {
    let drops = drops(store, work, steps);
    let segment = Segment { store, work, texts, index, steps, drops: &drops, narrow: None };
    let rows = store.rows(index).saturating_sub(number.saturating_mul(BATCH)).min(BATCH);
    segment.batch(number, rows, &mut FxHashMap::default(), &mut Scratch::default())
}

/// For each step, what it is the last to read of the segment's own values that are not kept.
fn drops(store: &Store<'_>, work: &Work<'_>, steps: &[StepId]) -> Vec<Vec<StepId>> {
    let mut last = FxHashMap::default();
    for (at, id) in steps.iter().enumerate() {
        let step = store.plan.step(*id);
        last.insert(*id, at);
        let guards = step.guard.map(|guard| store.plan.step(guard.cases).op.inputs()).unwrap_or_default();
        for input in step.op.inputs().into_iter().chain(guards) {
            last.entry(input).and_modify(|last| *last = at);
        }
    }
    let mut drops = vec![Vec::new(); steps.len()];
    for id in steps.iter().filter(|id| !work.is_kept(**id)) {
        if let Some(list) = last.get(id).and_then(|at| drops.get_mut(*at)) {
            list.push(*id);
        }
    }
    drops
}

#[derive(Clone, Copy)]
struct Segment<'a> {
    store: &'a Store<'a>,
    work: &'a Work<'a>,
    texts: &'a Texts,
    index: RecordId,
    steps: &'a [StepId],
    /// After each step, those that nothing reads any more.
    drops: &'a [Vec<StepId>],
    /// What 64 bits are enough for.
    narrow: Option<&'a Narrow>,
}

/// The values of one batch so far.
struct Local<'a> {
    rows: usize,
    number: usize,
    /// The rows of the batch that are meant, where not all are.
    only: Option<&'a [u32]>,
    /// By step.
    batches: FxHashMap<StepId, Batch>,
    codes: FxHashMap<StepId, Vec<u32>>,
    /// Values that are the same for all rows.
    spread: &'a mut FxHashMap<StepId, Batch>,
    /// Whether any row takes an arm.
    arms: FxHashMap<Guard, bool>,
}

impl<'a> Local<'a> {
    fn new(number: usize, rows: usize, only: Option<&'a [u32]>, spread: &'a mut FxHashMap<StepId, Batch>) -> Local<'a> {
        Local { rows, number, only, batches: FxHashMap::default(), codes: FxHashMap::default(), spread, arms: FxHashMap::default() }
    }
}

impl Segment<'_> {
    /// The batches of one thread: every `threads`-th from `first` on.
    fn share(&self, first: usize, threads: usize, count: usize) -> Result<Vec<(usize, Outputs)>, Interrupted> {
        let mut done = Vec::new();
        let mut spreads = FxHashMap::default();
        let mut spread_rows = 0usize;
        let mut scratch = Scratch::default();
        let rows = self.store.rows(self.index);
        for number in (first..count).step_by(threads) {
            self.work.poll()?;
            let rows = rows.saturating_sub(number.saturating_mul(BATCH)).min(BATCH);
            if rows != spread_rows {
                spreads.clear();
                spread_rows = rows;
            }
            done.push((number, self.batch(number, rows, &mut spreads, &mut scratch)));
        }
        Ok(done)
    }

    fn batch(&self, number: usize, rows: usize, spread: &mut FxHashMap<StepId, Batch>, scratch: &mut Scratch) -> Outputs {
        let mut local = Local::new(number, rows, None, spread);
        let narrow = self.narrow.and_then(|narrow| Some((narrow, narrow::run(narrow, self.store, number, rows, scratch)?)));
        let done: &[bool] = narrow.as_ref().map_or(&[], |(narrow, _)| &narrow.done);
        if let Some((narrow, found)) = narrow {
            let results = if found.apart.is_empty() { found.results } else { self.with_those_apart(narrow, found, number, rows) };
            local.batches.extend(results);
        }
        for (at, (id, drops)) in self.steps.iter().zip(self.drops).enumerate() {
            if done.get(at) == Some(&true) {
                drops.iter().for_each(|unread| drop(local.batches.remove(unread)));
                continue;
            }
            let (batch, codes) = self.step(*id, &mut local);
            local.batches.insert(*id, batch);
            if let Some(codes) = codes.filter(|_| self.work.keeps_all) {
                local.codes.insert(*id, codes);
            }
            // Their memory serves the next steps while it is near.
            for unread in drops {
                local.batches.remove(unread);
            }
        }
        let kept = self.steps.iter().filter(|step| self.work.is_kept(**step));
        kept.filter_map(|step| Some((*step, local.batches.remove(step)?, local.codes.remove(step)))).collect()
    }

    /// The results of a narrow program, in which the general kernels do the rows that it leaves.
    fn with_those_apart(&self, narrow: &Narrow, found: narrow::Found, number: usize, rows: usize) -> Vec<(StepId, Batch)> {
        let mut spread = FxHashMap::default();
        let mut local = Local::new(number, found.apart.len(), Some(&found.apart), &mut spread);
        for id in &narrow.rests_on {
            let (batch, _) = self.step(*id, &mut local);
            local.batches.insert(*id, batch);
        }
        let results = found.results.into_iter().map(|(id, batch)| match local.batches.get(&id) {
            Some(others) => (id, put(self.store.plan.step(id).kind, batch, rows, &found.apart, others)),
            None => (id, batch),
        });
        results.collect()
    }

    /// Carries out a step, unless no row takes the arm that it is for.
    fn step(&self, id: StepId, local: &mut Local<'_>) -> (Batch, Option<Vec<u32>>) {
        let step = self.store.plan.step(id);
        match &step.op {
            // The rows that a reference leads to lie in any batch.
            Op::Gather { reference, .. } => self.prepare(*reference, local),
            Op::Row(_) => {}
            op => op.inputs().into_iter().for_each(|input| self.prepare(input, local)),
        }
        // What stands apart has not all tests.
        let may_skip = !self.work.keeps_all && local.only.is_none();
        let skipped = may_skip && step.guard.is_some_and(|guard| !self.takes(guard, local));
        if skipped { (absent(step.kind, State::NotApplicable, local.rows), None) } else { self.evaluate(id, local) }
    }

    /// Makes an input ready that is the same for all rows, or of which some rows are meant.
    fn prepare(&self, input: StepId, local: &mut Local<'_>) {
        let step = self.store.plan.step(input);
        if step.index == OVERALL && self.index != OVERALL && !local.spread.contains_key(&input) {
            let one = self.store.column(input).batches.first().map(|one| spread(one, local.rows));
            local.spread.insert(input, one.unwrap_or_else(|| absent(step.kind, State::NotGiven, local.rows)));
        } else if !local.batches.contains_key(&input) {
            let batch = match (self.store.column(input).batches.get(local.number), local.only) {
                (Some(_), None) => return,
                (Some(batch), Some(only)) => take(batch, only),
                (None, _) => absent(step.kind, State::NotGiven, local.rows),
            };
            local.batches.insert(input, batch);
        }
    }

    /// The batch of a step that was prepared or carried out.
    fn input<'b>(&'b self, id: StepId, local: &'b Local<'_>) -> &'b Batch {
        const NOTHING: &Batch = &Batch { values: Values::Codes(Vec::new()), presence: crate::data::columns::Presence::Each(Vec::new()) };
        let found = local.spread.get(&id).or_else(|| local.batches.get(&id));
        found.or_else(|| self.store.column(id).batches.get(local.number)).unwrap_or(NOTHING)
    }

    /// Whether any row takes an arm.
    fn takes(&self, guard: Guard, local: &mut Local<'_>) -> bool {
        if let Some(known) = local.arms.get(&guard) {
            return *known;
        }
        let Op::Cases { arms, .. } = &self.store.plan.step(guard.cases).op else { return true };
        for (test, _) in arms {
            self.prepare(*test, local);
        }
        let taken = match arms.get(guard.arm as usize) {
            Some((test, _)) => {
                let test = self.input(*test, local);
                let yes = lanes::yes_no(&test.values);
                (0..local.rows).any(|row| yes.get(row) == Some(&true) && presence::state(&test.presence, row) == State::Present)
            }
            None => {
                let tests: Vec<&Batch> = arms.iter().map(|(test, _)| self.input(*test, local)).collect();
                settle::arms(&tests, local.rows).0.contains(&guard.arm)
            }
        };
        local.arms.insert(guard, taken);
        taken
    }

    fn evaluate(&self, id: StepId, local: &Local<'_>) -> (Batch, Option<Vec<u32>>) {
        let store = self.store;
        let step = store.plan.step(id);
        let rows = local.rows;
        let input = |id: &StepId| self.input(*id, local);
        match &step.op {
            Op::Row(_) => {
                let from = local.number.saturating_mul(BATCH);
                let code = |row: usize| u32::try_from(from.saturating_add(row)).unwrap_or(u32::MAX);
                let list = match local.only {
                    Some(only) => only.iter().map(|row| code(*row as usize)).collect(),
                    None => (0..rows).map(code).collect(),
                };
                (Batch { values: Values::Codes(list), presence: crate::data::columns::Presence::All }, None)
            }
            Op::Gather { reference, value } => {
                let reader = match store.plan.step(*reference).kind {
                    crate::program::Kind::Reference(target) => target,
                    _ => OVERALL,
                };
                (gather::gather(input(reference), store.view(*value, reader), rows), None)
            }
            _ => {
                let (program, steps, grids) = (store.program, store.plan.steps.as_slice(), &self.work.grids);
                let elementwise = Elementwise { program, steps, texts: self.texts, grids, codes: self.work.keeps_all };
                elementwise.evaluate(id, rows, &input).unwrap_or_else(|| (absent(step.kind, State::NotGiven, rows), None))
            }
        }
    }
}
