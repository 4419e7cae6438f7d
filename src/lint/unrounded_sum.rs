//! `unrounded-sum`: a sum or an average of quotients that nothing rounds, each with a divisor of its own row: exact fractions of many
//! denominators, which some thousand rows make too long to be computed ([E0602](crate::diagnostics::Code::E0602)).

use super::{Finding, Places, Rule, Subject};
use crate::program::{ExprId, Form, Map, OVERALL, Program, ReduceOp, StretchValue, each_part};
use crate::say;
use std::collections::HashSet;

pub(super) fn find(subject: &Subject<'_>) -> Vec<Finding> {
    let program = subject.program;
    let mut places = Places::default();
    for expr in &program.expressions {
        let Form::Reduce(reduce) = &expr.form else { continue };
        let (ReduceOp::Sum | ReduceOp::Average, Some(value)) = (&reduce.op, reduce.value) else { continue };
        let span = program.expr(value).span;
        let found = quotient(program, value).map(|quotient| {
            let words = subject.words(program.expr(quotient).span);
            let message = say!(
                "what is added up holds the quotient `{words}` without rounding: of some thousand rows the sum is too long to be computed",
                "累加的值含有未取整的商 `{words}`：达到数千行时，其和过长而无法计算"
            );
            let help =
                say!("round it where it is defined, as with `, rounded half up to 0.000001`", "在其定义处取整，如 `，四舍五入到 0.000001`");
            Finding::new(Rule::UnroundedSum, span, message, help)
        });
        places.look(span, found);
    }
    places.findings()
}

/// A quotient in a value that nothing rounds on the way, whose divisor differs from row to row.
fn quotient(program: &Program, value: ExprId) -> Option<ExprId> {
    // A list of what is to be looked at, for values may rest on each other as deep as their author likes.
    let (mut waiting, mut seen) = (vec![value], HashSet::new());
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        match &program.expr(id).form {
            Form::Map(Map::Divide, operands) => match operands.as_slice() {
                [_, divisor] if differs(program, *divisor) => return Some(id),
                operands => waiting.extend(operands.first()),
            },
            Form::Map(Map::Add | Map::Subtract | Map::Multiply | Map::Negate | Map::Max | Map::Min | Map::Absolute, operands) => {
                waiting.extend(operands.iter().rev());
            }
            Form::Definition(definition) => waiting.push(program.definition(*definition).value),
            Form::Settle { value, blank, not_applicable } => waiting.extend([*not_applicable, *blank, Some(*value)].into_iter().flatten()),
            Form::Cases { arms, otherwise } => waiting.extend(arms.iter().map(|(_, value)| *value).chain(*otherwise)),
            Form::Piece(piece) => waiting.extend(piece.stretches.iter().map(|stretch| match stretch.value {
                StretchValue::Linear { .. } => piece.by,
                StretchValue::Expr(value) => value,
            })),
            _ => {}
        }
    }
    None
}

/// Whether a divisor is made of what its own row holds: what stands for all rows, or is led to, makes few denominators.
fn differs(program: &Program, divisor: ExprId) -> bool {
    let (mut waiting, mut seen) = (vec![divisor], HashSet::new());
    while let Some(id) = waiting.pop() {
        let expr = program.expr(id);
        if expr.index == OVERALL || !seen.insert(id) {
            continue;
        }
        match &expr.form {
            Form::Field(_) | Form::Reduce(_) => return true,
            Form::Gather { .. } | Form::Map(Map::Round { .. }, _) => {}
            _ => each_part(program, id, &mut |part| waiting.push(part)),
        }
    }
    false
}
