//! Periods: what is counted in one, and what two have in common.
//!
//! A period `a to b` holds both its ends; `days` alone leaves the last one out, and takes `through` where it counts.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use crate::diagnostics::Code;
use crate::program::{Cover, CoverMeasure, Form, Kind, Map, Type};
use crate::say;
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

    /// How much of a period the periods of other records cover, `covered_days(start to end over leave during a to b)`.
    pub(super) fn cover(&mut self, measure: CoverMeasure, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let clauses = self.clauses(call);
        let ([covered], Some(during)) = (call.arguments.as_slice(), clauses.during) else {
            return self.wrong_arguments(
                call,
                "the periods of records and a period to look at, as `(start to end over leave during a to b)`",
                "各条记录的时段和所看的时段，写作 `（开始 至 结束 取自 休假 期间 甲 至 乙）`",
                scope,
            );
        };
        let Some(range) = self.range(&clauses, None, call, scope) else { return self.broken(scope.index, span) };
        if range.back.is_some() || (range.by.is_none() && scope.index != NOBODY) {
            let name = &call.name.text;
            self.report_at(
                Code::E0207,
                say!("`{name}` counts days of the records that refer to this one", "`{name}` 只计引用本记录的那些记录的日期"),
                call.name.span,
                say!("here it ranges over others", "此处取自其他记录"),
            );
            return self.broken(scope.index, span);
        }
        let filter = clauses.filter.map(|filter| self.condition(filter, &range.inner));
        let known = filter.map_or_else(|| range.inner.clone(), |filter| range.inner.knowing(self.learned(filter.id, true)));
        let (covered, during) = (self.period(covered, false, call, &known), self.period(during, false, call, scope));
        let (Some((from, to)), Some((first, last))) = (covered, during) else { return self.broken(scope.index, span) };
        let cover = Cover {
            measure,
            over: range.over,
            by: range.by.map(|by| by.id),
            filter: filter.map(|filter| filter.id),
            covered: (from.id, to.id),
            skip_blanks: clauses.skipping,
            during: (first.id, last.id),
        };
        // A blank end most often means that the period is still open: what it stands for is the author's to say, day by day.
        if !clauses.skipping {
            self.must_not_be_blank(from);
            self.must_not_be_blank(to);
        }
        let ty = Type::present(Kind::Number).with_absence_of(first.ty).with_absence_of(last.ty);
        let counted = self.make(Form::Cover(Box::new(cover)), ty, scope.index, span);
        self.as_known(counted, scope)
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
