//! The bounds of a policy: where tiers and bands of tables change, what values are compared with, caps and floors.

use crate::program::{CellTest, DefinitionId, ExprId, Form, Map, Program, Role, Rows, each_part};
use crate::source::Span;
use crate::values::{Date, Exact, Value};
use rustc_hash::FxHashSet;

/// A bound of a value.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// The named value that it decides.
    pub definition: DefinitionId,
    /// The value that is compared with it.
    pub left: ExprId,
    /// What it is compared with.
    pub right: Right,
    /// The comparison, where it is one.
    pub comparison: Option<ExprId>,
    /// Where it is written.
    pub span: Span,
}

/// A constant that a value is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Right {
    Number(Exact),
    Day(Date),
}

/// All bounds of a program, in the order of the policy.
pub(super) fn bounds(program: &Program) -> Vec<Bound> {
    let mut found: Vec<Bound> = Vec::new();
    let mut known = FxHashSet::default();
    for (id, definition) in (0u32..).map(DefinitionId).zip(&program.definitions) {
        // What is made by the engine is given by no test.
        let is_given = matches!(program.record(definition.owner).rows, Rows::File(_) | Rows::Overall);
        if !is_given || matches!(definition.role, Role::Parameter | Role::Ledger(_)) || definition.article.is_none() {
            continue;
        }
        let (mut met, mut waiting) = (FxHashSet::default(), vec![definition.value, definition.unrounded]);
        while let Some(expr) = waiting.pop() {
            if !met.insert(expr) || matches!(program.expr(expr).form, Form::Definition(_)) && expr != definition.value {
                continue;
            }
            each_bound(program, expr, &mut |left, right, comparison, span| {
                if known.insert((id, left, right.clone(), span)) && !is_constant(program, left) {
                    found.push(Bound { definition: id, left, right, comparison, span });
                }
            });
            each_part(program, expr, &mut |part| waiting.push(part));
        }
    }
    found.sort_by_key(|bound| (bound.span, bound.definition));
    found
}

fn is_constant(program: &Program, expr: ExprId) -> bool {
    matches!(program.expr(expr).form, Form::Constant(_) | Form::Today | Form::Carried { .. } | Form::Balance { .. })
}

/// The bounds that one expression sets.
fn each_bound(program: &Program, id: ExprId, tell: &mut dyn FnMut(ExprId, Right, Option<ExprId>, Span)) {
    let expr = program.expr(id);
    match &expr.form {
        Form::Piece(piece) => {
            for (at, (bound, _)) in piece.bounds.iter().enumerate() {
                let span = piece.stretches.get(at).map_or(expr.span, |stretch| stretch.span);
                tell(piece.by, Right::Number(bound.clone()), None, span);
            }
        }
        Form::Lookup { table, keys, .. } => {
            for row in &program.table(*table).rows {
                for (test, key) in row.tests.iter().zip(keys) {
                    let CellTest::Range(ranges) = test else { continue };
                    for right in ranges.iter().filter_map(|(_, value)| constant(value)) {
                        tell(*key, right, None, row.span);
                    }
                }
            }
        }
        Form::Map(Map::Compare(_), sides) => {
            let &[left, right] = sides.as_slice() else { return };
            for (left, right) in [(left, right), (right, left)] {
                if let Form::Constant(value) = &program.expr(right).form
                    && let Some(bound) = constant(value)
                {
                    tell(left, bound, Some(id), expr.span);
                }
            }
        }
        Form::Map(Map::Max | Map::Min, sides) => {
            for right in sides {
                let Form::Constant(value) = &program.expr(*right).form else { continue };
                let Some(bound) = constant(value) else { continue };
                // What a clause caps by itself stands nowhere in the policy.
                if sides.iter().any(|other| other != right && program.expr(*other).span == program.expr(*right).span) {
                    continue;
                }
                for left in sides.iter().filter(|left| *left != right) {
                    tell(*left, bound.clone(), None, expr.span);
                }
            }
        }
        _ => {}
    }
}

fn constant(value: &Value) -> Option<Right> {
    match value {
        Value::Number(number) => Some(Right::Number(number.clone())),
        Value::Date(day) => Some(Right::Day(*day)),
        Value::Duration(_) | Value::Text(_) | Value::YesNo(_) | Value::Member(_) | Value::Reference(_) => None,
    }
}
