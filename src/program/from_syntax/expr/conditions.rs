//! Comparisons, membership, and questions of absence.

use crate::diagnostics::Code;
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{Form, Kind, Map, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, Comparison, ExprKind, IsTest, Side};

impl<'a> Lower<'a> {
    /// Two values of one comparison: a name that means nothing by itself may be a member of the other's enumeration.
    pub fn pair(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, scope: &Scope) -> (Lowered, Lowered) {
        if self.may_be_member(left, scope) {
            let second = self.expr(right, scope, None);
            let first = self.expr(left, scope, Some(second.ty.kind));
            (first, second)
        } else {
            let first = self.expr(left, scope, None);
            let second = self.expr(right, scope, Some(first.ty.kind));
            (first, second)
        }
    }

    pub(super) fn may_be_member(&self, expr: &ast::Expr, scope: &Scope) -> bool {
        match &expr.kind {
            ExprKind::Path(names) => matches!(names.as_slice(), [one] if !self.is_visible(&one.text, scope)),
            ExprKind::Text(_) => true,
            _ => false,
        }
    }

    pub(super) fn comparison(&mut self, first: &'a ast::Expr, rest: &'a [(Comparison, ast::Expr)], span: Span, scope: &Scope) -> Lowered {
        let Some((sign, second)) = rest.first() else { return self.expr(first, scope, None) };
        let (left, mut right) = self.pair(first, second, scope);
        let mut limbs = vec![self.compare_kinds(*sign, left, right, scope.index, left.span.to(right.span))];
        for (sign, next) in rest.iter().skip(1) {
            let next = self.expr(next, scope, Some(right.ty.kind));
            limbs.push(self.compare_kinds(*sign, right, next, scope.index, right.span.to(next.span)));
            right = next;
        }
        let all = self.all_of(&limbs, scope.index, span);
        Lowered { span, ..all }
    }

    pub(super) fn membership(&mut self, value: &'a ast::Expr, set: &'a ast::Expr, negated: bool, span: Span, scope: &Scope) -> Lowered {
        let value = self.expr(value, scope, None);
        let index = scope.index;
        let inside = match &set.kind {
            ExprKind::Period { from, to, .. } => {
                let from = self.expr(from, scope, Some(value.ty.kind));
                let to = self.expr(to, scope, Some(value.ty.kind));
                let lower = self.compare_kinds(Comparison::GreaterOrEqual, value, from, index, span);
                let upper = self.compare_kinds(Comparison::LessOrEqual, value, to, index, span);
                self.map(Map::And, &[lower, upper], Kind::YesNo, index, span)
            }
            ExprKind::List(members) => {
                let mut limbs = Vec::new();
                for member in members {
                    let member = self.expr(member, scope, Some(value.ty.kind));
                    limbs.push(self.compare_kinds(Comparison::Equal, value, member, index, member.span));
                }
                self.map(Map::Or, &limbs, Kind::YesNo, index, span)
            }
            ExprKind::Bracket(one) => {
                let one = self.expr(one, scope, Some(value.ty.kind));
                self.compare_kinds(Comparison::Equal, value, one, index, span)
            }
            _ => {
                self.report_at(
                    Code::E0304,
                    say!("`in` needs several values or a period", "`属于` 之后须为多个值或一个时段"),
                    set.span,
                    say!("write `(a, b, c)` or `a to b`", "写成 `（甲，乙，丙）` 或 `甲 至 乙`"),
                );
                self.broken(index, span)
            }
        };
        if negated { Lowered { span, ..self.map(Map::Not, &[inside], Kind::YesNo, index, span) } } else { inside }
    }

    /// `d is within 3 months of e`: from the one end through the other.
    pub(super) fn within(
        &mut self,
        value: &'a ast::Expr,
        length: &'a ast::Expr,
        side: Side,
        anchor: &'a ast::Expr,
        span: Span,
        scope: &Scope,
    ) -> Lowered {
        let index = scope.index;
        let mut day = |expr: &'a ast::Expr| {
            let day = self.expr(expr, scope, Some(Kind::Date));
            self.must_be_kind(day, Kind::Date)
        };
        let (value, anchor) = (day(value), day(anchor));
        let length = self.expr(length, scope, Some(Kind::Duration));
        let length = self.must_be_kind(length, Kind::Duration);
        if [value, anchor, length].iter().any(|&part| self.is_broken(part)) {
            return self.broken(index, span);
        }
        let (first, last) = match side {
            Side::Around => (true, true),
            Side::After => (false, true),
            Side::Before => (true, false),
        };
        let mut end = |moves: bool, op: BinaryOp| if moves { self.add_or_subtract(op, anchor, length, index, span) } else { anchor };
        let (first, last) = (end(first, BinaryOp::Subtract), end(last, BinaryOp::Add));
        let lower = self.compare_kinds(Comparison::GreaterOrEqual, value, first, index, span);
        let upper = self.compare_kinds(Comparison::LessOrEqual, value, last, index, span);
        self.map(Map::And, &[lower, upper], Kind::YesNo, index, span)
    }

    pub(super) fn is_test(&mut self, value: &'a ast::Expr, test: IsTest, span: Span, scope: &Scope) -> Lowered {
        let value = self.expr(value, scope, None);
        let (map, negated) = match test {
            IsTest::Blank => (Map::IsBlank, false),
            IsTest::NotBlank => (Map::IsBlank, true),
            IsTest::NotApplicable => (Map::IsNotApplicable, false),
            IsTest::Applicable => (Map::IsNotApplicable, true),
        };
        let asked = self.make(Form::Map(map, vec![value.id]), Type::present(Kind::YesNo), scope.index, span);
        if negated { Lowered { span, ..self.map(Map::Not, &[asked], Kind::YesNo, scope.index, span) } } else { asked }
    }
}
