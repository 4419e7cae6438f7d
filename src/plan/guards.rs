//! Guards: what only one arm of cases needs is left out for batches in which no row takes that arm.

use super::{Guard, Op, Plan, StepId, Way, schedule};
use crate::program::OVERALL;

/// What is known so far about who needs a step.
#[derive(Clone, Copy, PartialEq)]
enum Needed {
    Nobody,
    Only(Guard),
    Always,
}

/// Finds the guards of a plan.
pub(super) fn find(plan: &mut Plan) {
    let slots = schedule::slots(plan);
    let mut needed = vec![Needed::Nobody; plan.steps.len()];
    for root in &plan.roots {
        if let Some(step) = plan.of.get(root) {
            needed[step.at()] = Needed::Always;
        }
    }
    // Those who need a step come after it.
    for id in plan.ids().rev() {
        let step = plan.step(id);
        let own = match needed[id.at()] {
            Needed::Only(guard) if step.op.way() == Way::Elementwise && step.index != OVERALL && holds(plan, &slots, id, guard) => {
                Some(guard)
            }
            _ => None,
        };
        let inherited = own.map_or(Needed::Always, Needed::Only);
        let mut need = |input: StepId, by: Needed| {
            let place = &mut needed[input.at()];
            *place = match *place {
                Needed::Nobody => by,
                known if known == by => by,
                _ => Needed::Always,
            };
        };
        match &step.op {
            Op::Cases { arms, otherwise } => {
                for (arm, (test, value)) in (0..).zip(arms) {
                    need(*test, inherited);
                    need(*value, Needed::Only(Guard { cases: id, arm }));
                }
                if let Some(value) = otherwise {
                    need(*value, Needed::Only(Guard { cases: id, arm: arms.len() as u32 }));
                }
            }
            op => {
                for input in op.inputs() {
                    let whole = step.op.way() != Way::Elementwise || plan.step(input).index != step.index;
                    need(input, if whole { Needed::Always } else { inherited });
                }
            }
        }
        plan.steps[id.at()].guard = own;
    }
}

/// Whether the conditions of an arm are there when the step is carried out, row by row with it.
fn holds(plan: &Plan, slots: &[u32], id: StepId, guard: Guard) -> bool {
    let cases = plan.step(guard.cases);
    let Op::Cases { arms, .. } = &cases.op else { return false };
    cases.index == plan.step(id).index
        && arms.iter().take((guard.arm as usize).saturating_add(1)).all(|(test, _)| *test < id && slots[test.at()] <= slots[id.at()])
}
