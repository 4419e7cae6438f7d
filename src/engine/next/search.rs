//! The least change of one cell that reaches something, found by evaluating again: a guess from how the value moves with the cell, else
//! wider and wider steps and halving. What is given reaches it; where cells have steps, a step less does not.

use super::inputs::{Choices, Input};
use crate::data::Tables;
use crate::engine::Evaluation;
use crate::explain::{Kept, Reasons};
use crate::plan::Plan;
use crate::program::{ExprId, Form, Map, Program};
use crate::run::{self, Cell, Keep, Outcome};
use crate::syntax::ast::Comparison;
use crate::values::{Date, Exact, Value};

/// The most evaluations for one record.
const MOST_EVALUATIONS: usize = 6_000;
/// By how much steps grow.
const WIDER: i128 = 8;

/// What is to be reached at a row.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) enum Target {
    /// A condition is so.
    Holds(ExprId, bool),
    /// A tier takes this row or a later one.
    From(ExprId, usize),
    /// A tier takes this row or an earlier one.
    UpTo(ExprId, usize),
    /// A number is above this.
    Above(ExprId, Exact),
    /// A number is this or above.
    AtLeast(ExprId, Exact),
    /// A number is this or below.
    AtMost(ExprId, Exact),
    /// All of these.
    All(Vec<Target>),
}

/// How far a target is: reached when `left` less `right` is above zero, or zero where that is enough.
struct Gap {
    left: ExprId,
    right: Right,
    /// Whether the difference is to be taken the other way round.
    negated: bool,
    /// Whether zero is enough.
    at_zero: bool,
}

enum Right {
    Expr(ExprId),
    Number(Exact),
}

/// Evaluates again, with cells changed.
pub(in crate::engine) struct Probe<'e> {
    evaluation: &'e Evaluation<'e>,
    tables: Tables,
    row: usize,
    left: usize,
}

impl<'e> Probe<'e> {
    /// A probe for a row of the record whose statement it is.
    pub fn new(evaluation: &'e Evaluation<'e>, row: usize) -> Probe<'e> {
        Probe { evaluation, tables: evaluation.tables.clone(), row, left: MOST_EVALUATIONS }
    }

    /// An outcome with the cells that it came from.
    fn kept<'k>(&'k self, outcome: &'k Outcome) -> Kept<'k> {
        Kept { program: self.evaluation.policy.program(), tables: &self.tables, outcome, plan: None, as_of: self.evaluation.as_of }
    }

    /// Whether all evaluations are used up.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// A value at the row, with the cells as they are now.
    fn again(&mut self, plan: &Plan) -> Option<Outcome> {
        self.left = self.left.checked_sub(1)?;
        let settings = run::Settings { as_of: self.evaluation.as_of, keep: Keep::All, ..Default::default() };
        run::run(self.evaluation.policy.program(), plan, &self.tables, &settings).ok()
    }

    /// Puts a value into a cell, for all that is asked from now on.
    pub fn put(&mut self, input: Input, value: &Value) -> bool {
        self.tables.put(input.record, input.field, input.row, value)
    }

    /// Puts everything as it was.
    pub fn reset(&mut self) {
        self.tables = self.evaluation.tables.clone();
    }

    /// Whether a target is reached with the cells as they are now.
    pub fn is_reached(&mut self, target: &Target) -> bool {
        let plan = Plan::new(self.evaluation.policy.program(), &target.roots(self.evaluation.policy.program()));
        self.again(&plan).is_some_and(|outcome| target.is_reached(&self.kept(&outcome), self.row))
    }

    /// The value nearest to the present one with which a cell reaches a target; the cell is left as it was.
    pub fn nearest(&mut self, input: Input, target: &Target) -> Option<Value> {
        let choices = input.choices(self.evaluation)?;
        let before = self.evaluation.field(input.record, input.field, input.row);
        let kept = self.tables.clone();
        let program = self.evaluation.policy.program();
        let plan = Plan::new(program, &target.roots(program));
        let mut search = Search { probe: self, input, target, plan };
        let found = search.found(choices);
        // What was there stands again, a blank too.
        match before {
            Cell::Present(value) if self.tables.put(input.record, input.field, input.row, &value) => {}
            _ => self.tables = kept,
        }
        found
    }
}

struct Search<'p, 'e> {
    probe: &'p mut Probe<'e>,
    input: Input,
    target: &'p Target,
    plan: Plan,
}

impl Search<'_, '_> {
    fn found(&mut self, choices: Choices) -> Option<Value> {
        match choices {
            Choices::Few(values) => values.into_iter().find(|value| self.reaches(value)),
            Choices::Days { least, most, now } => {
                let day = |at: i128| i32::try_from(at).ok().and_then(Date::from_days).map(Value::Date);
                let found = self.least(&day, i128::from(least), i128::from(most), i128::from(now))?;
                day(found)
            }
            Choices::Numbers { unit, least, most, now } => {
                let number = |at: i128| Some(Value::Number(unit.mul(&Exact::from_int(at))));
                let Some(now) = now else {
                    // From blank, the least number that is enough.
                    let start = least.max(0).min(most);
                    if number(start).is_some_and(|value| self.reaches(&value)) {
                        return number(start);
                    }
                    let found = self.least(&number, start, most, start)?;
                    return number(found);
                };
                let found = self.least(&number, least, most, now)?;
                number(found)
            }
        }
    }

