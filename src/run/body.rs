//! Bodies: steps that are carried out for some rows at a time, over what is given to them and over states. What folds and ledgers have in
//! common.

use super::elementwise::{Elementwise, Grids, grids};
use super::kernels::map::absent;
use crate::data::columns::{Batch, Presence, State, Values};
use crate::data::texts::Texts;
use crate::plan::{Body, Op, StepId};
use crate::program::{Kind, Program};
use rustc_hash::FxHashMap;

/// A body with what it needs made ready.
pub(super) struct Ready<'a> {
    program: &'a Program,
    body: &'a Body,
    grids: Grids,
    /// The constants, one row each.
    constants: FxHashMap<StepId, Batch>,
}

impl<'a> Ready<'a> {
    /// Makes a body ready.
    pub(super) fn new(program: &'a Program, body: &'a Body, texts: &mut Texts) -> Ready<'a> {
        let grids = grids(program, &body.steps, texts);
        let mut constants = FxHashMap::default();
        for (id, step) in (0u32..).map(StepId).zip(&body.steps) {
            if let Op::Constant(value) = &step.op {
                constants.insert(id, Batch { values: super::store::constant(value, texts), presence: Presence::All });
            }
        }
        Ready { program, body, grids, constants }
    }

    /// What the body gives for some rows.
    pub(super) fn values(
        &self,
        texts: &Texts,
        rows: usize,
        given: &dyn Fn(u32) -> Option<Batch>,
        state: &dyn Fn(u32) -> Option<Batch>,
    ) -> Vec<Batch> {
        let batches = self.steps(texts, rows, given, state, false);
        let value = |id: &StepId| {
            batches.get(id.at()).map(|(batch, _)| batch.clone()).unwrap_or_else(|| absent(Kind::Number, State::NotGiven, rows))
        };
        self.body.next.iter().map(value).collect()
    }

    /// What each step of the body gives for some rows, with its codes.
    pub(super) fn steps(
        &self,
        texts: &Texts,
        rows: usize,
        given: &dyn Fn(u32) -> Option<Batch>,
        state: &dyn Fn(u32) -> Option<Batch>,
        codes: bool,
    ) -> Vec<(Batch, Option<Vec<u32>>)> {
        let steps = self.body.steps.as_slice();
        let elementwise = Elementwise { program: self.program, steps, texts, grids: &self.grids, codes };
        let mut batches: Vec<(Batch, Option<Vec<u32>>)> = Vec::with_capacity(steps.len());
        for (id, step) in (0u32..).map(StepId).zip(steps) {
            let nothing = || absent(step.kind, State::NotGiven, rows);
            let mut taken = None;
            let batch = match &step.op {
                Op::Given(number) => given(*number).unwrap_or_else(nothing),
                Op::State(number) => state(*number).unwrap_or_else(nothing),
                Op::Constant(_) => self.constants.get(&id).map_or_else(nothing, |one| super::store::spread(one, rows)),
                Op::Blank => absent(step.kind, State::Blank, rows),
                Op::NotApplicable => absent(step.kind, State::NotApplicable, rows),
                _ => {
                    const NOTHING: &Batch = &Batch { values: Values::Codes(Vec::new()), presence: Presence::All };
                    let input = |id: &StepId| batches.get(id.at()).map_or(NOTHING, |(batch, _)| batch);
                    elementwise.evaluate(id, rows, &input).map_or_else(nothing, |(batch, codes)| {
                        taken = codes;
                        batch
                    })
                }
            };
            batches.push((batch, taken));
        }
        batches
    }

    /// The steps of the body.
    pub(super) fn body(&self) -> &'a Body {
        self.body
    }
}
