//! Expressions: every way of writing a value but tiers, tables and built-ins, which have files of their own.

mod choice;
mod conditions;
mod constants;
mod literals;
mod tails;

use crate::diagnostics::{Code, Text};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{Form, Kind, Map, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, ExprKind, UnaryOp};
use crate::values::Value;

impl<'a> Lower<'a> {
    /// Lowers an expression; `expected` is the kind its place awaits, which names members of enumerations and bare figures.
    pub fn expr(&mut self, expr: &'a ast::Expr, scope: &Scope, expected: Option<Kind>) -> Lowered {
        self.depth += 1;
        let lowered = self.expr_of(expr, scope, expected);
        self.depth -= 1;
        lowered
    }

    fn expr_of(&mut self, expr: &'a ast::Expr, scope: &Scope, expected: Option<Kind>) -> Lowered {
        let span = expr.span;
        let index = scope.index;
        match &expr.kind {
            ExprKind::Number(number) => self.number(number, span, scope),
            ExprKind::Date(date) | ExprKind::Month(date) => self.constant(Value::Date(*date), Kind::Date, index, span),
            ExprKind::Text(text) => self.text(text, span, scope, expected),
            ExprKind::YesNo(value) => self.truth(*value, index, span),
            ExprKind::Blank => {
                let ty = Type { kind: Kind::Nothing, blank: true, not_applicable: false };
                self.make(Form::Blank, ty, index, span)
            }
            ExprKind::Path(names) => self.path(names, span, scope, expected),
            ExprKind::Bracket(inner) => Lowered { span, ..self.expr(inner, scope, expected) },
            ExprKind::List(_) => {
                self.report_at(
                    Code::E0304,
                    say!("one value is needed here, not several", "此处须为一个值，而不是多个"),
                    span,
                    say!(
                        "several values in brackets stand only after `in`, `rank` and `by`",
                        "括号中的多个值只用于 `属于`、`排名` 和 `按` 之后"
                    ),
                );
                self.broken(index, span)
            }
            ExprKind::Unary(op, value) => self.unary(*op, value, span, scope),
            ExprKind::Binary { op, left, right, .. } => self.binary(*op, left, right, span, scope, expected),
            ExprKind::Compare { first, rest } => self.comparison(first, rest, span, scope),
            ExprKind::In { value, set, negated } => self.membership(value, set, *negated, span, scope),
            ExprKind::Within { value, length, side, anchor } => self.within(value, length, *side, anchor, span, scope),
            ExprKind::Is { value, test } => self.is_test(value, *test, span, scope),
            ExprKind::Period { .. } => {
                self.report_at(
                    Code::E0304,
                    say!("a period is not a value", "时段不是一个值"),
                    span,
                    say!(
                        "a period stands in `full_months( … )`, `days( … )` and after `in`",
                        "时段只用于 `满月数（…）`、`天数（…）` 和 `属于` 之后"
                    ),
                );
                self.broken(index, span)
            }
            ExprKind::If { arms, otherwise } => self.choice(arms, otherwise, span, scope, expected),
            ExprKind::Cases { rows } => self.case_rows(rows, span, scope, expected),
            ExprKind::Tiers(tiers) => self.tiers(tiers, scope, expected),
            ExprKind::Gate { need, limbs } => self.gate(need, limbs, None, span, scope),
            ExprKind::Call(call) => self.call(call, span, scope),
            ExprKind::Tailed { value, tail } => self.tailed(value, tail, span, scope, expected),
            ExprKind::PartAbove(bound) => self.part_above(bound, span, scope),
        }
    }

    /// An expression that must be of a kind and there.
    pub fn present(&mut self, expr: &'a ast::Expr, scope: &Scope, kind: Kind) -> Lowered {
        let value = self.expr(expr, scope, Some(kind));
        let value = self.must_be_kind(value, kind);
        self.must_be_present(value)
    }

    /// A condition that decides something: yes or no, and there.
    pub fn condition(&mut self, expr: &'a ast::Expr, scope: &Scope) -> Lowered {
        let value = self.expr(expr, scope, Some(Kind::YesNo));
        self.must_be_condition(value)
    }

    fn unary(&mut self, op: UnaryOp, value: &'a ast::Expr, span: Span, scope: &Scope) -> Lowered {
        match op {
            UnaryOp::Not => {
                let value = self.expr(value, scope, Some(Kind::YesNo));
                let value = self.must_be_kind(value, Kind::YesNo);
                Lowered { span, ..self.map(Map::Not, &[value], Kind::YesNo, scope.index, span) }
            }
            UnaryOp::Negate => {
                let value = self.expr(value, scope, None);
                if !self.is_broken(value) && !value.ty.kind.is_numeric() && value.ty.kind != Kind::Duration {
                    let found = self.kind_words(value.ty.kind);
                    let label = self.what_it_is(value);
                    self.report_at(
                        Code::E0304,
                        say!("only a number has a sign, not {}", "只有数才有正负，{}没有", found.en)
                            .with_zh(format!("只有数才有正负，{}没有", found.zh)),
                        value.span,
                        label,
                    );
                    return self.broken(scope.index, span);
                }
                let negated = self.map(Map::Negate, &[value], value.ty.kind, scope.index, span);
                Lowered { bare: value.bare, ..negated }
            }
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let first = self.expr(left, scope, Some(Kind::YesNo));
                let first = self.must_be_kind(first, Kind::YesNo);
                // The right side is asked only where the left one leaves it open.
                let facts = self.learned(first.id, op == BinaryOp::And);
                let second = self.expr(right, &scope.knowing(facts), Some(Kind::YesNo));
                let second = self.must_be_kind(second, Kind::YesNo);
                let map = if op == BinaryOp::And { Map::And } else { Map::Or };
                self.map(map, &[first, second], Kind::YesNo, scope.index, span)
            }
            BinaryOp::Add | BinaryOp::Subtract => {
                let first = self.expr(left, scope, expected);
                let second = self.expr(right, scope, None);
                self.add_or_subtract(op, first, second, scope.index, span)
            }
            BinaryOp::Multiply => {
                let (first, second) = (self.expr(left, scope, None), self.expr(right, scope, None));
                self.multiply(first, second, scope.index, span)
            }
            BinaryOp::Divide => {
                let (first, second) = (self.expr(left, scope, None), self.expr(right, scope, None));
                self.divide(first, second, scope, span)
            }
        }
    }
}

/// Where a hole is.
pub(super) fn hole_text(hole: &Text) -> Text {
    if hole.en.is_empty() {
        say!("nothing shows that one of them always holds", "没有什么能表明其中之一必定成立")
    } else {
        Text::both(format!("none of them holds when {}", hole.en), format!("当 {} 时无一成立", hole.zh))
    }
}