    fn outcome(&mut self, value: &Value) -> Option<Outcome> {
        let input = self.input;
        self.probe.tables.put(input.record, input.field, input.row, value).then(|| self.probe.again(&self.plan)).flatten()
    }

    fn reaches(&mut self, value: &Value) -> bool {
        let row = self.probe.row;
        self.outcome(value).is_some_and(|outcome| self.target.is_reached(&self.probe.kept(&outcome), row))
    }

    /// The place nearest to `now` that reaches the target, in the direction in which one is found first.
    fn least(&mut self, value: &dyn Fn(i128) -> Option<Value>, least: i128, most: i128, now: i128) -> Option<i128> {
        if let Some(guess) = self.guess(value, least, most, now)
            && self.is_at(value, guess)
        {
            return self.halved(value, now, guess);
        }
        // Where not even the ends of the range move anything, nothing between them is looked for.
        if !self.moves(value, least, most, now) {
            return None;
        }
        for (end, sign) in [(most, 1), (least, -1)] {
            let (mut before, mut step) = (now, 1i128);
            while before != end {
                let wanted = now.checked_add(step.checked_mul(sign)?)?;
                let at = if sign > 0 { wanted.min(end) } else { wanted.max(end) };
                if self.is_at(value, at) {
                    return self.halved(value, before, at);
                }
                before = at;
                step = step.checked_mul(WIDER)?;
            }
        }
        None
    }

    fn is_at(&mut self, value: &dyn Fn(i128) -> Option<Value>, at: i128) -> bool {
        value(at).is_some_and(|value| self.reaches(&value))
    }

    /// Between a place that does not reach the target and one that does, the last that does beside one that does not.
    fn halved(&mut self, value: &dyn Fn(i128) -> Option<Value>, mut not: i128, mut reached: i128) -> Option<i128> {
        // A guess is mostly right: the place before it is asked first.
        let beside = reached.checked_add((not.checked_sub(reached)?).signum())?;
        if beside != not {
            if self.is_at(value, beside) {
                reached = beside;
            } else {
                not = beside;
            }
        }
        while (not.checked_sub(reached)?).abs() > 1 {
            if self.probe.is_spent() {
                return None;
            }
            let middle = not.checked_add(reached)?.div_euclid(2);
            if self.is_at(value, middle) {
                reached = middle;
            } else {
                not = middle;
            }
        }
        Some(reached)
    }

    /// Whether the target looks otherwise at one of the ends or a step away than it does now.
    fn moves(&mut self, value: &dyn Fn(i128) -> Option<Value>, least: i128, most: i128, now: i128) -> bool {
        let Some(here) = self.looks(value, now) else { return false };
        let near = [now.saturating_add(1).min(most), now.saturating_sub(1).max(least)];
        [most, least].into_iter().chain(near).any(|at| at != now && self.looks(value, at).is_none_or(|there| there != here))
    }

    /// What is read to judge the target, as it is with a cell somewhere.
    fn looks(&mut self, value: &dyn Fn(i128) -> Option<Value>, at: i128) -> Option<Vec<Cell>> {
        let outcome = self.outcome(&value(at)?)?;
        let program = self.probe.evaluation.policy.program();
        Some(self.target.roots(program).into_iter().map(|root| outcome.value(root, self.probe.row)).collect())
    }

    /// Where the target is reached if the difference goes on as it does one step away.
    fn guess(&mut self, value: &dyn Fn(i128) -> Option<Value>, least: i128, most: i128, now: i128) -> Option<i128> {
        let program = self.probe.evaluation.policy.program();
        let gap = self.target.gap(program)?;
        let row = self.probe.row;
        let mut difference = |at: i128| self.outcome(&value(at)?).and_then(|outcome| gap.of(&self.probe.kept(&outcome), row));
        let here = difference(now)?;
        let step: i128 = if now < most { 1 } else { -1 };
        let slope = difference(now.checked_add(step)?)?.sub(&here).mul(&Exact::from_int(step));
        let exact = here.neg().div(&slope)?;
        let up = !slope.is_negative();
        let steps = match (up, gap.at_zero) {
            (true, true) => exact.ceil(),
            (false, true) => exact.floor(),
            (true, false) => exact.floor().add(&Exact::one()),
            (false, false) => exact.ceil().sub(&Exact::one()),
        };
        let guess = now.checked_add(steps.to_i128()?)?;
        (guess != now && least <= guess && guess <= most).then_some(guess)
    }
}

