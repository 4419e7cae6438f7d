//! A plan of which only some of the elementwise steps are carried out: those that certain values, and steps over whole columns, rest on.
//!
//! The others are worked out when somebody asks for them (`run/recall`), a batch of a segment at a time: so what one segment reads of
//! another is carried out and kept, whoever reads it. The numbers of steps are those of the whole plan.

use super::{Lean, Plan, Stage, StepId, narrow};
use crate::program::{ExprId, Program};
use rustc_hash::{FxHashMap, FxHashSet};

impl Plan {
    /// The plan with these roots, in which what they do not rest on is left out.
    pub fn lean(&self, program: &Program, roots: &[ExprId]) -> Plan {
        let mut stages: FxHashMap<StepId, usize> = FxHashMap::default();
        for (at, stage) in self.stages.iter().enumerate() {
            match stage {
                Stage::Segment { steps, .. } => stages.extend(steps.iter().map(|step| (*step, at))),
                Stage::Whole(step) => _ = stages.insert(*step, at),
            }
        }
        let inputs = |id: StepId| {
            let step = self.step(id);
            step.op.inputs().into_iter().chain(step.guard.iter().flat_map(|guard| self.step(guard.cases).op.inputs()))
        };
        let kept: FxHashSet<StepId> = self
            .ids()
            .flat_map(|id| inputs(id).map(move |input| (id, input)))
            .filter(|(id, input)| stages.contains_key(input) && stages.get(id) != stages.get(input))
            .map(|(_, input)| input)
            .collect();
        let whole = self.stages.iter().filter_map(|stage| match stage {
            Stage::Whole(step) => Some(*step),
            Stage::Segment { .. } => None,
        });
        let mut needed: FxHashSet<StepId> = FxHashSet::default();
        let mut left: Vec<StepId> =
            roots.iter().filter_map(|root| self.of.get(root)).copied().chain(whole).chain(kept.iter().copied()).collect();
        while let Some(id) = left.pop() {
            if needed.insert(id) {
                left.extend(inputs(id));
            }
        }
        let mut lean = self.clone();
        lean.roots = roots.to_vec();
        for stage in &mut lean.stages {
            if let Stage::Segment { steps, .. } = stage {
                steps.retain(|step| needed.contains(step));
            }
        }
        lean.stages.retain(|stage| !matches!(stage, Stage::Segment { steps, .. } if steps.is_empty()));
        let left_out = stages.into_keys().filter(|step| !needed.contains(step)).collect();
        lean.lean = Lean { left_out, kept: kept.into_iter().collect() };
        narrow::write(&mut lean, program);
        lean
    }
}
