//! Between which ends a number lies, by the ranges that fields declare, followed through operations: what shows the checker that a
//! denominator is not zero, and `lint` that a bound or a condition changes nothing.
//!
//! An end that is not known is none; whatever is not followed has none. So a proof may fail, and none is wrong: what is said to lie
//! between two ends does. Ends are exact and may be open; the ranges of a narrow program (`plan::narrow`) are whole units of a scale that
//! always have both ends, and those of a file's cells (`data`) are asked and not followed, so each is a thing of its own.

use std::collections::HashMap;

use crate::program::{Expr, ExprId, Form, Map, Piece, Program, ReduceOp, StretchValue};
use crate::syntax::ast::Comparison;
use crate::values::{Exact, Value};

/// How deep values are followed through names.
const DEEPEST: usize = 64;
/// An end that takes more bits is not followed: values that are multiplied again and again would have ends without end.
const MOST_BITS: u64 = 512;

/// An end, and whether it is reached.
type End = Option<(Exact, bool)>;

/// Between which ends a number lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interval {
    /// The least, and whether it is reached.
    pub least: End,
    /// The greatest, and whether it is reached.
    pub most: End,
}

impl Interval {
    fn of(number: &Exact) -> Interval {
        Interval { least: Some((number.clone(), true)), most: Some((number.clone(), true)) }
    }

    fn from(least: Exact) -> Interval {
        Interval { least: Some((least, true)), most: None }
    }

    fn negated(self) -> Interval {
        let turn = |end: End| end.map(|(number, reached)| (number.neg(), reached));
        Interval { least: turn(self.most), most: turn(self.least) }
    }

    fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &End, b: &End| Some((a.as_ref()?.0.add(&b.as_ref()?.0), a.as_ref()?.1 && b.as_ref()?.1));
        Interval { least: add(&self.least, &other.least), most: add(&self.most, &other.most) }
    }

    /// All numbers of both, and those between.
    fn with(self, other: Interval) -> Interval {
        Interval { least: lower(self.least, other.least), most: higher(self.most, other.most) }
    }

    fn is_not_negative(&self) -> bool {
        self.least.as_ref().is_some_and(|(least, _)| !least.is_negative())
    }

    fn times(&self, other: &Interval) -> Interval {
        match (self.constant(), other.constant()) {
            (Some(factor), _) => other.scaled(factor),
            (_, Some(factor)) => self.scaled(factor),
            _ if self.is_not_negative() && other.is_not_negative() => {
                let product = |a: &End, b: &End| Some((a.as_ref()?.0.mul(&b.as_ref()?.0), a.as_ref()?.1 && b.as_ref()?.1));
                // Zero is reached where either reaches it.
                let least = product(&self.least, &other.least).map(|(least, _)| (least, true));
                Interval { least, most: product(&self.most, &other.most) }
            }
            _ => Interval::default(),
        }
    }

    fn scaled(&self, factor: &Exact) -> Interval {
        if factor.is_zero() {
            return Interval::of(factor);
        }
        let scale = |end: &End| end.as_ref().map(|(number, reached)| (number.mul(factor), *reached));
        let scaled = Interval { least: scale(&self.least), most: scale(&self.most) };
        if factor.is_negative() { Interval { least: scaled.most, most: scaled.least } } else { scaled }
    }

    /// The number that it is, if it is but one.
    pub fn constant(&self) -> Option<&Exact> {
        match (&self.least, &self.most) {
            (Some((least, true)), Some((most, true))) if least == most => Some(least),
            _ => None,
        }
    }

    /// Whether zero does not lie in it.
    pub fn excludes_zero(&self) -> bool {
        let zero = Interval::of(&Exact::ZERO);
        self.lies_below(&zero) || zero.lies_below(self)
    }

    /// The same without ends that are too long.
    fn shortened(self) -> Interval {
        let short = |end: End| end.filter(|(number, _)| number.bits() <= MOST_BITS);
        Interval { least: short(self.least), most: short(self.most) }
    }

    /// Whether every number of this one is less than every number of the other; equal ends do not meet where one is not reached.
    pub fn lies_below(&self, other: &Interval) -> bool {
        match (&self.most, &other.least) {
            (Some((most, reached)), Some((least, reached_too))) => most < least || (most == least && !(*reached && *reached_too)),
            _ => false,
        }
    }

    /// Whether every number of this one is at most every number of the other.
    pub fn lies_up_to(&self, other: &Interval) -> bool {
        matches!((&self.most, &other.least), (Some((most, _)), Some((least, _))) if most <= least)
    }
}

