//! Whether conditions can meet, or leave a hole: decided by trying every combination of cases that they tell apart.
//!
//! What is decided: comparisons of one value with constants, members of enumerations, yes/no, and their `and`, `or`, `not`. Any other
//! condition is opaque: it may be yes or no whatever the others are, which can only make a proof fail, never succeed wrongly.

use super::builder::Lower;
use super::cases::{Case, CaseValue, case_words, holds, joined_words, yes_no_cases};
use super::shapes::Shape;
use crate::diagnostics::Text;
use crate::program::{ExprId, Form, Kind, Map, Type, each_part};
use crate::syntax::ast::Comparison;
use crate::values::Value;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

/// Combinations that are tried at most.
const LIMIT: usize = 100_000;
/// The most work that trying them may be: combinations times the parts of the conditions.
const MOST_WORK: usize = 20_000_000;
/// Pairs of conditions that are tried at most, where all of them together are too much.
const MOST_PAIRS: usize = 50_000;
/// How deep conditions are taken apart; what lies deeper is opaque.
const DEEPEST: usize = 64;

/// A value that conditions tell cases of apart.
#[derive(Clone, Debug)]
struct Variable {
    name: String,
    cases: Vec<Case>,
    opaque: bool,
}

/// The cases that some conditions tell apart, and the parts of the conditions: each part once, after those that it is made of.
#[derive(Debug, Default)]
struct Space {
    variables: Vec<Variable>,
    parts: Vec<Part>,
    by_shape: FxHashMap<Shape, usize>,
    /// The part that is each of the conditions.
    roots: Vec<usize>,
}

/// A part of a condition.
#[derive(Debug)]
enum Part {
    Known(bool),
    All(Vec<usize>),
    Any(Vec<usize>),
    Not(usize),
    /// A comparison of a value with a constant; the value is told apart later.
    Compared(Shape, ExprId, Comparison, Value),
    /// A condition of which nothing is known: what it stands for, and as written.
    Opaque(ExprId, ExprId),
    /// Whether it holds in each case of a variable.
    Cases(usize, Vec<bool>),
}

