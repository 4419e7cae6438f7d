//! The cases of a value that comparisons with constants tell apart, each with a value that stands for it and the words for it.

use super::builder::Lower;
use crate::diagnostics::Text;
use crate::program::{Cells, ExprId, Form, Kind, Map, Written};
use crate::say;
use crate::syntax::ast::Comparison;
use crate::values::{Date, Exact, Value};
use std::collections::BTreeSet;

/// How deep names are followed for the range of a value.
const DEEPEST: usize = 64;

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

impl Lower<'_> {
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
            Kind::Date => self.date_cases(value, constants),
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

    /// The days of the constants and those beside them, where the value can be so.
    fn date_cases(&self, value: ExprId, constants: &[Value]) -> Vec<Case> {
        let (_, range) = self.domain(value);
        let all = constants.iter().chain(range.iter().map(|(_, bound)| bound));
        let days = all.filter_map(|constant| if let Value::Date(date) = constant { Some(date.days()) } else { None });
        let around: BTreeSet<i32> = days.flat_map(|day| [day.saturating_sub(1), day, day.saturating_add(1)]).collect();
        around
            .into_iter()
            .filter_map(Date::from_days)
            .filter(|date| range.iter().all(|(sign, bound)| holds(*sign, &Value::Date(*date), bound)))
            .map(|date| Case { words: is_words(date), value: CaseValue::Value(Value::Date(date)) })
            .collect()
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
        self.domain_within(value, 0)
    }

    fn domain_within(&self, value: ExprId, depth: usize) -> (bool, Vec<(Comparison, Value)>) {
        if depth > DEEPEST {
            return (false, Vec::new());
        }
        let expr = self.program.expr(value);
        match &expr.form {
            Form::Field(field) => {
                let field = self.program.field(expr.index, *field);
                let integer = matches!(field.cells, Cells::Column { written: Written::Integer, .. });
                (integer, field.range.clone())
            }
            Form::Gather { value, .. } => self.domain_within(*value, depth + 1),
            Form::Definition(id) => self.domain_within(self.program.definition(*id).value, depth + 1),
            Form::Rank(_) => (true, vec![(Comparison::GreaterOrEqual, Value::Number(Exact::one()))]),
            Form::Reduce(reduce) if matches!(reduce.op, crate::program::ReduceOp::Count | crate::program::ReduceOp::CountDistinct) => {
                (true, vec![(Comparison::GreaterOrEqual, Value::Number(Exact::zero()))])
            }
            Form::Cover(_) => (true, vec![(Comparison::GreaterOrEqual, Value::Number(Exact::zero()))]),
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

pub(super) fn yes_no_cases() -> Vec<Case> {
    [(false, say!("is no", "为否")), (true, say!("is yes", "为是"))]
        .map(|(truth, words)| Case { value: CaseValue::Value(Value::YesNo(truth)), words })
        .into()
}

/// Whether a range ends before it begins, so that no value lies in it.
pub(super) fn is_reversed(range: &[(Comparison, Value)]) -> bool {
    range.iter().any(|(lower, low)| {
        let upper_of = |upper: &Comparison| match (lower, upper) {
            (Comparison::GreaterOrEqual, Comparison::LessOrEqual) => Some(Comparison::GreaterOrEqual),
            (Comparison::Greater | Comparison::GreaterOrEqual, Comparison::Less | Comparison::LessOrEqual) => Some(Comparison::Greater),
            _ => None,
        };
        range.iter().any(|(upper, high)| upper_of(upper).is_some_and(|sign| !holds(sign, high, low)))
    })
}

/// Whether a comparison of two values of one kind holds.
pub(super) fn holds(sign: Comparison, left: &Value, right: &Value) -> bool {
    left.order(right).map_or(sign == Comparison::NotEqual, |order| sign.holds(order))
}
