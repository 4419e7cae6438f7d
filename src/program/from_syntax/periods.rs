//! Periods: what is counted in one, and what two have in common.
//!
//! A period `a to b` holds both its ends; `days` alone leaves the last one out, and takes `through` where it counts.

use super::builder::{Lower, Lowered, Scope};
use crate::program::{Kind, Map};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};

impl<'a> Lower<'a> {
    /// What is counted in a period, `full_months(a to b)`.
    pub(super) fn counted_period(&mut self, map: Map, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let [argument] = call.arguments.as_slice() else { return self.needs_period(call, scope) };
        let map = match (map, &argument.kind) {
            (Map::Days, ExprKind::Period { through: true, .. }) => Map::DaysThrough,
            (map, _) => map,
        };
        let Some((from, to)) = self.period(argument, map == Map::DaysThrough, call, scope) else {
            return self.broken(scope.index, span);
        };
        self.map(map, &[from, to], Kind::Number, scope.index, span)
    }

    /// The days that two periods have in common, `overlap_days(a to b, c to d)`.
    pub(super) fn overlap_days(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let [first, second] = call.arguments.as_slice() else {
            return self.wrong_arguments(call, "two periods, as `(a to b, c to d)`", "两个时段，写作 `（甲 至 乙，丙 至 丁）`", scope);
        };
        let (first, second) = (self.period(first, false, call, scope), self.period(second, false, call, scope));
        let (Some((a, b)), Some((c, d))) = (first, second) else { return self.broken(scope.index, span) };
        self.map(Map::OverlapDays, &[a, b, c, d], Kind::Number, scope.index, span)
    }

    /// The two dates of a period; none where it is none, which has been said then.
    pub(super) fn period(
        &mut self,
        period: &'a ast::Expr,
        through_fits: bool,
        call: &ast::Call,
        scope: &Scope,
    ) -> Option<(Lowered, Lowered)> {
        let ExprKind::Period { from, to, through } = &period.kind else {
            self.needs_period(call, scope);
            return None;
        };
        if *through && !through_fits {
            self.wrong_arguments(call, "a period `a to b`; `through` belongs to `days`", "时段 `甲 至 乙`；首尾均计只用于 `天数`", scope);
            return None;
        }
        let from = self.expr(from, scope, Some(Kind::Date));
        let to = self.expr(to, scope, Some(Kind::Date));
        let (from, to) = (self.must_be_kind(from, Kind::Date), self.must_be_kind(to, Kind::Date));
        (!self.is_broken(from) && !self.is_broken(to)).then_some((from, to))
    }

    fn needs_period(&mut self, call: &ast::Call, scope: &Scope) -> Lowered {
        self.wrong_arguments(call, "a period, as `(a to b)`", "一个时段，写作 `（甲 至 乙）`", scope)
    }
}
