//! What a condition proves: in its branch some values are known not to be blank, to apply, or to be other than zero.
//!
//! Knowledge is held by shape, so it meets the value again wherever it is written, and travels through yes/no definitions.

use super::builder::{Lower, Lowered, Scope};
use super::shapes::Shape;
use crate::program::intervals::{Intervals, rules_out_zero};
use crate::program::{ExprId, Form, Kind, Map, OVERALL, ReduceOp};
use crate::syntax::ast::Comparison;
use crate::values::Value;
use rustc_hash::FxHashSet;
use std::cell::Cell;
use std::rc::Rc;

/// One thing known of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    /// It is not blank.
    NotBlank,
    /// It applies.
    Applicable,
    /// It is a condition that holds.
    True,
    /// It is a condition that does not hold.
    False,
    /// It is not zero.
    NotZero,
}

/// The most expressions that one condition is followed through.
const MOST_STEPS: usize = 10_000;

/// What is known in a branch: sets that grow towards the first, so that knowing one thing more costs no copy of all.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    known: Vec<Rc<FxHashSet<(Shape, Fact)>>>,
}

impl Facts {
    /// Whether something is known of a shape.
    pub fn know(&self, shape: Shape, fact: Fact) -> bool {
        self.known.iter().any(|known| known.contains(&(shape, fact)))
    }

    /// Adds what another branch knows.
    pub fn add(&mut self, other: Facts) {
        for set in other.known.into_iter().filter(|set| !set.is_empty()) {
            self.known.push(set);
            while let [.., large, small] = self.known.as_mut_slice()
                && large.len() < small.len().saturating_mul(2)
            {
                Rc::make_mut(large).extend(small.iter().copied());
                self.known.pop();
            }
        }
    }
}

/// What is being learned from a condition.
#[derive(Default)]
struct Learning {
    known: FxHashSet<(Shape, Fact)>,
    /// What was followed: conditions by their truth, and values that were there.
    followed: FxHashSet<(ExprId, Option<bool>)>,
}

impl Learning {
    fn learn(&mut self, shape: Shape, fact: Fact) {
        self.known.insert((shape, fact));
    }

    /// Whether an expression is to be followed now; each is once, and no more than so many are.
    fn follows(&mut self, id: ExprId, truth: Option<bool>) -> bool {
        self.followed.len() < MOST_STEPS && self.followed.insert((id, truth))
    }
}

