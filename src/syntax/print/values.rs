//! Values in prefix form.

use std::fmt::{self, Display, Formatter};

use super::super::ast::{
    BinaryOp, Blanks, Bound, CallClause, CallClauseKind, Comparison, Expr, ExprKind, IsTest, Name, Need, RankKey, RankOrder, RowBound,
    Side, Tail, TailKind, TierValue, Ties, UnaryOp,
};
use super::unit_word;
use crate::values::Rounding;
use crate::values::decimal::format_fixed;

/// Values side by side.
pub(super) fn joined<T: Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

impl Display for Expr {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(number) => {
                let digits = format_fixed(&number.digits, number.places, Rounding::HalfUp);
                write!(out, "{digits}{}", number.unit.map_or("", unit_word))
            }
            ExprKind::Date(day) => write!(out, "{day}"),
            ExprKind::Month(day) => write!(out, "(month {day})"),
            ExprKind::Text(text) => write!(out, "{text:?}"),
            ExprKind::YesNo(yes) => out.write_str(if *yes { "yes" } else { "no" }),
            ExprKind::Blank => out.write_str("blank"),
            ExprKind::Path(names) => out.write_str(&names.iter().map(Name::to_string).collect::<Vec<_>>().join(".")),
            ExprKind::List(values) => write!(out, "(list {})", joined(values)),
            ExprKind::Bracket(value) => write!(out, "[{value}]"),
            ExprKind::Unary(UnaryOp::Not, value) => write!(out, "(not {value})"),
            ExprKind::Unary(UnaryOp::Negate, value) => write!(out, "(− {value})"),
            ExprKind::Binary { op, left, right, .. } => write!(out, "({} {left} {right})", operator(*op)),
            ExprKind::Compare { first, rest } => {
                write!(out, "({first}")?;
                rest.iter().try_for_each(|(op, value)| write!(out, " {} {value}", sign(*op)))?;
                out.write_str(")")
            }
            ExprKind::In { value, set, negated } => write!(out, "({value} {} {set})", if *negated { "not in" } else { "in" }),
            ExprKind::Within { value, length, side, anchor } => {
                let side = match side {
                    Side::Around => "of",
                    Side::After => "after",
                    Side::Before => "before",
                };
                write!(out, "({value} within {length} {side} {anchor})")
            }
            ExprKind::Is { value, test } => write!(out, "({value} {})", is_test(*test)),
            ExprKind::Period { from, to, through } => write!(out, "({from} {} {to})", if *through { "through" } else { "to" }),
            ExprKind::If { arms, otherwise } => {
                out.write_str("(if")?;
                arms.iter().try_for_each(|(condition, value)| write!(out, " {condition} then {value} else"))?;
                write!(out, " {otherwise})")
            }
            ExprKind::Cases { rows } => {
                out.write_str("(cases")?;
                rows.iter().try_for_each(|row| match &row.when {
                    Some(condition) => write!(out, " {{{condition}: {}}}", row.value),
                    None => write!(out, " {{else: {}}}", row.value),
                })?;
                out.write_str(")")
            }
            ExprKind::Tiers(tiers) => {
                write!(out, "({}", format!("{:?}", tiers.kind).to_lowercase())?;
                tiers.by.iter().try_for_each(|by| write!(out, " by {by}"))?;
                tiers.rows.iter().try_for_each(|row| write!(out, " {{{}: {}}}", row_bound(&row.bound), tier_value(&row.value)))?;
                out.write_str(")")
            }
            ExprKind::Gate { need, limbs } => {
                match need {
                    Need::All => out.write_str("(all of")?,
                    Need::Any => out.write_str("(any of")?,
                    Need::AtLeast(count) => write!(out, "(at least {count} of")?,
                    Need::HowMany => out.write_str("(how many of")?,
                }
                limbs.iter().try_for_each(|limb| match &limb.text {
                    Some(text) => write!(out, " {{{text}: {}}}", limb.condition),
                    None => write!(out, " {{{}}}", limb.condition),
                })?;
                out.write_str(")")
            }
            ExprKind::Call(call) => {
                write!(out, "{}({}", call.name, joined(&call.arguments))?;
                call.clauses.iter().try_for_each(|clause| write!(out, " {clause}"))?;
                out.write_str(")")
            }
            ExprKind::Tailed { value, tail } => write!(out, "({value}, {tail})"),
            ExprKind::PartAbove(value) => write!(out, "(part above {value})"),
        }
    }
}