fn lower(a: End, b: End) -> End {
    let ((a, a_reached), (b, b_reached)) = (a?, b?);
    Some(if a < b || (a == b && a_reached) { (a, a_reached) } else { (b, b_reached) })
}

fn higher(a: End, b: End) -> End {
    let ((a, a_reached), (b, b_reached)) = (a?, b?);
    Some(if a > b || (a == b && a_reached) { (a, a_reached) } else { (b, b_reached) })
}

/// The intervals of the values of a program, each worked out once.
pub struct Intervals<'p> {
    program: &'p Program,
    known: HashMap<ExprId, Interval>,
    /// The most values that are followed.
    most: usize,
    depth: usize,
}

impl<'p> Intervals<'p> {
    /// Of all values of a program.
    pub fn new(program: &'p Program) -> Intervals<'p> {
        Intervals::following(program, usize::MAX)
    }

    /// Of a program of which no more than so many values are followed.
    pub fn following(program: &'p Program, most: usize) -> Intervals<'p> {
        Intervals { program, known: HashMap::new(), most, depth: 0 }
    }

    /// Between which ends a value lies wherever it is there.
    pub fn of(&mut self, id: ExprId) -> Interval {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        if self.depth > DEEPEST || self.known.len() >= self.most {
            return Interval::default();
        }
        self.depth += 1;
        let found = self.work_out(self.program.expr(id)).shortened();
        self.depth -= 1;
        self.known.insert(id, found.clone());
        found
    }

    fn work_out(&mut self, expr: &Expr) -> Interval {
        match &expr.form {
            Form::Constant(Value::Number(number)) => Interval::of(number),
            Form::Field(field) => {
                let field = self.program.field(expr.index, *field);
                let declared = declared(&field.range);
                match &field.blank_as {
                    Some(Value::Number(number)) => declared.with(Interval::of(number)),
                    _ => declared,
                }
            }
            Form::Definition(definition) => self.of(self.program.definition(*definition).value),
            Form::Map(map, operands) => self.of_map(map, operands),
            Form::Settle { value, blank, not_applicable } => {
                let value = self.of(*value);
                [blank, not_applicable].into_iter().flatten().fold(value, |all, other| all.with(self.of(*other)))
            }
            Form::Cases { arms, otherwise } => {
                let values: Vec<ExprId> = arms.iter().map(|(_, value)| *value).chain(*otherwise).collect();
                let present =
                    values.into_iter().filter(|&value| !matches!(self.program.expr(value).form, Form::Blank | Form::NotApplicable));
                let found: Vec<Interval> = present.map(|value| self.of(value)).collect();
                found.into_iter().reduce(Interval::with).unwrap_or_default()
            }
            Form::Piece(piece) => self.of_piece(piece),
            Form::Gather { value, .. } | Form::AtEntry(value) => self.of(*value),
            Form::Reduce(reduce) => match (&reduce.op, reduce.value) {
                (ReduceOp::Count | ReduceOp::CountDistinct, _) => Interval::from(Exact::zero()),
                (ReduceOp::Sum, Some(value)) if self.of(value).is_not_negative() => Interval::from(Exact::zero()),
                (
                    ReduceOp::Average | ReduceOp::Min | ReduceOp::Max | ReduceOp::First | ReduceOp::Last | ReduceOp::Percentile(_),
                    Some(value),
                ) => self.of(value),
                _ => Interval::default(),
            },
            Form::Rank(_) => Interval::from(Exact::one()),
            _ => Interval::default(),
        }
    }

    fn of_map(&mut self, map: &Map, operands: &[ExprId]) -> Interval {
        let parts: Vec<Interval> = operands.iter().map(|&operand| self.of(operand)).collect();
        match (map, parts.as_slice()) {
            (Map::Add, [a, b]) => a.plus(b),
            (Map::Subtract, [a, b]) => a.plus(&b.clone().negated()),
            (Map::Multiply, [a, b]) => a.times(b),
            (Map::Negate, [a]) => a.clone().negated(),
            (Map::Divide, [a, b]) => match b.constant().and_then(|by| Exact::one().div(by)) {
                Some(factor) => a.scaled(&factor),
                None if a.is_not_negative() && b.is_not_negative() => Interval::from(Exact::zero()),
                None => Interval::default(),
            },
            (Map::Max, [first, rest @ ..]) => {
                let most = rest.iter().fold(first.most.clone(), |most, next| higher(most, next.most.clone()));
                // One known lower end is enough: the greatest is no less.
                let least = parts.iter().filter_map(|part| part.least.clone()).map(Some).reduce(higher).flatten();
                Interval { least, most }
            }
            (Map::Min, [first, rest @ ..]) => {
                let least = rest.iter().fold(first.least.clone(), |least, next| lower(least, next.least.clone()));
                let most = parts.iter().filter_map(|part| part.most.clone()).map(Some).reduce(lower).flatten();
                Interval { least, most }
            }
            (Map::Absolute, [a]) if a.is_not_negative() => a.clone(),
            (Map::Absolute, _) => Interval::from(Exact::zero()),
            (Map::FullUnits | Map::StartedUnits, [a, b]) if a.is_not_negative() && b.is_not_negative() => Interval::from(Exact::zero()),
            (Map::CountYes, all) => {
                Interval { least: Some((Exact::zero(), true)), most: i64::try_from(all.len()).ok().map(|count| (Exact::from(count), true)) }
            }
            // Rounding keeps the order, so the ends round to the ends.
            (Map::Round { mode, unit }, [a]) => {
                let round = |end: &End| end.as_ref().map(|(number, _)| (number.round(*mode, unit), true));
                Interval { least: round(&a.least), most: round(&a.most) }
            }
            (Map::PlaceOf, _) => Interval::from(Exact::one()),
            _ => Interval::default(),
        }
    }

    fn of_piece(&mut self, piece: &Piece) -> Interval {
        let mut all: Option<Interval> = None;
        for stretch in &piece.stretches {
            let one = match &stretch.value {
                StretchValue::Linear { base, slope } if slope.is_zero() => Interval::of(base),
                StretchValue::Linear { .. } => Interval::default(),
                StretchValue::Expr(value) => self.of(*value),
            };
            all = Some(all.map_or(one.clone(), |all| all.with(one)));
        }
        all.unwrap_or_default()
    }

    /// How many values were followed.
    pub fn followed(&self) -> usize {
        self.known.len()
    }

    /// What a comparison says for all values, where that is known.
    pub fn decided(&mut self, comparison: Comparison, left: ExprId, right: ExprId) -> Option<bool> {
        let (left, right) = (self.of(left), self.of(right));
        let (below, above) = (left.lies_below(&right), right.lies_below(&left));
        match comparison {
            Comparison::Equal => (below || above).then_some(false),
            Comparison::NotEqual => (below || above).then_some(true),
            Comparison::Less if below => Some(true),
            Comparison::Less => right.lies_up_to(&left).then_some(false),
            Comparison::LessOrEqual if above => Some(false),
            Comparison::LessOrEqual => left.lies_up_to(&right).then_some(true),
            Comparison::Greater if above => Some(true),
            Comparison::Greater => left.lies_up_to(&right).then_some(false),
            Comparison::GreaterOrEqual if below => Some(false),
            Comparison::GreaterOrEqual => right.lies_up_to(&left).then_some(true),
        }
    }
}

/// Whether zero is not among the numbers that compare so with a bound.
pub fn rules_out_zero(sign: Comparison, bound: &Exact) -> bool {
    match sign {
        Comparison::Greater => !bound.is_negative(),
        Comparison::GreaterOrEqual => !bound.is_negative() && !bound.is_zero(),
        Comparison::Less => bound.is_negative() || bound.is_zero(),
        Comparison::LessOrEqual => bound.is_negative(),
        Comparison::Equal => !bound.is_zero(),
        Comparison::NotEqual => bound.is_zero(),
    }
}

/// What the comparisons of a field leave.
fn declared(range: &[(Comparison, Value)]) -> Interval {
    let mut declared = Interval::default();
    for (comparison, value) in range {
        let Value::Number(number) = value else { continue };
        let end = |reached| Some((number.clone(), reached));
        match comparison {
            Comparison::Equal => return Interval::of(number),
            Comparison::NotEqual => {}
            Comparison::Less => declared.most = end(false),
            Comparison::LessOrEqual => declared.most = end(true),
            Comparison::Greater => declared.least = end(false),
            Comparison::GreaterOrEqual => declared.least = end(true),
        }
    }
    declared
}
