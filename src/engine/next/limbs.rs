//! A condition taken apart into the limbs that must each hold, so that what fails can be mended limb by limb.

use super::search::Target;
use crate::engine::Evaluation;
use crate::explain::Reasons;
use crate::program::{Definition, ExprId, Form, Map, Program, Role};
use crate::run::Cell;
use crate::syntax::ast::Comparison;
use crate::values::Value;

/// The deepest that conditions are taken apart.
const DEPTH: usize = 24;

/// What of a condition is not yet as wanted, for a row: all of it is needed. A condition that is one of several, or no matter of limbs, is
/// one itself.
pub(super) fn open_limbs(evaluation: &Evaluation<'_>, test: ExprId, wanted: bool, row: usize) -> Vec<Target> {
    let mut open = Vec::new();
    gather(evaluation, test, wanted, row, 0, &mut open);
    open
}

fn gather(evaluation: &Evaluation<'_>, test: ExprId, wanted: bool, row: usize, depth: usize, open: &mut Vec<Target>) {
    let target = Target::Holds(test, wanted);
    if open.contains(&target) || target.is_reached(&evaluation.kept(), row) {
        return;
    }
    let program = evaluation.policy.program();
    let expr = program.expr(test);
    let mut all = |limbs: &[ExprId], wanted: bool| limbs.iter().for_each(|&limb| gather(evaluation, limb, wanted, row, depth + 1, open));
    if depth < DEPTH {
        match &expr.form {
            Form::Map(Map::And, limbs) if wanted => return all(limbs, true),
            Form::Map(Map::Or, limbs) if !wanted => return all(limbs, false),
            Form::Map(Map::Not, limbs) => return all(limbs, !wanted),
            Form::Definition(id) => {
                let definition = program.definition(*id);
                if definition.owner == expr.index && matches!(definition.role, Role::Helper | Role::Output) {
                    return all(&[definition.value], wanted);
                }
            }
            // Whether a qualification is met, an award applies.
            Form::Map(Map::Compare(Comparison::Equal), sides) if wanted => {
                if let Some(qualification) = met(program, sides).filter(|definition| definition.owner == expr.index) {
                    let limbs = state_limbs(evaluation, qualification, row);
                    if !limbs.is_empty() {
                        open.extend(limbs);
                        return;
                    }
                }
            }
            Form::Settle { value, .. } if matches!(evaluation.kept().value(*value, row), Cell::Present(_)) => {
                return all(&[*value], wanted);
            }
            _ => {}
        }
    }
    open.push(target);
}

/// The qualification that two sides ask whether it is met.
fn met<'p>(program: &'p Program, sides: &[ExprId]) -> Option<&'p Definition> {
    let qualification = sides.iter().find_map(|side| qualification_of(program, *side))?;
    let is_met = |side: &ExprId| matches!(&program.expr(*side).form, Form::Constant(Value::Member(at)) if *at == MET);
    sides.iter().any(is_met).then_some(qualification)
}

/// The member that a qualification is when all of it holds, the greatest of its three.
pub(super) const MET: u32 = 2;

fn qualification_of(program: &Program, side: ExprId) -> Option<&Definition> {
    match &program.expr(side).form {
        Form::Definition(id) => Some(program.definition(*id)).filter(|definition| definition.role == Role::Qualification),
        Form::Settle { value, .. } => qualification_of(program, *value),
        _ => None,
    }
}

/// What of a qualification fails, for a row: none of the cases that are not its last may hold.
pub(super) fn state_limbs(evaluation: &Evaluation<'_>, qualification: &Definition, row: usize) -> Vec<Target> {
    let program = evaluation.policy.program();
    let Form::Cases { arms, .. } = &program.expr(qualification.unrounded).form else { return Vec::new() };
    let mut open = Vec::new();
    arms.iter().for_each(|(test, _)| gather(evaluation, *test, false, row, 0, &mut open));
    // Limbs that are absent only because an earlier one fails are judged again once that one holds.
    open
}