impl Lower<'_> {
    /// A case in which none of the conditions holds, in words; empty words when it cannot be told. None: one always holds.
    pub fn hole(&self, conditions: &[ExprId]) -> Option<Text> {
        self.survey(conditions, |truths| !truths.contains(&true)).unwrap_or_else(|| Some(Text::both("", "")))
    }

    /// A case in which both conditions hold, in words; empty words when it cannot be told. None: they never do.
    pub fn meeting(&self, first: ExprId, second: ExprId) -> Option<Text> {
        self.holding_as(&[(first, true), (second, true)]).unwrap_or_else(|| Some(Text::both("", "")))
    }

    /// A case in which each condition holds or does not, as asked, in words. The outer none: it is too much to try.
    pub fn holding_as(&self, asked: &[(ExprId, bool)]) -> Option<Option<Text>> {
        let conditions: Vec<ExprId> = asked.iter().map(|(condition, _)| *condition).collect();
        self.survey(&conditions, |truths| truths.iter().zip(asked).all(|(truth, (_, wanted))| truth == wanted))
    }

    /// The first two conditions that can hold together, with a case in words.
    pub fn first_meeting(&self, conditions: &[ExprId]) -> Option<(usize, usize, Text)> {
        let mut least = None;
        let surveyed = self.survey(conditions, |truths| {
            let mut held = truths.iter().enumerate().filter(|(_, truth)| **truth).map(|(at, _)| at);
            if let (Some(first), Some(second)) = (held.next(), held.next()) {
                least = Some(least.map_or((first, second), |least: (usize, usize)| least.min((first, second))));
            }
            false
        });
        let pairs = (0..conditions.len()).flat_map(|first| (first + 1..conditions.len()).map(move |second| (first, second)));
        let mut pairs: Box<dyn Iterator<Item = (usize, usize)>> = match surveyed {
            Some(_) => Box::new(least.into_iter()),
            None => Box::new(pairs),
        };
        let mut tried = 0_usize;
        pairs.find_map(|(first, second)| {
            tried = tried.saturating_add(1);
            let meeting = self.meeting(*conditions.get(first)?, *conditions.get(second)?);
            let untold = (tried > MOST_PAIRS).then(|| Text::both("", ""));
            meeting.or(untold).map(|words| (first, second, words))
        })
    }

    /// For each condition whether it can hold where none of the earlier ones does.
    pub fn reached(&self, conditions: &[ExprId]) -> Vec<bool> {
        // Of a condition that could not be understood in part nothing is known.
        if !conditions.iter().all(|&condition| self.is_understood(condition)) {
            return vec![true; conditions.len()];
        }
        let mut reached = vec![false; conditions.len()];
        // As many of the first ones as can be tried together; the others count as reached.
        let mut tried = conditions.len();
        while let Some(first) = conditions.get(..tried)
            && self
                .survey(first, |truths| {
                    if let Some(taken) = truths.iter().position(|truth| *truth).and_then(|at| reached.get_mut(at)) {
                        *taken = true;
                    }
                    false
                })
                .is_none()
        {
            tried = tried.saturating_mul(3) / 4;
        }
        reached.iter_mut().skip(tried).for_each(|reached| *reached = true);
        reached
    }

    /// Whether no part of a condition is a place-holder for what could not be lowered.
    fn is_understood(&self, condition: ExprId) -> bool {
        let (mut open, mut seen) = (vec![condition], FxHashSet::default());
        while let Some(id) = open.pop() {
            let expr = self.program.expr(id);
            if expr.ty == Type::present(Kind::Nothing) {
                return false;
            }
            if seen.insert(id) && matches!(expr.form, Form::Map(..) | Form::Cases { .. } | Form::Settle { .. }) {
                each_part(&self.program, id, &mut |part| open.push(part));
            }
        }
        true
    }

    /// Tries every combination of cases until one is wanted by the truths of the conditions, and gives its words; none at all when there
    /// are too many to try.
    fn survey(&self, conditions: &[ExprId], mut wanted: impl FnMut(&[bool]) -> bool) -> Option<Option<Text>> {
        let space = self.space(conditions).filter(Space::can_be_tried)?;
        let mut at = vec![0_usize; space.variables.len()];
        let (mut of_parts, mut truths) = (Vec::new(), Vec::new());
        loop {
            space.truths(&at, &mut of_parts);
            truths.clear();
            truths.extend(space.roots.iter().map(|&root| of_parts.get(root).copied().unwrap_or_default()));
            if wanted(&truths) {
                return Some(Some(space.words(&at)));
            }
            if !space.advance(&mut at) {
                return Some(None);
            }
        }
    }

    /// None where its comparisons alone are too much to try.
    fn space(&self, conditions: &[ExprId]) -> Option<Space> {
        let mut space = Space::default();
        for &condition in conditions {
            let root = self.parts_of(condition, &mut space, 0);
            space.roots.push(root);
        }
        // The values that are compared, with all their constants; then what is opaque.
        let mut points: IndexMap<Shape, (ExprId, Vec<Value>)> = IndexMap::new();
        for part in &space.parts {
            if let Part::Compared(shape, value, _, constant) = part {
                points.entry(*shape).or_insert_with(|| (*value, Vec::new())).1.push(constant.clone());
            }
        }
        let mut variables: FxHashMap<Shape, usize> = FxHashMap::default();
        for (shape, (value, constants)) in points {
            variables.insert(shape, space.variables.len());
            let name = self.name_of(value).unwrap_or_else(|| "…".into());
            space.variables.push(Variable { name, cases: self.cases_of(value, &constants), opaque: false });
        }
        if !space.can_be_tried() {
            return None;
        }
        for at in 0..space.parts.len() {
            let Some(part) = space.parts.get_mut(at) else { break };
            let (variable, sign, constant) = match part {
                Part::Compared(shape, _, sign, constant) => (variables.get(shape).copied(), *sign, constant.clone()),
                Part::Opaque(meant, written) => {
                    let shape = self.shape(*meant);
                    let variable = *variables.entry(shape).or_insert_with(|| {
                        let named = self.name_of(*written).or_else(|| self.name_of(*meant));
                        let (opaque, name) = (named.is_none(), named.unwrap_or_default());
                        space.variables.push(Variable { name, cases: yes_no_cases(), opaque });
                        space.variables.len() - 1
                    });
                    (Some(variable), Comparison::Equal, Value::YesNo(true))
                }
                Part::Known(_) | Part::All(_) | Part::Any(_) | Part::Not(_) | Part::Cases(..) => continue,
            };
            let truths = variable.and_then(|variable| space.variables.get(variable)).map(|variable| {
                let truth = |case: &Case| matches!(&case.value, CaseValue::Value(value) if holds(sign, value, &constant));
                variable.cases.iter().map(truth).collect()
            });
            *part = Part::Cases(variable.unwrap_or_default(), truths.unwrap_or_default());
        }
        Some(space)
    }

    /// Adds the parts of a condition; gives its place among them.
    fn parts_of(&self, condition: ExprId, space: &mut Space, depth: usize) -> usize {
        let shape = self.shape(condition);
        if let Some(&known) = space.by_shape.get(&shape) {
            return known;
        }
        let atom = if depth > DEEPEST { Atom::Opaque(condition) } else { self.atom(condition) };
        let part = match atom {
            Atom::Known(truth) => Part::Known(truth),
            Atom::Many(all, operands) => {
                let operands = operands.iter().map(|&operand| self.parts_of(operand, space, depth + 1)).collect();
                if all { Part::All(operands) } else { Part::Any(operands) }
            }
            Atom::Not(operand) => Part::Not(self.parts_of(operand, space, depth + 1)),
            Atom::Compared { sign, value, constant } => Part::Compared(self.shape(value), value, sign, constant),
            Atom::Opaque(meant) => Part::Opaque(meant, condition),
        };
        space.parts.push(part);
        space.by_shape.insert(shape, space.parts.len() - 1);
        space.parts.len() - 1
    }

    /// A condition taken apart; a name is what it stands for.
    fn atom(&self, condition: ExprId) -> Atom {
        let mut named = condition;
        for _ in 0..DEEPEST {
            let Form::Definition(id) = self.program.expr(named).form else { break };
            named = self.program.definition(id).value;
        }
        match &self.program.expr(named).form {
            Form::Constant(Value::YesNo(truth)) => Atom::Known(*truth),
            Form::Map(Map::And, operands) => Atom::Many(true, operands.clone()),
            Form::Map(Map::Or, operands) => Atom::Many(false, operands.clone()),
            Form::Map(Map::Not, operands) => operands.first().map_or(Atom::Opaque(named), |&operand| Atom::Not(operand)),
            Form::Map(Map::Compare(sign), operands) => match operands.as_slice() {
                [left, right] => match (self.constant_value(*left), self.constant_value(*right)) {
                    (None, Some(constant)) => Atom::Compared { sign: *sign, value: *left, constant },
                    (Some(constant), None) => Atom::Compared { sign: super::facts::mirrored(*sign), value: *right, constant },
                    (Some(left), Some(right)) => Atom::Known(holds(*sign, &left, &right)),
                    (None, None) => Atom::Opaque(named),
                },
                _ => Atom::Opaque(named),
            },
            _ => Atom::Opaque(named),
        }
    }
}

