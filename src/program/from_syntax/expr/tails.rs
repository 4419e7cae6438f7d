//! Tails: bounds, rounding, and what absences mean.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{ExprId, Form, Kind, Map};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, TailKind};
use crate::values::Exact;

impl<'a> Lower<'a> {
    pub(super) fn tailed(
        &mut self,
        value: &'a ast::Expr,
        tail: &'a ast::Tail,
        span: Span,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        if let (TailKind::BlankAs(default), ExprKind::Gate { need, limbs }) = (&tail.kind, &value.kind) {
            return self.gate(need, limbs, Some(default), span, scope);
        }
        // `…, at most cap, no cap when none`: the bound may be absent.
        if let (TailKind::NoCapWhenNone, ExprKind::Tailed { value: inner, tail: bound }) = (&tail.kind, &value.kind) {
            let lowered = self.expr(inner, scope, expected);
            return self.bounded(lowered, bound, true, span, scope);
        }
        let lowered = self.expr(value, scope, expected);
        let done = self.with_tail(lowered, tail, span, scope);
        let follows_a_bound =
            matches!(&value.kind, ExprKind::Tailed { tail, .. } if matches!(tail.kind, TailKind::AtLeast(_) | TailKind::AtMost(_)));
        if follows_a_bound && self.contradicts(done, tail.span) { self.broken(scope.index, span) } else { done }
    }

    /// A value with one tail applied.
    pub fn with_tail(&mut self, value: Lowered, tail: &'a ast::Tail, span: Span, scope: &Scope) -> Lowered {
        if self.is_broken(value) {
            return value;
        }
        let done = match &tail.kind {
            TailKind::AtLeast(_) | TailKind::AtMost(_) => self.bounded(value, tail, false, span, scope),
            TailKind::NoCapWhenNone => {
                self.report_at(
                    Code::E0207,
                    say!("`no cap when none` follows `at most` or `at least`", "`无则不限` 须接在 `不高于` 或 `不低于` 之后"),
                    tail.span,
                    say!("there is no bound before it", "前面没有界限"),
                );
                value
            }
            TailKind::Rounded(rounded) => self.rounded_tail(value, rounded, scope),
            TailKind::BlankAs(default) => {
                let (value, default) = self.default_for(value, default, scope);
                Lowered { bare: value.bare && default.bare, ..self.settle(value, Some(default), None, span) }
            }
            TailKind::NotApplicableAs(default) => {
                let (value, default) = self.default_for(value, default, scope);
                Lowered { bare: value.bare && default.bare, ..self.settle(value, None, Some(default), span) }
            }
        };
        let done = self.as_known(done, scope);
        Lowered { span, ..done }
    }

    /// A value and what stands for it where it is absent, of one kind.
    pub(super) fn default_for(&mut self, value: Lowered, default: &'a ast::Expr, scope: &Scope) -> (Lowered, Lowered) {
        let default = self.expr(default, scope, Some(value.ty.kind));
        let (value, default) = self.alike(value, default);
        let default = self.must_be_kind(default, value.ty.kind);
        (value, default)
    }

    pub(super) fn bounded(&mut self, value: Lowered, tail: &'a ast::Tail, may_lack: bool, span: Span, scope: &Scope) -> Lowered {
        let (map, bound) = match &tail.kind {
            TailKind::AtLeast(bound) => (Map::Max, bound),
            TailKind::AtMost(bound) => (Map::Min, bound),
            TailKind::NoCapWhenNone | TailKind::Rounded(_) | TailKind::BlankAs(_) | TailKind::NotApplicableAs(_) => {
                return self.with_tail(value, tail, span, scope);
            }
        };
        let bound = self.expr(bound, scope, Some(value.ty.kind));
        let (value, bound) = self.alike(value, bound);
        let mut bound = self.must_be_kind(bound, value.ty.kind);
        if self.is_broken(bound) || self.is_broken(value) {
            return self.broken(scope.index, span);
        }
        if may_lack {
            bound = self.settle(bound, Some(value), Some(value), bound.span);
        }
        let kind = value.ty.kind;
        let bounded = self.map(map, &[value, bound], kind, scope.index, span);
        Lowered { bare: value.bare && bound.bare, ..bounded }
    }

    /// Reports a cap below the floor that was said before it, or a floor above the cap: the value would always be the second.
    fn contradicts(&mut self, bounded: Lowered, span: Span) -> bool {
        let bound_of = |id: ExprId| match &self.program.expr(id).form {
            Form::Map(map @ (Map::Max | Map::Min), operands) => match operands.as_slice() {
                [value, bound] => Some((map.clone(), *value, self.number_of(*bound)?)),
                _ => None,
            },
            _ => None,
        };
        let Some((now, inner, second)) = bound_of(bounded.id) else { return false };
        let Some((before, _, first)) = bound_of(inner).filter(|(before, ..)| *before != now) else { return false };
        let (floor, cap) = if before == Map::Max { (&first, &second) } else { (&second, &first) };
        if floor <= cap {
            return false;
        }
        let kind = bounded.ty.kind;
        let (floor, cap) = (self.figure_words(floor, kind), self.figure_words(cap, kind));
        self.report(
            Diagnostic::new(
                Code::E0402,
                say!("at least {floor} and at most {cap}: no value is both", "不低于 {floor} 又不高于 {cap}：没有值同时满足"),
            )
            .label(span, say!("the value would always be this", "结果将恒为此数"))
            .help(say!("the floor is not above the cap", "下限不得高于上限")),
        );
        true
    }

    pub(in crate::program::from_syntax) fn rounded_tail(&mut self, value: Lowered, rounded: &'a ast::Rounded, scope: &Scope) -> Lowered {
        let mode = rounded.mode.unwrap_or(self.program.head.rounding);
        let unit = match &rounded.to {
            Some(unit) => self.constant_number(unit, scope),
            None if matches!(value.ty.kind, Kind::Money(_)) => Some(self.program.head.unit.clone()),
            None => Some(Exact::one()),
        };
        let Some(unit) = unit.filter(|unit| !unit.is_zero() && !unit.is_negative()) else {
            let span = rounded.to.as_ref().map_or(rounded.span, |unit| unit.span);
            self.report_at(
                Code::E0304,
                say!("a rounding needs a figure above zero to round to", "取整的单位须为大于零的数"),
                span,
                say!("such as 0.01 or 100", "如 0.01 或 100"),
            );
            return value;
        };
        if !value.ty.kind.is_numeric() {
            let kind = Kind::Number;
            return self.must_be_kind(value, kind);
        }
        let done = self.rounded(value, mode, unit, value.span.to(rounded.span));
        Lowered { bare: value.bare, ..done }
    }
}
