//! Simpler operations with the same values: constants folded, divisions by a constant turned into products, tiers of constants made
//! linear. Cases keep all their arms, for their number is what a statement tells.

use super::from_program::Planner;
use super::{Op, StepId, Stretch, folding};
use crate::program::{Kind, Map, Type};
use crate::source::Span;
use crate::values::{Exact, Value};

/// What an operation comes to.
pub(super) enum Simple {
    /// An operation.
    Op(Op),
    /// A step that is there already.
    Step(StepId),
}

/// Makes an operation simpler if it can be.
pub(super) fn simplify(planner: &mut Planner<'_>, op: Op, ty: Type, span: Span) -> Simple {
    match op {
        Op::Map(map, inputs) => of_map(planner, map, inputs, span),
        Op::Settle { value, blank, not_applicable } => match (&planner.steps[value.at()].op, blank, not_applicable) {
            (Op::Constant(_), ..) | (_, None, None) => Simple::Step(value),
            (Op::Blank, Some(blank), _) => Simple::Step(blank),
            (Op::NotApplicable, _, Some(instead)) => Simple::Step(instead),
            _ => Simple::Op(Op::Settle { value, blank, not_applicable }),
        },
        Op::Piece(mut piece) if ty.kind.is_numeric() => {
            for stretch in &mut piece.stretches {
                if let Some(Op::Constant(Value::Number(base))) = stretch.step().map(|step| &planner.steps[step.at()].op) {
                    *stretch = Stretch::Linear { base: base.clone(), slope: Exact::ZERO };
                }
            }
            Simple::Op(Op::Piece(piece))
        }
        op => Simple::Op(op),
    }
}

fn of_map(planner: &mut Planner<'_>, map: Map, inputs: Vec<StepId>, span: Span) -> Simple {
    let constants: Vec<&Value> = inputs.iter().filter_map(|input| constant(planner, *input)).collect();
    if constants.len() == inputs.len()
        && let Some(value) = folding::fold(&map, &constants)
    {
        return Simple::Op(Op::Constant(value));
    }
    let number = |at: usize| match inputs.get(at).and_then(|input| constant(planner, *input)) {
        Some(Value::Number(number)) => Some(number.clone()),
        _ => None,
    };
    match (&map, inputs.as_slice()) {
        (Map::Divide, [value, _]) => {
            let reciprocal = number(1).and_then(|divisor| Exact::ONE.div(&divisor)).filter(|reciprocal| reciprocal.decimals().is_some());
            if let Some(reciprocal) = reciprocal {
                let value = *value;
                if reciprocal == Exact::ONE {
                    return Simple::Step(value);
                }
                let factor =
                    planner.add(Op::Constant(Value::Number(reciprocal)), crate::program::OVERALL, Type::present(Kind::Number), span);
                return Simple::Op(Op::Map(Map::Multiply, vec![value, factor]));
            }
        }
        (Map::Multiply, [value, _]) if number(1) == Some(Exact::ONE) => return Simple::Step(*value),
        (Map::Multiply, [_, value]) if number(0) == Some(Exact::ONE) => return Simple::Step(*value),
        (Map::Add | Map::Subtract, [value, _]) if number(1) == Some(Exact::ZERO) => return Simple::Step(*value),
        (Map::Add, [_, value]) if number(0) == Some(Exact::ZERO) => return Simple::Step(*value),
        (Map::Add | Map::Multiply | Map::Max | Map::Min | Map::And | Map::Or, [value]) => return Simple::Step(*value),
        _ => {}
    }
    Simple::Op(Op::Map(map, inputs))
}

fn constant<'p>(planner: &'p Planner<'_>, step: StepId) -> Option<&'p Value> {
    match &planner.steps[step.at()].op {
        Op::Constant(value) => Some(value),
        _ => None,
    }
}