impl Lower<'_> {
    /// What is known where a condition holds (or, with `truth` no, where it does not).
    pub fn learned(&self, condition: ExprId, truth: bool) -> Facts {
        let mut learning = Learning::default();
        self.learn_from(condition, truth, &mut learning, 0);
        Facts { known: vec![Rc::new(learning.known)] }
    }

    fn learn_from(&self, condition: ExprId, truth: bool, facts: &mut Learning, depth: usize) {
        if depth > 64 || !facts.follows(condition, Some(truth)) {
            return;
        }
        facts.learn(self.shape(condition), if truth { Fact::True } else { Fact::False });
        let expr = self.program.expr(condition);
        match &expr.form {
            Form::Map(Map::And, operands) if truth => operands.iter().for_each(|&operand| self.learn_from(operand, true, facts, depth + 1)),
            Form::Map(Map::Or, operands) if !truth => {
                operands.iter().for_each(|&operand| self.learn_from(operand, false, facts, depth + 1))
            }
            Form::Map(Map::Not, operands) => operands.iter().for_each(|&operand| self.learn_from(operand, !truth, facts, depth + 1)),
            Form::Map(Map::IsBlank, operands) if !truth => {
                operands.iter().for_each(|&operand| facts.learn(self.shape(operand), Fact::NotBlank))
            }
            Form::Map(Map::IsNotApplicable, operands) if !truth => {
                operands.iter().for_each(|&operand| facts.learn(self.shape(operand), Fact::Applicable));
            }
            Form::Map(Map::Compare(sign), operands) => {
                // A comparison that came out either way had both its sides.
                operands.iter().for_each(|&operand| self.learn_present(operand, facts, depth + 1));
                self.learn_nonzero(*sign, operands, truth, facts);
            }
            // `c, blank as no` that holds: `c` held.
            Form::Settle { value, blank, not_applicable } => {
                let settled_otherwise = [blank, not_applicable].into_iter().flatten().all(|&settled| self.is_truth(settled, !truth));
                if settled_otherwise {
                    self.learn_present(*value, facts, depth + 1);
                    self.learn_from(*value, truth, facts, depth + 1);
                }
            }
            Form::Definition(id) => self.learn_from(self.program.definition(*id).value, truth, facts, depth + 1),
            _ => {}
        }
    }

    /// A strict value that was there had all it is made of.
    fn learn_present(&self, id: ExprId, facts: &mut Learning, depth: usize) {
        if depth > 64 || !facts.follows(id, None) {
            return;
        }
        let shape = self.shape(id);
        facts.learn(shape, Fact::NotBlank);
        facts.learn(shape, Fact::Applicable);
        match &self.program.expr(id).form {
            Form::Map(Map::And | Map::Or | Map::IsBlank | Map::IsNotApplicable | Map::Join(_), _) => {}
            Form::Map(Map::Divide, operands) => {
                operands.iter().for_each(|&operand| self.learn_present(operand, facts, depth + 1));
                if let Some(&denominator) = operands.get(1) {
                    facts.learn(self.shape(denominator), Fact::NotZero);
                }
            }
            Form::Map(_, operands) => operands.iter().for_each(|&operand| self.learn_present(operand, facts, depth + 1)),
            Form::Gather { reference, .. } => self.learn_present(*reference, facts, depth + 1),
            Form::Definition(id) => self.learn_present(self.program.definition(*id).value, facts, depth + 1),
            _ => {}
        }
    }

    fn learn_nonzero(&self, sign: Comparison, operands: &[ExprId], truth: bool, facts: &mut Learning) {
        let [left, right] = operands else { return };
        let sign = if truth { sign } else { opposite(sign) };
        for (value, bound, sign) in [(left, right, sign), (right, left, mirrored(sign))] {
            let Form::Constant(Value::Number(bound)) = &self.program.expr(*bound).form else { continue };
            if rules_out_zero(sign, bound) {
                self.learn_nonzero_through(*value, facts, 0);
            }
        }
    }

    /// A definition that is not zero: its value is not.
    fn learn_nonzero_through(&self, id: ExprId, facts: &mut Learning, depth: usize) {
        facts.learn(self.shape(id), Fact::NotZero);
        match &self.program.expr(id).form {
            Form::Definition(definition) if depth < 64 => {
                self.learn_nonzero_through(self.program.definition(*definition).value, facts, depth + 1)
            }
            _ => {}
        }
    }

    fn is_truth(&self, id: ExprId, truth: bool) -> bool {
        matches!(&self.program.expr(id).form, Form::Constant(Value::YesNo(value)) if *value == truth)
    }

    /// The value with those absences left out that the scope rules out.
    pub fn as_known(&mut self, value: Lowered, scope: &Scope) -> Lowered {
        if value.ty.is_present() {
            return value;
        }
        let shape = self.shape(value.id);
        let facts = &scope.facts;
        let applies = facts.know(shape, Fact::Applicable)
            || self.applies_if.get(&shape).is_some_and(|&when| self.is_settled(when, true, facts, &Cell::new(MOST_STEPS), 0));
        let narrowed = self.narrowed(value, !facts.know(shape, Fact::NotBlank), !applies);
        Lowered { bare: value.bare, ..narrowed }
    }

    /// Whether what is known settles a condition, limb by limb.
    fn is_settled(&self, condition: Shape, truth: bool, facts: &Facts, left: &Cell<usize>, depth: usize) -> bool {
        if facts.know(condition, if truth { Fact::True } else { Fact::False }) {
            return true;
        }
        let Some(id) = self.expression_of(condition).filter(|_| depth < 64 && one_less(left)) else { return false };
        let limb = |&operand: &ExprId| self.is_settled(self.shape(operand), truth, facts, left, depth + 1);
        match &self.program.expr(id).form {
            Form::Map(Map::And, operands) if truth => operands.iter().all(limb),
            Form::Map(Map::And, operands) => operands.iter().any(limb),
            Form::Map(Map::Or, operands) if truth => operands.iter().any(limb),
            Form::Map(Map::Or, operands) => operands.iter().all(limb),
            Form::Map(Map::Not, operands) => {
                operands.iter().all(|&operand| self.is_settled(self.shape(operand), !truth, facts, left, depth + 1))
            }
            Form::Definition(id) => self.is_settled(self.shape(self.program.definition(*id).value), truth, facts, left, depth + 1),
            _ => false,
        }
    }

    /// Whether a number is shown not to be zero: by a figure, a condition, or a declared range.
    pub fn is_nonzero(&self, id: ExprId, scope: &Scope) -> bool {
        self.is_nonzero_within(id, scope, &Cell::new(MOST_STEPS), 0)
    }

    fn is_nonzero_within(&self, id: ExprId, scope: &Scope, left: &Cell<usize>, depth: usize) -> bool {
        if depth > 64 || !one_less(left) {
            return false;
        }
        if scope.facts.know(self.shape(id), Fact::NotZero) {
            return true;
        }
        let expr = self.program.expr(id);
        match &expr.form {
            // A range may leave out zero alone, `<> 0`, which no interval says.
            Form::Field(field) => {
                let range = &self.program.field(expr.index, *field).range;
                range.iter().any(|(sign, bound)| matches!(bound, Value::Number(bound) if rules_out_zero(*sign, bound)))
            }
            Form::Map(Map::Multiply, operands) => operands.iter().all(|&operand| self.is_nonzero_within(operand, scope, left, depth + 1)),
            Form::Map(Map::Divide, operands) => {
                operands.first().is_some_and(|&operand| self.is_nonzero_within(operand, scope, left, depth + 1))
            }
            Form::Map(Map::Negate | Map::Absolute, operands) => {
                operands.iter().all(|&operand| self.is_nonzero_within(operand, scope, left, depth + 1))
            }
            Form::Map(Map::PartOf(_), _) => true,
            Form::Gather { value, .. } => self.is_nonzero_within(*value, &Scope::on(self.program.expr(*value).index), left, depth + 1),
            // What is known of this record is known of an overall value read from it, too.
            Form::Definition(definition) => {
                let value = self.program.definition(*definition).value;
                let index = self.program.expr(value).index;
                if index == scope.index || index == OVERALL {
                    self.is_nonzero_within(value, scope, left, depth + 1)
                } else {
                    self.is_nonzero_within(value, &Scope::on(index), left, depth + 1)
                }
            }
            // Whoever is counted among his own is at least one.
            Form::Reduce(reduce) if reduce.op == ReduceOp::Count => {
                reduce.over == scope.index
                    && reduce.value.is_none()
                    && reduce.by.is_none()
                    && reduce.filter.is_none_or(|filter| scope.facts.know(self.shape(filter), Fact::True))
            }
            Form::Settle { value, blank, not_applicable } => {
                self.is_nonzero_within(*value, scope, left, depth + 1)
                    && [blank, not_applicable].into_iter().flatten().all(|&settled| self.is_nonzero_within(settled, scope, left, depth + 1))
            }
            Form::Cases { arms, otherwise } => {
                arms.iter().all(|(_, value)| self.is_nonzero_within(*value, scope, left, depth + 1))
                    && otherwise.is_none_or(|value| self.is_nonzero_within(value, scope, left, depth + 1))
            }
            _ => self.number_of(id).is_some_and(|number| !number.is_zero()) || self.lies_beside_zero(id, left),
        }
    }

    /// Whether all that a number may be lies above zero, or all below it.
    fn lies_beside_zero(&self, id: ExprId, left: &Cell<usize>) -> bool {
        let mut intervals = Intervals::following(&self.program, left.get());
        let beside = intervals.of(id).excludes_zero();
        left.set(left.get().saturating_sub(intervals.followed()));
        beside
    }

    /// The value as a condition that may decide: yes or no, and always there.
    pub fn must_be_condition(&mut self, value: Lowered) -> Lowered {
        let value = self.must_be_kind(value, Kind::YesNo);
        self.must_be_present(value)
    }
}

/// Takes one from the steps that are left; no when there are none.
fn one_less(left: &Cell<usize>) -> bool {
    let rest = left.get().checked_sub(1);
    left.set(rest.unwrap_or_default());
    rest.is_some()
}

/// The sign with its sides exchanged.
pub(super) fn mirrored(sign: Comparison) -> Comparison {
    match sign {
        Comparison::Equal => Comparison::Equal,
        Comparison::NotEqual => Comparison::NotEqual,
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
    }
}

/// The sign that holds where this one does not.
pub(super) fn opposite(sign: Comparison) -> Comparison {
    match sign {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::Less => Comparison::GreaterOrEqual,
        Comparison::LessOrEqual => Comparison::Greater,
        Comparison::Greater => Comparison::LessOrEqual,
        Comparison::GreaterOrEqual => Comparison::Less,
    }
}
