//! The body of a fold: the steps from the states at a row to those after it, over what is known of the row beforehand.
//!
//! What the next states are made of elementwise, on the way from the states themselves, is in the body; everything else is planned outside
//! and given to it.

use super::from_program::{Inside, Planner};
use super::{Step, StepId};
use crate::program::{ExprId, FoldId, Form, Program, each_part, is_elementwise};
use rustc_hash::{FxHashMap, FxHashSet};

/// The steps of a fold's body; their inputs are steps of the body.
#[derive(Clone, Debug)]
pub struct Body {
    /// All steps: first what is given, then the states at the row, then what is made of them.
    pub steps: Vec<Step>,
    /// The steps that are the states after the row.
    pub next: Vec<StepId>,
    /// The step of each expression.
    pub of: FxHashMap<ExprId, StepId>,
}

/// What is given to the body of a fold, in order.
pub(super) fn given(program: &Program, fold: FoldId) -> Vec<ExprId> {
    let roots: Vec<ExprId> = program.fold(fold).states.iter().map(|state| state.next).collect();
    given_to(program, &roots, &|form| matches!(form, Form::Carried { fold: other, .. } if *other == fold))
}

/// What is given to the body of some values that are made of states, in order.
pub(super) fn given_to(program: &Program, roots: &[ExprId], is_state: &dyn Fn(&Form) -> bool) -> Vec<ExprId> {
    let inside = cone(program, roots, is_state);
    let (mut given, mut seen) = (Vec::new(), FxHashSet::default());
    let mut open: Vec<ExprId> = roots.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if !inside.contains(&id) {
            given.push(id);
            continue;
        }
        each_part(program, id, &mut |part| open.push(part));
    }
    given
}

/// The expressions that rest on states at the same row.
fn cone(program: &Program, roots: &[ExprId], is_state: &dyn Fn(&Form) -> bool) -> FxHashSet<ExprId> {
    let (mut inside, mut seen) = (FxHashSet::default(), FxHashSet::default());
    // Each is met twice: going in, and when its parts are known.
    let mut open: Vec<(ExprId, bool)> = roots.iter().map(|root| (*root, false)).collect();
    while let Some((id, parts_known)) = open.pop() {
        let form = &program.expr(id).form;
        if parts_known {
            let mut rests = false;
            each_part(program, id, &mut |part| rests |= inside.contains(&part));
            if rests {
                inside.insert(id);
            }
            continue;
        }
        if !seen.insert(id) {
            continue;
        }
        match form {
            form if is_state(form) => {
                inside.insert(id);
            }
            // Of another record than what stands around it, so it is never given as a whole.
            Form::AtEntry(value) => {
                inside.insert(id);
                open.push((*value, false));
            }
            form if is_elementwise(form) => {
                open.push((id, true));
                each_part(program, id, &mut |part| open.push((part, false)));
            }
            _ => {}
        }
    }
    inside
}

/// Plans the body of a fold.
pub(super) fn body(program: &Program, fold: FoldId, given: &[ExprId]) -> Body {
    let numbers: FxHashMap<ExprId, u32> = given.iter().copied().zip(0..).collect();
    let mut planner = Planner::within(program, Inside::Fold(fold), numbers);
    let next: Vec<ExprId> = program.fold(fold).states.iter().map(|state| state.next).collect();
    let next = next.into_iter().map(|next| planner.root(next)).collect();
    planner.body(next)
}
