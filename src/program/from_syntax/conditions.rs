//! Whether conditions can meet, or leave a hole: decided by trying every combination of cases that they tell apart.
//!
//! What is decided: comparisons of one value with constants, members of enumerations, yes/no, and their `and`, `or`, `not`. Any other
//! condition is opaque: it may be yes or no whatever the others are, which can only make a proof fail, never succeed wrongly.

use super::builder::{Lower, Shape};
use crate::diagnostics::Text;
use crate::program::{Cells, ExprId, Form, Kind, Map, Written};
use crate::say;
use crate::syntax::ast::Comparison;
use crate::values::{Exact, Value};
use rustc_hash::FxHashMap;

/// Combinations that are tried at most.
const LIMIT: usize = 100_000;

/// One case of a value, with the words for it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// A value that stands for the case; none for an opaque condition.
    pub value: CaseValue,
    /// Such as `is below 60`.
    pub words: Text,
}

/// What stands for a case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CaseValue {
    /// A value.
    Value(Value),
    /// The value is blank.
    Blank,
}

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

    /// The cases of a value that comparisons with some constants tell apart.
    pub fn cases_of(&self, value: ExprId, constants: &[Value]) -> Vec<Case> {
        match self.program.expr(value).ty.kind {
            Kind::Member(id) => self
                .program
                .enumeration(id)
                .members
                .iter()
                .enumerate()
                .map(|(at, member)| Case { value: CaseValue::Value(Value::Member(at as u32)), words: is_words(&member.name) })
                .collect(),
            Kind::YesNo => yes_no_cases(),
            Kind::Number | Kind::Money(_) | Kind::Ratio | Kind::Points => self.number_cases(value, constants),
            Kind::Date => {
                let mut days: Vec<i32> = constants
                    .iter()
                    .filter_map(|constant| if let Value::Date(date) = constant { Some(date.days()) } else { None })
                    .collect();
                days.sort_unstable();
                days.dedup();
                let around = days
                    .iter()
                    .flat_map(|day| [day.saturating_sub(1), *day, day.saturating_add(1)])
                    .collect::<std::collections::BTreeSet<i32>>();
                around
                    .into_iter()
                    .filter_map(crate::values::Date::from_days)
                    .map(|date| Case { words: is_words(date), value: CaseValue::Value(Value::Date(date)) })
                    .collect()
            }
            Kind::Text | Kind::Duration | Kind::Reference(_) | Kind::Nothing => {
                let mut cases: Vec<Case> = Vec::new();
                for constant in constants {
                    if !cases.iter().any(|case| case.value == CaseValue::Value(constant.clone())) {
                        let words = match constant {
                            Value::Text(text) => say!("is \"{text}\"", "为“{text}”"),
                            _ => say!("is one of those", "为其中之一"),
                        };
                        cases.push(Case { value: CaseValue::Value(constant.clone()), words });
                    }
                }
                cases.push(Case { value: CaseValue::Blank, words: say!("is anything else", "为其他值") });
                cases
            }
        }
    }

    fn number_cases(&self, value: ExprId, constants: &[Value]) -> Vec<Case> {
        let mut figures: Vec<Exact> = constants
            .iter()
            .filter_map(|constant| if let Value::Number(number) = constant { Some(number.clone()) } else { None })
            .collect();
        figures.sort();
        figures.dedup();
        let kind = self.program.expr(value).ty.kind;
        let words = |figure: &Exact| self.figure_words(figure, kind);
        let (integer, range) = self.domain(value);
        if let (true, Some((low, high))) = (integer, Self::ends(&range))
            && let (Some(low), Some(high)) = (low.to_i128(), high.to_i128())
            && high.saturating_sub(low) <= 64
        {
            return (low..=high)
                .map(|figure| Case { words: is_words(figure), value: CaseValue::Value(Value::Number(Exact::from_int(figure))) })
                .collect();
        }
        let one = Exact::one();
        let half = Exact::from_scaled(5, 1);
        let mut cases = Vec::new();
        let mut before: Option<&Exact> = None;
        for figure in &figures {
            let (sample, text) = match before {
                None => (figure - &one, say!("is below {}", "不满 {}", words(figure))),
                Some(before) => {
                    (&(before + figure) * &half, say!("lies between {} and {}", "在 {} 与 {} 之间", words(before), words(figure)))
                }
            };
            let between_integers = integer && before.is_some_and(|before| before + &one == *figure);
            if !between_integers {
                cases.push((sample, text));
            }
            cases.push((figure.clone(), is_words(words(figure))));
            before = Some(figure);
        }
        if let Some(last) = before {
            cases.push((last + &one, say!("is above {}", "超过 {}", words(last))));
        }
        cases
            .into_iter()
            .filter(|(sample, _)| range.iter().all(|(sign, bound)| holds(*sign, &Value::Number(sample.clone()), bound)))
            .map(|(sample, words)| Case { value: CaseValue::Value(Value::Number(sample)), words })
            .collect()
    }

    /// Whether a number is whole, and the range it is declared to lie in.
    pub fn domain(&self, value: ExprId) -> (bool, Vec<(Comparison, Value)>) {
        let expr = self.program.expr(value);
        match &expr.form {
            Form::Field(field) => {
                let field = self.program.field(expr.index, *field);
                let integer = matches!(field.cells, Cells::Column { written: Written::Integer, .. });
                (integer, field.range.clone())
            }
            Form::Gather { value, .. } => self.domain(*value),
            Form::Definition(id) => self.domain(self.program.definition(*id).value),
            Form::Rank(_) => (true, vec![(Comparison::GreaterOrEqual, Value::Number(Exact::one()))]),
            Form::Reduce(reduce) if matches!(reduce.op, crate::program::ReduceOp::Count | crate::program::ReduceOp::CountDistinct) => {
                (true, vec![(Comparison::GreaterOrEqual, Value::Number(Exact::zero()))])
            }
            Form::Map(
                Map::FullMonths
                | Map::FullYears
                | Map::CalendarMonths
                | Map::Days
                | Map::DaysThrough
                | Map::WholeCalendarMonths
                | Map::OverlapDays
                | Map::PartOf(_),
                _,
            ) => (true, Vec::new()),
            Form::Map(Map::Max, operands) => {
                let floor = operands.iter().find_map(|&operand| self.number_of(operand));
                (false, floor.map(|floor| (Comparison::GreaterOrEqual, Value::Number(floor))).into_iter().collect())
            }
            _ => (false, Vec::new()),
        }
    }

    fn ends(range: &[(Comparison, Value)]) -> Option<(Exact, Exact)> {
        let (mut low, mut high) = (None, None);
        for (sign, bound) in range {
            let Value::Number(bound) = bound else { continue };
            match sign {
                Comparison::GreaterOrEqual => low = Some(bound.clone()),
                Comparison::LessOrEqual => high = Some(bound.clone()),
                Comparison::Greater => low = Some(bound + &Exact::one()),
                Comparison::Less => high = Some(bound - &Exact::one()),
                Comparison::Equal | Comparison::NotEqual => {}
            }
        }
        low.zip(high)
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

/// A value and its case, such as `` `score` is below 60 ``.
pub(super) fn case_words(name: &str, case: &Case) -> Text {
    Text::both(format!("`{name}` {}", case.words.en), format!("`{name}` {}", case.words.zh))
}

/// Several cases that come together.
pub(super) fn joined_words(cases: &[Text]) -> Text {
    let join = |words: fn(&Text) -> &str, sign: &str| cases.iter().map(words).collect::<Vec<_>>().join(sign);
    Text::both(join(|case| &case.en, ", "), join(|case| &case.zh, "、"))
}

fn is_words(value: impl std::fmt::Display) -> Text {
    say!("is {value}", "为 {value}")
}

fn yes_no_cases() -> Vec<Case> {
    [(false, say!("is no", "为否")), (true, say!("is yes", "为是"))]
        .map(|(truth, words)| Case { value: CaseValue::Value(Value::YesNo(truth)), words })
        .into()
}

/// Whether a comparison of two values of one kind holds.
pub(super) fn holds(sign: Comparison, left: &Value, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Member(left), Value::Member(right)) => left.cmp(right),
        (Value::YesNo(left), Value::YesNo(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        _ => return sign == Comparison::NotEqual && left != right || sign == Comparison::Equal && left == right,
    };
    match sign {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}
