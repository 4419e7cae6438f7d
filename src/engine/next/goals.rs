//! What a record has not reached: amounts that do not apply, tiers above, better grades, qualifications, places.

use super::limbs::{MET, open_limbs, state_limbs};
use super::search::{Target, number};
use crate::engine::Evaluation;
use crate::explain::Reasons;
use crate::program::{Definition, DefinitionId, ExprId, Form, Kind, Map, OVERALL, Role};
use crate::run::Cell;
use crate::syntax::ast::TierKind;
use crate::values::{Exact, Value};

/// The deepest that an amount is looked through for tiers.
const DEPTH: usize = 32;
/// The most tiers of one amount.
const MOST_TIERS: usize = 6;

/// Something that was not reached.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub definition: DefinitionId,
    pub aim: Aim,
    /// What is missing; all of it is needed.
    pub open: Vec<Target>,
}

/// What would be reached.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Aim {
    /// The value applies.
    Applies,
    /// A row of a tier.
    Tier(ExprId, usize),
    /// A point of an interpolation.
    Point { by: ExprId, at: Exact },
    /// One more unit.
    Unit { of: ExprId, unit: Exact },
    /// A row of cases.
    Case(ExprId),
    /// A member of the value's enumeration, or a better one.
    Member(u32),
    /// Yes or no.
    Truth(bool),
}

/// What a record has not reached, in the order of the articles.
pub(super) fn goals(evaluation: &Evaluation<'_>, lines: &[DefinitionId], row: usize) -> Vec<Goal> {
    let program = evaluation.policy.program();
    lines.iter().flat_map(|id| of_line(evaluation, *id, program.definition(*id), row)).collect()
}

fn of_line(evaluation: &Evaluation<'_>, id: DefinitionId, definition: &Definition, row: usize) -> Vec<Goal> {
    let one = |aim, open: Vec<Target>| if open.is_empty() { Vec::new() } else { vec![Goal { definition: id, aim, open }] };
    let has_goals = match definition.role {
        Role::Pay
        | Role::Award
        | Role::Output
        | Role::Scorecard
        | Role::Grading
        | Role::Qualification
        | Role::Elimination
        | Role::Quota
        | Role::Prizes
        | Role::Pool => true,
        Role::Helper
        | Role::Parameter
        | Role::Withhold
        | Role::Total(_)
        | Role::Penalty { .. }
        | Role::Veto(_)
        | Role::Rotation
        | Role::Deferral { .. }
        | Role::Clawback
        | Role::Authority
        | Role::Ledger(_)
        | Role::Part => false,
    };
    if !has_goals {
        return Vec::new();
    }
    match evaluation.value(id, row) {
        Cell::NotApplicable => {
            let conditions = definition.conditions.iter();
            let mut open: Vec<Target> = Vec::new();
            for limb in conditions.flat_map(|condition| open_limbs(evaluation, condition.test, !condition.negated, row)) {
                if !open.contains(&limb) {
                    open.push(limb);
                }
            }
            one(Aim::Applies, open)
        }
        Cell::Present(Value::Member(now)) if definition.role == Role::Grading => next_level(evaluation, id, definition, now, row),
        Cell::Present(Value::Member(now)) if definition.role == Role::Qualification && now != MET => {
            one(Aim::Member(MET), state_limbs(evaluation, definition, row))
        }
        Cell::Present(Value::YesNo(false)) if definition.role == Role::Quota => {
            one(Aim::Truth(true), open_limbs(evaluation, definition.unrounded, true, row))
        }
        Cell::Present(Value::YesNo(true)) if definition.role == Role::Elimination => {
            one(Aim::Truth(false), open_limbs(evaluation, definition.unrounded, false, row))
        }
        // A prize or a share of a pool is decided by the others.
        Cell::Present(Value::Number(_)) if !matches!(definition.role, Role::Prizes | Role::Pool) => {
            let mut found = Vec::new();
            steps(evaluation, definition.unrounded, row, 0, &mut found);
            found.truncate(MOST_TIERS);
            found.into_iter().map(|(aim, target)| Goal { definition: id, aim, open: vec![target] }).collect()
        }
        Cell::Present(_) | Cell::Blank | Cell::NotGiven | Cell::TooLarge => Vec::new(),
    }
}

/// The least better level, and what fails of it.
fn next_level(evaluation: &Evaluation<'_>, id: DefinitionId, definition: &Definition, now: u32, row: usize) -> Vec<Goal> {
    let program = evaluation.policy.program();
    let Form::Cases { arms, .. } = &program.expr(definition.unrounded).form else { return Vec::new() };
    let member = |value: ExprId| match program.expr(value).form {
        Form::Constant(Value::Member(at)) => Some(at),
        _ => None,
    };
    let better = arms.iter().filter_map(|(test, value)| Some((*test, member(*value)?))).filter(|(_, at)| *at > now);
    let Some((test, at)) = better.min_by_key(|(_, at)| *at) else { return Vec::new() };
    let open = open_limbs(evaluation, test, true, row);
    if open.is_empty() { Vec::new() } else { vec![Goal { definition: id, aim: Aim::Member(at), open }] }
}

