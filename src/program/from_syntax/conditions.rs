//! Whether conditions can meet, or leave a hole: decided by trying every combination of cases that they tell apart.
//!
//! What is decided: comparisons of one value with constants, members of enumerations, yes/no, and their `and`, `or`, `not`. Any other
//! condition is opaque: it may be yes or no whatever the others are, which can only make a proof fail, never succeed wrongly.

use super::builder::{Lower, Shape};
use super::cases::{Case, CaseValue, case_words, holds, joined_words, yes_no_cases};
use crate::diagnostics::Text;
use crate::program::{ExprId, Form, Map};
use crate::syntax::ast::Comparison;
use crate::values::Value;
use rustc_hash::FxHashMap;

/// Combinations that are tried at most.
const LIMIT: usize = 100_000;

/// A value that conditions tell cases of apart.
#[derive(Clone, Debug)]
struct Variable {
    name: String,
    cases: Vec<Case>,
    opaque: bool,
}

/// The cases that some conditions tell apart.
#[derive(Debug, Default)]
struct Space {
    variables: Vec<Variable>,
    by_shape: FxHashMap<Shape, usize>,
}

impl Lower<'_> {
    /// A case in which none of the conditions holds, in words; empty words when it cannot be told. None: one always holds.
    pub fn hole(&self, conditions: &[ExprId]) -> Option<Text> {
        self.search(conditions, |truths| truths.iter().all(|truth| !truth))
    }

    /// A case in which both conditions hold, in words; empty words when it cannot be told. None: they never do.
    pub fn meeting(&self, first: ExprId, second: ExprId) -> Option<Text> {
        self.search(&[first, second], |truths| truths.iter().all(|truth| *truth))
    }

    /// Whether a condition can hold where none of the earlier ones does.
    pub fn is_reachable(&self, earlier: &[ExprId], condition: ExprId) -> bool {
        let all: Vec<ExprId> = earlier.iter().copied().chain([condition]).collect();
        self.search(&all, |truths| truths.split_last().is_some_and(|(last, earlier)| *last && earlier.iter().all(|truth| !truth))).is_some()
    }

    fn search(&self, conditions: &[ExprId], wanted: impl Fn(&[bool]) -> bool) -> Option<Text> {
        let space = self.space(conditions);
        let combinations = space.variables.iter().try_fold(1_usize, |product, variable| product.checked_mul(variable.cases.len()));
        if combinations.is_none_or(|combinations| combinations > LIMIT) {
            return Some(Text::both("", ""));
        }
        let mut at = vec![0_usize; space.variables.len()];
        loop {
            let truths: Vec<bool> = conditions.iter().map(|&condition| self.holds(condition, &space, &at)).collect();
            if wanted(&truths) {
                return Some(space.words(&at));
            }
            if !space.advance(&mut at) {
                return None;
            }
        }
    }

    fn space(&self, conditions: &[ExprId]) -> Space {
        let mut points: Vec<(Shape, ExprId, Vec<Value>)> = Vec::new();
        let mut opaque: Vec<(Shape, ExprId)> = Vec::new();
        for &condition in conditions {
            self.collect(condition, &mut points, &mut opaque);
        }
        let mut space = Space::default();
        for (shape, value, constants) in points {
            space.by_shape.insert(shape, space.variables.len());
            let name = self.name_of(value).unwrap_or_else(|| "…".into());
            space.variables.push(Variable { name, cases: self.cases_of(value, &constants), opaque: false });
        }
        for (shape, condition) in opaque {
            if space.by_shape.contains_key(&shape) {
                continue;
            }
            space.by_shape.insert(shape, space.variables.len());
            let named = self.name_of(condition);
            let cases = yes_no_cases();
            space.variables.push(Variable { opaque: named.is_none(), name: named.unwrap_or_default(), cases });
        }
        space
    }

    fn collect(&self, condition: ExprId, points: &mut Vec<(Shape, ExprId, Vec<Value>)>, opaque: &mut Vec<(Shape, ExprId)>) {
        match self.atom(condition) {
            Atom::Known(_) => {}
            Atom::Many(_, operands) => operands.iter().for_each(|&operand| self.collect(operand, points, opaque)),
            Atom::Not(operand) => self.collect(operand, points, opaque),
            Atom::Compared { value, constant, .. } => {
                let shape = self.shape(value);
                match points.iter_mut().find(|(other, _, _)| *other == shape) {
                    Some((_, _, constants)) => constants.push(constant),
                    None => points.push((shape, value, vec![constant])),
                }
            }
            Atom::Opaque(shape) => opaque.push((shape, condition)),
        }
    }

    fn holds(&self, condition: ExprId, space: &Space, at: &[usize]) -> bool {
        match self.atom(condition) {
            Atom::Known(truth) => truth,
            Atom::Many(true, operands) => operands.iter().all(|&operand| self.holds(operand, space, at)),
            Atom::Many(false, operands) => operands.iter().any(|&operand| self.holds(operand, space, at)),
            Atom::Not(operand) => !self.holds(operand, space, at),
            Atom::Compared { sign, value, constant } => match space.case(self.shape(value), at) {
                Some(CaseValue::Value(case)) => holds(sign, case, &constant),
                Some(CaseValue::Blank) | None => false,
            },
            Atom::Opaque(shape) => matches!(space.case(shape, at), Some(CaseValue::Value(Value::YesNo(true)))),
        }
    }

    /// A condition taken apart.
    fn atom(&self, condition: ExprId) -> Atom {
        let expr = self.program.expr(condition);
        match &expr.form {
            Form::Constant(Value::YesNo(truth)) => Atom::Known(*truth),
            Form::Map(Map::And, operands) => Atom::Many(true, operands.clone()),
            Form::Map(Map::Or, operands) => Atom::Many(false, operands.clone()),
            Form::Map(Map::Not, operands) => operands.first().map_or(Atom::Opaque(self.shape(condition)), |&operand| Atom::Not(operand)),
            Form::Map(Map::Compare(sign), operands) => match operands.as_slice() {
                [left, right] => match (self.constant_value(*left), self.constant_value(*right)) {
                    (None, Some(constant)) => Atom::Compared { sign: *sign, value: *left, constant },
                    (Some(constant), None) => Atom::Compared { sign: super::facts::mirrored(*sign), value: *right, constant },
                    (Some(left), Some(right)) => Atom::Known(holds(*sign, &left, &right)),
                    (None, None) => Atom::Opaque(self.shape(condition)),
                },
                _ => Atom::Opaque(self.shape(condition)),
            },
            Form::Definition(id) => {
                let value = self.program.definition(*id).value;
                match self.atom(value) {
                    Atom::Opaque(_) => Atom::Opaque(self.shape(condition)),
                    taken_apart => taken_apart,
                }
            }
            _ => Atom::Opaque(self.shape(condition)),
        }
    }
}

/// A condition taken apart: a constant, several joined by `and` (yes) or `or` (no), its opposite, a comparison with a constant, or opaque.
enum Atom {
    Known(bool),
    Many(bool, Vec<ExprId>),
    Not(ExprId),
    Compared { sign: Comparison, value: ExprId, constant: Value },
    Opaque(Shape),
}

impl Space {
    fn case(&self, shape: Shape, at: &[usize]) -> Option<&CaseValue> {
        let variable = *self.by_shape.get(&shape)?;
        self.variables.get(variable)?.cases.get(*at.get(variable)?).map(|case| &case.value)
    }

    /// Goes on to the next combination; no when all have been tried.
    fn advance(&self, at: &mut [usize]) -> bool {
        for (place, variable) in at.iter_mut().zip(&self.variables) {
            *place += 1;
            if *place < variable.cases.len() {
                return true;
            }
            *place = 0;
        }
        false
    }

    fn words(&self, at: &[usize]) -> Text {
        let cases = self.variables.iter().zip(at).filter(|(variable, _)| !variable.opaque);
        let told: Vec<Text> =
            cases.filter_map(|(variable, &at)| Some(case_words(&variable.name, variable.cases.get(at)?))).take(4).collect();
        joined_words(&told)
    }
}