impl Target {
    /// The expressions that it is about.
    pub fn exprs(&self) -> Vec<ExprId> {
        match self {
            Target::Holds(expr, _)
            | Target::From(expr, _)
            | Target::UpTo(expr, _)
            | Target::Above(expr, _)
            | Target::AtLeast(expr, _)
            | Target::AtMost(expr, _) => vec![*expr],
            Target::All(targets) => targets.iter().flat_map(Target::exprs).collect(),
        }
    }

    /// What is read to judge it.
    fn roots(&self, program: &Program) -> Vec<ExprId> {
        let mut roots = self.exprs();
        if let Some(gap) = self.gap(program) {
            roots.push(gap.left);
            if let Right::Expr(right) = gap.right {
                roots.push(right);
            }
        }
        roots
    }

    /// Whether it is reached.
    pub fn is_reached(&self, kept: &dyn Reasons, row: usize) -> bool {
        match self {
            Target::Holds(expr, wanted) => matches!(kept.value(*expr, row), Cell::Present(Value::YesNo(yes)) if yes == *wanted),
            Target::From(expr, wanted) => kept.code(*expr, row).is_some_and(|taken| taken as usize >= *wanted),
            Target::UpTo(expr, wanted) => kept.code(*expr, row).is_some_and(|taken| taken as usize <= *wanted),
            Target::Above(expr, than) => number(kept, *expr, row).is_some_and(|number| number > *than),
            Target::AtLeast(expr, bound) => number(kept, *expr, row).is_some_and(|number| number >= *bound),
            Target::AtMost(expr, bound) => number(kept, *expr, row).is_some_and(|number| number <= *bound),
            Target::All(targets) => targets.iter().all(|target| target.is_reached(kept, row)),
        }
    }

    /// How far it is, where it is a matter of two numbers or days.
    fn gap(&self, program: &Program) -> Option<Gap> {
        match self {
            Target::Holds(expr, wanted) => {
                let Form::Map(Map::Compare(sign), sides) = &program.expr(*expr).form else { return None };
                let &[left, right] = sides.as_slice() else { return None };
                let (negated, at_zero) = match (sign, wanted) {
                    (Comparison::GreaterOrEqual, true) | (Comparison::Less, false) => (false, true),
                    (Comparison::Greater, true) | (Comparison::LessOrEqual, false) => (false, false),
                    (Comparison::LessOrEqual, true) | (Comparison::Greater, false) => (true, true),
                    (Comparison::Less, true) | (Comparison::GreaterOrEqual, false) => (true, false),
                    (Comparison::Equal, true) | (Comparison::NotEqual, false) => (false, true),
                    (Comparison::Equal, false) | (Comparison::NotEqual, true) => return None,
                };
                Some(Gap { left, right: Right::Expr(right), negated, at_zero })
            }
            Target::From(expr, stretch) => {
                let Form::Piece(piece) = &program.expr(*expr).form else { return None };
                let (bound, included) = piece.bounds.get(stretch.checked_sub(1)?)?;
                // A bound that belongs to the row before must be passed.
                Some(Gap { left: piece.by, right: Right::Number(bound.clone()), negated: false, at_zero: !included })
            }
            Target::UpTo(expr, stretch) => {
                let Form::Piece(piece) = &program.expr(*expr).form else { return None };
                let (bound, included) = piece.bounds.get(*stretch)?;
                Some(Gap { left: piece.by, right: Right::Number(bound.clone()), negated: true, at_zero: *included })
            }
            Target::Above(expr, than) => Some(Gap { left: *expr, right: Right::Number(than.clone()), negated: false, at_zero: false }),
            Target::AtLeast(expr, bound) => Some(Gap { left: *expr, right: Right::Number(bound.clone()), negated: false, at_zero: true }),
            Target::AtMost(expr, bound) => Some(Gap { left: *expr, right: Right::Number(bound.clone()), negated: true, at_zero: true }),
            Target::All(_) => None,
        }
    }
}

/// A number, if it is there.
pub(super) fn number(kept: &dyn Reasons, expr: ExprId, row: usize) -> Option<Exact> {
    match kept.value(expr, row) {
        Cell::Present(Value::Number(number)) => Some(number),
        Cell::Present(_) | Cell::Blank | Cell::NotApplicable | Cell::NotGiven | Cell::TooLarge => None,
    }
}

impl Gap {
    fn of(&self, kept: &dyn Reasons, row: usize) -> Option<Exact> {
        let number = |expr| match kept.value(expr, row) {
            Cell::Present(Value::Number(number)) => Some(number),
            Cell::Present(Value::Date(date)) => Some(Exact::from_int(i128::from(date.days()))),
            _ => None,
        };
        let right = match &self.right {
            Right::Expr(right) => number(*right)?,
            Right::Number(right) => right.clone(),
        };
        let difference = number(self.left)?.sub(&right);
        Some(if self.negated { difference.neg() } else { difference })
    }
}