/// The rows next to those taken of all tiers that an amount is made of, named values of the same row followed.
fn steps(evaluation: &Evaluation<'_>, expr: ExprId, row: usize, depth: usize, found: &mut Vec<(Aim, Target)>) {
    if depth > DEPTH {
        return;
    }
    let program = evaluation.policy.program();
    let node = program.expr(expr);
    let mut add = |aim: Aim, target: Target| {
        if !found.iter().any(|(other, _)| *other == aim) {
            found.push((aim, target));
        }
    };
    match &node.form {
        Form::Piece(piece) if piece.kind == TierKind::Interpolate => {
            let Some(now) = number(&evaluation.kept(), piece.by, row) else { return };
            let points = || piece.bounds.iter().map(|(point, _)| point);
            if let Some(point) = points().find(|point| **point > now) {
                add(Aim::Point { by: piece.by, at: point.clone() }, Target::AtLeast(piece.by, point.clone()));
            }
            if let Some(point) = points().rfind(|point| **point < now) {
                add(Aim::Point { by: piece.by, at: point.clone() }, Target::AtMost(piece.by, point.clone()));
            }
        }
        Form::Piece(piece) => {
            let Some(taken) = evaluation.kept().code(expr, row).map(|taken| taken as usize) else { return };
            if taken < piece.bounds.len() {
                add(Aim::Tier(expr, taken + 1), Target::From(expr, taken + 1));
            }
            if let Some(below) = taken.checked_sub(1) {
                add(Aim::Tier(expr, below), Target::UpTo(expr, below));
            }
        }
        Form::Map(Map::FullUnits | Map::StartedUnits, operands) => {
            let (Some(now), &[of, unit]) = (number(&evaluation.kept(), expr, row), operands.as_slice()) else { return };
            if let Form::Constant(Value::Number(unit)) = &program.expr(unit).form {
                add(Aim::Unit { of, unit: unit.clone() }, Target::Above(expr, now));
            }
        }
        Form::Definition(id) => {
            let definition = program.definition(*id);
            if definition.role == Role::Helper && (definition.owner == node.index || definition.owner == OVERALL) {
                steps(evaluation, definition.value, row, depth + 1, found);
            }
        }
        Form::Map(Map::Add | Map::Subtract | Map::Multiply | Map::Divide | Map::Max | Map::Min | Map::Round { .. }, operands) => {
            operands.iter().for_each(|&operand| steps(evaluation, operand, row, depth + 1, found));
        }
        Form::Settle { value, .. } => steps(evaluation, *value, row, depth + 1, found),
        Form::Cases { arms, otherwise } => {
            let Some(taken) = evaluation.kept().code(expr, row).map(|taken| taken as usize) else { return };
            if let Some((test, value)) = taken.checked_sub(1).and_then(|before| arms.get(before))
                && matches!(program.expr(*value).ty.kind, Kind::Money(_) | Kind::Number | Kind::Ratio)
            {
                add(Aim::Case(*test), Target::Holds(*test, true));
            }
            if let Some(value) = arms.get(taken).map(|(_, value)| *value).or(*otherwise) {
                steps(evaluation, value, row, depth + 1, found);
            }
        }
        _ => {}
    }
}

impl Goal {
    /// Whether it is reached in another evaluation: an amount is greater than it was.
    pub fn is_reached(&self, before: &Evaluation<'_>, after: &Evaluation<'_>, row: usize) -> bool {
        // Before rounding: a cent more of an input may be worth less than a cent.
        let exact = before.policy.program().definition(self.definition).unrounded;
        let is_more = || match (number(&before.kept(), exact, row), number(&after.kept(), exact, row)) {
            (Some(before), Some(after)) => after > before,
            _ => false,
        };
        match (&self.aim, after.value(self.definition, row)) {
            (Aim::Applies, cell) => matches!(cell, Cell::Present(_)),
            (Aim::Member(wanted), Cell::Present(Value::Member(at))) => at >= *wanted,
            (Aim::Truth(wanted), Cell::Present(Value::YesNo(yes))) => yes == *wanted,
            (Aim::Tier(..) | Aim::Point { .. } | Aim::Unit { .. } | Aim::Case(_), _) => {
                is_more() && self.open.iter().all(|target| target.is_reached(&after.kept(), row))
            }
            (Aim::Member(_) | Aim::Truth(_), _) => false,
        }
    }
}
