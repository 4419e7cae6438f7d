//! Which steps one row of a record suffices for: those that read no other record, and no other row of its own.

use super::{Op, Plan, StepId, Way};
use crate::program::{Kind, OVERALL, RecordId};

impl Plan {
    /// For each step, whether a row of a record alone has all that it rests on.
    pub(crate) fn alone(&self, record: RecordId) -> Vec<bool> {
        let mut alone: Vec<bool> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            // A step comes after those it reads.
            let rests = step.op.inputs().iter().all(|input| alone.get(input.at()) == Some(&true));
            let own = step.index == record || step.index == OVERALL;
            alone.push(rests && own && !matches!(step.kind, Kind::Reference(_)) && !reads_rows(&step.op));
        }
        alone
    }

    /// The columns of a record that it reads to compute some of its steps: those they rest on, not those that are only delivered.
    pub(crate) fn read_for(&self, steps: impl Iterator<Item = StepId>) -> Vec<StepId> {
        let mut met = vec![false; self.steps.len()];
        let mut open: Vec<StepId> = steps.flat_map(|step| self.step(step).op.inputs()).collect();
        let mut read = Vec::new();
        while let Some(step) = open.pop() {
            if let Some(met) = met.get_mut(step.at())
                && !std::mem::replace(met, true)
            {
                if matches!(self.step(step).op, Op::Field(_)) {
                    read.push(step);
                }
                open.extend(self.step(step).op.inputs());
            }
        }
        read.sort_unstable();
        read
    }
}

/// Whether an operation reads other rows than the one it is for.
fn reads_rows(op: &Op) -> bool {
    match op {
        Op::Constant(_) | Op::Blank | Op::NotApplicable | Op::Today | Op::Field(_) | Op::Map(..) => false,
        // Carried out row by row, and yet of another row, or of the place among them.
        Op::Gather { .. } | Op::Row(_) => true,
        op => op.way() != Way::Elementwise,
    }
}