impl Display for CallClause {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CallClauseKind::Over(name) => write!(out, "over {name}"),
            CallClauseKind::Via(name) => write!(out, "via {name}"),
            CallClauseKind::Where(value) => write!(out, "where {value}"),
            CallClauseKind::Within(values) => write!(out, "within {}", joined(values)),
            CallClauseKind::Among(value) => write!(out, "among {value}"),
            CallClauseKind::By(values) => write!(out, "by {}", joined(values)),
            CallClauseKind::Order(order) => out.write_str(order_words(*order)),
            CallClauseKind::Ties(ties) => write!(out, "{ties}"),
            CallClauseKind::Blanks(blanks) => out.write_str(blanks_words(*blanks)),
            CallClauseKind::Running => out.write_str("running"),
            CallClauseKind::Last(rows) => write!(out, "last {rows}"),
            CallClauseKind::SkippingBlanks => out.write_str("skipping blanks"),
            CallClauseKind::Per(value) => write!(out, "per {value}"),
            CallClauseKind::During(value) => write!(out, "during {value}"),
            CallClauseKind::WeightedBy(value) => write!(out, "weighted by {value}"),
        }
    }
}

impl Display for Ties {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Ties::Shared => out.write_str("ties shared"),
            Ties::AllIn => out.write_str("ties all in"),
            Ties::AllOut => out.write_str("ties all out"),
            Ties::By(values) => write!(out, "ties by {}", joined(values)),
        }
    }
}

impl Display for RankKey {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self.order {
            Some(order) => write!(out, "{} {}", self.value, order_words(order)),
            None => write!(out, "{}", self.value),
        }
    }
}

impl Display for Tail {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TailKind::AtLeast(value) => write!(out, "at least {value}"),
            TailKind::AtMost(value) => write!(out, "at most {value}"),
            TailKind::NoCapWhenNone => out.write_str("no cap when none"),
            TailKind::Rounded(rounded) => write!(out, "{rounded}"),
            TailKind::BlankAs(value) => write!(out, "blank as {value}"),
            TailKind::NotApplicableAs(value) => write!(out, "not applicable as {value}"),
        }
    }
}

/// A bound with both its ends.
pub(super) fn bound(bound: &Bound) -> String {
    let lower = bound.lower.as_ref().map(|(value, included)| format!("{} {value}", if *included { "from" } else { "above" }));
    let upper = bound.upper.as_ref().map(|(value, included)| format!("{} {value}", if *included { "up to" } else { "below" }));
    [lower, upper].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What a row of a tier is for.
pub(super) fn row_bound(row: &RowBound) -> String {
    match row {
        RowBound::Bound(inner) => bound(inner),
        RowBound::Else => "else".to_owned(),
        RowBound::Point(value) => format!("at {value}"),
        RowBound::BelowFirst => "below first".to_owned(),
        RowBound::AboveLast => "above last".to_owned(),
    }
}

/// What a row of a tier gives.
pub(super) fn tier_value(value: &TierValue) -> String {
    match value {
        TierValue::Value(value) => value.to_string(),
        TierValue::Flat(value) => format!("flat {value}"),
        TierValue::Line(from, to) => format!("line {from} to {to}"),
        TierValue::Hold => "hold".to_owned(),
        TierValue::Slope(value) => format!("slope {value}"),
        TierValue::LastSlope(Some(share)) => format!("{share} of last slope"),
        TierValue::LastSlope(None) => "last slope".to_owned(),
    }
}

/// A sign of comparison.
pub(super) fn sign(sign: Comparison) -> &'static str {
    match sign {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

/// The words of an order.
pub(super) fn order_words(order: RankOrder) -> &'static str {
    match order {
        RankOrder::HighestFirst => "highest first",
        RankOrder::LowestFirst => "lowest first",
    }
}

/// The words for the place of blanks.
pub(super) fn blanks_words(blanks: Blanks) -> &'static str {
    match blanks {
        Blanks::First => "blanks first",
        Blanks::Last => "blanks last",
        Blanks::Out => "blanks out",
    }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::And => "and",
        BinaryOp::Or => "or",
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "−",
        BinaryOp::Multiply => "×",
        BinaryOp::Divide => "÷",
    }
}

fn is_test(test: IsTest) -> &'static str {
    match test {
        IsTest::Blank => "is blank",
        IsTest::NotBlank => "is not blank",
        IsTest::Applicable => "is applicable",
        IsTest::NotApplicable => "is not applicable",
    }
}