/// A condition taken apart: a constant, several joined by `and` (yes) or `or` (no), its opposite, a comparison with a constant, or opaque.
enum Atom {
    Known(bool),
    Many(bool, Vec<ExprId>),
    Not(ExprId),
    Compared { sign: Comparison, value: ExprId, constant: Value },
    Opaque(ExprId),
}

impl Space {
    /// Whether the combinations are so few that each can be tried.
    fn can_be_tried(&self) -> bool {
        let combinations = self.variables.iter().try_fold(1_usize, |product, variable| product.checked_mul(variable.cases.len()));
        let work = combinations.filter(|combinations| *combinations <= LIMIT).and_then(|all| all.checked_mul(self.parts.len()));
        work.is_some_and(|work| work <= MOST_WORK)
    }

    /// The truth of every part in a combination of cases.
    fn truths(&self, at: &[usize], truths: &mut Vec<bool>) {
        truths.clear();
        for part in &self.parts {
            let of = |part: &usize| truths.get(*part).copied().unwrap_or_default();
            let truth = match part {
                Part::Known(truth) => *truth,
                Part::All(parts) => parts.iter().all(of),
                Part::Any(parts) => parts.iter().any(of),
                Part::Not(part) => !of(part),
                Part::Cases(variable, truths) => at.get(*variable).and_then(|&case| truths.get(case)).copied().unwrap_or_default(),
                Part::Compared(..) | Part::Opaque(..) => false,
            };
            truths.push(truth);
        }
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
