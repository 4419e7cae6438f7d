//! The order of the work: steps that read whole columns alone, and between them the elementwise ones of a record together.
//!
//! Every step gets a slot: even ones for elementwise steps, odd ones for whole columns. A step comes at least as late as what it
//! reads, and one slot later where it needs all of it.

use super::{Op, Plan, Stage, StepId, Way};
use crate::program::OVERALL;
use std::collections::BTreeMap;

/// Sets the stages of a plan.
pub(super) fn order(plan: &mut Plan) {
    let slots = slots(plan);
    // By slot, values of nobody in particular first; within it in the order of the steps.
    let mut segments = BTreeMap::<(u32, u32), Vec<StepId>>::new();
    for id in plan.ids() {
        let step = plan.step(id);
        let slot = slots[id.at()];
        match step.op.way() {
            Way::Ready => {}
            Way::Elementwise => segments.entry((slot, step.index.0)).or_default().push(id),
            Way::Whole => segments.entry((slot, 0)).or_default().push(id),
        }
    }
    plan.stages = Vec::new();
    for ((slot, _), steps) in segments {
        match steps.first() {
            Some(first) if slot % 2 == 0 => plan.stages.push(Stage::Segment { index: plan.step(*first).index, steps, narrow: None }),
            _ => plan.stages.extend(steps.into_iter().map(Stage::Whole)),
        }
    }
}

/// The slot of every step.
pub(super) fn slots(plan: &Plan) -> Vec<u32> {
    let mut slots = Vec::<u32>::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let way = step.op.way();
        let whole_of = |input: StepId| match step.op {
            // Following a reference reads any row of the value.
            Op::Gather { value, .. } => input == value,
            _ => false,
        };
        let slot = step.op.inputs().into_iter().map(|input| {
            let (slot, ready) = (slots[input.at()], plan.step(input).op.way() == Way::Ready);
            match way {
                Way::Ready => slot,
                Way::Whole => slot | 1,
                Way::Elementwise if slot % 2 == 1 => slot.saturating_add(1),
                Way::Elementwise if !ready && whole_of(input) && plan.step(input).index != OVERALL => slot.saturating_add(2),
                Way::Elementwise => slot,
            }
        });
        let least = if way == Way::Whole { 1 } else { 0 };
        slots.push(slot.max().unwrap_or(0).max(least));
    }
    slots
}
