//! Aggregates: which records one ranges over, what of them it takes, and when it is blank.

use super::builder::{Lower, Lowered, NOBODY, Scope};
use super::call_clauses::Clauses;
use super::facts::Fact;
use super::ranges::Range;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{Form, Kind, Map, Reduce, ReduceOp, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};
use crate::values::Exact;

impl<'a> Lower<'a> {
    /// An aggregate.
    pub fn aggregate(&mut self, op: ReduceOp, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let clauses = self.clauses(call);
        if clauses.running || (clauses.last.is_some() && clauses.over.is_none()) {
            return self.running(op, call, &clauses, span, scope);
        }
        if op == ReduceOp::Sum
            && let Some(sum) = self.sum_of_balances(call, span, scope)
        {
            return sum;
        }
        // `count(loan where …)`: the argument is a record.
        let counted = match (call.arguments.as_slice(), &op) {
            ([argument], ReduceOp::Count) => match &argument.kind {
                ExprKind::Path(names) if names.len() == 1 && clauses.over.is_none() => {
                    names.first().filter(|name| self.program.record_named(&name.text).is_some())
                }
                _ => None,
            },
            _ => None,
        };
        let value = match call.arguments.as_slice() {
            [] if op == ReduceOp::Count => None,
            [_] if counted.is_some() => None,
            [value] => Some(value),
            _ => return self.wrong_arguments(call, "one value", "一个值", scope),
        };
        let Some(range) = self.range(&clauses, counted, call, scope) else { return self.broken(scope.index, span) };
        let filter = clauses.filter.map(|filter| self.condition(filter, &range.inner));
        let filter = match clauses.last {
            Some((last, words)) => match self.among_last((last, words), clauses.by, range.over, range.by, filter, &call.name) {
                Some(near) => Some(near),
                None => return self.broken(scope.index, span),
            },
            None => filter,
        };
        let known = match filter {
            Some(filter) => range.inner.knowing(self.learned(filter.id, true)),
            None => range.inner.clone(),
        };
        let wanted = matches!(op, ReduceOp::Any | ReduceOp::All).then_some(Kind::YesNo);
        let mut value = value.map(|value| self.expr(value, &known, wanted));
        if let Some(lowered) = value {
            if self.is_broken(lowered) {
                return self.broken(scope.index, span);
            }
            value = Some(self.fit_for(&op, lowered));
            if value.is_some_and(|value| self.is_broken(value)) {
                return self.broken(scope.index, span);
            }
        }
        let weight = match clauses.weight.filter(|_| op == ReduceOp::Average) {
            Some(weight) => {
                let weight = self.expr(weight, &known, None);
                let weight = if weight.ty.kind.is_numeric() { weight } else { self.must_be_kind(weight, Kind::Number) };
                if self.is_broken(weight) {
                    return self.broken(scope.index, span);
                }
                Some(weight)
            }
            None => None,
        };
        let order = self.aggregate_order(&op, &clauses, call, &range, &known);
        let reduce = Reduce {
            op,
            over: range.over,
            by: range.by.map(|by| by.id),
            filter: filter.map(|filter| filter.id),
            value: value.map(|value| value.id),
            weight: weight.map(|weight| weight.id),
            skip_blanks: clauses.skipping,
            order,
        };
        let index = range.by.map_or(NOBODY, |by| match by.ty.kind {
            Kind::Reference(target) => target,
            _ => NOBODY,
        });
        // A cohort without a filter holds at least the row that asks.
        let never_empty = range.back.is_some() && filter.is_none() && !value.is_some_and(|value| value.ty.not_applicable);
        // What is weighed may weigh nothing, all of it.
        let weighs = weight.is_none_or(|weight| !weight.ty.not_applicable && self.is_nonzero(weight.id, &known));
        let blank_weight = weight.is_some_and(|weight| weight.ty.blank);
        let taken = value.map(|value| Lowered { ty: Type { blank: value.ty.blank || blank_weight, ..value.ty }, ..value });
        let ty = reduced_type(&reduce, taken, never_empty && weighs);
        let sure = reduced_type(&reduce, taken, weighs);
        let reduced = self.make(Form::Reduce(Box::new(reduce)), ty, index, span);
        let seen = match range.back {
            Some(back) => self.gather(back, reduced, span),
            None => reduced,
        };
        // Where its filter is known to hold for the row that asks, that row is in the cohort.
        let among = filter.is_some_and(|filter| scope.facts.know(self.shape(filter.id), Fact::True));
        let present = value.is_none_or(|value| !value.ty.not_applicable);
        let seen = if range.back.is_some() && among && present && !sure.blank { self.narrowed(seen, false, true) } else { seen };
        self.as_known(seen, scope)
    }

    pub(super) fn fit_for(&mut self, op: &ReduceOp, value: Lowered) -> Lowered {
        match op {
            ReduceOp::Sum | ReduceOp::Average | ReduceOp::Percentile(_) if !value.ty.kind.is_numeric() => {
                self.must_be_kind(value, Kind::Number)
            }
            ReduceOp::Any | ReduceOp::All => self.must_be_kind(value, Kind::YesNo),
            ReduceOp::Min | ReduceOp::Max if !value.ty.kind.is_ordered(&self.program) => self.must_be_kind(value, Kind::Number),
            ReduceOp::List(_) if value.ty.kind != Kind::Text => {
                self.map(Map::ToText, &[value], Kind::Text, self.program.expr(value.id).index, value.span)
            }
            _ => value,
        }
    }

    fn aggregate_order(
        &mut self,
        op: &ReduceOp,
        clauses: &Clauses<'a>,
        call: &ast::Call,
        range: &Range,
        scope: &Scope,
    ) -> Vec<crate::program::ExprId> {
        let needed = matches!(op, ReduceOp::First | ReduceOp::Last);
        // With `last` it is the order of the window.
        let Some(by) = clauses.by.filter(|_| needed || matches!(op, ReduceOp::List(_)) || clauses.last.is_none()) else {
            if needed {
                // The rows of a series of the owner have an order of their own.
                if let Some(series) = self.natural_series(range.over, call.name.span)
                    && series.within.map(|within| within.ty.kind) == range.by.map(|by| by.ty.kind)
                {
                    return series.order.iter().map(|key| key.id).collect();
                }
                let name = &call.name.text;
                self.report(
                    Diagnostic::new(Code::E0207, say!("`{name}` needs an order", "`{name}` 须有次序"))
                        .label(call.name.span, say!("the order of records in a file decides nothing", "记录在文件中的先后不作数"))
                        .help(say!("add `by date`, or another value that tells them apart", "加上 `按 日期`，或其他能区分先后的值")),
                );
            }
            return Vec::new();
        };
        let mut order = Vec::new();
        for key in by {
            let key = self.expr(key, scope, None);
            let key = self.must_be_present(key);
            order.push(key.id);
        }
        order
    }

    pub(super) fn percentile(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let [_, share] = call.arguments.as_slice() else {
            return self.wrong_arguments(call, "a value and a share, as `(value, 75% …)`", "一个值和一个比率，写作 `（值，75% …）`", scope);
        };
        let share = match self.constant_number(share, scope) {
            Some(share) if !share.is_negative() && share <= Exact::one() => share,
            _ => return self.wrong_arguments(call, "a share from 0% to 100%", " 0% 至 100% 的比率", scope),
        };
        // The value alone is what is aggregated.
        let clauses = self.clauses(call);
        let Some(range) = self.range(&clauses, None, call, scope) else { return self.broken(scope.index, span) };
        let filter = clauses.filter.map(|filter| self.condition(filter, &range.inner));
        let known = filter.map_or_else(|| range.inner.clone(), |filter| range.inner.knowing(self.learned(filter.id, true)));
        let Some(value) = call.arguments.first() else { return self.broken(scope.index, span) };
        let value = self.expr(value, &known, None);
        let value = self.fit_for(&ReduceOp::Percentile(share.clone()), value);
        if self.is_broken(value) {
            return self.broken(scope.index, span);
        }
        let index = range.by.map_or(NOBODY, |by| if let Kind::Reference(target) = by.ty.kind { target } else { NOBODY });
        let reduce = Reduce {
            op: ReduceOp::Percentile(share),
            over: range.over,
            by: range.by.map(|by| by.id),
            filter: filter.map(|filter| filter.id),
            value: Some(value.id),
            weight: None,
            skip_blanks: clauses.skipping,
            order: Vec::new(),
        };
        let ty = reduced_type(&reduce, Some(value), range.back.is_some() && filter.is_none());
        let reduced = self.make(Form::Reduce(Box::new(reduce)), ty, index, span);
        match range.back {
            Some(back) => self.gather(back, reduced, span),
            None => reduced,
        }
    }
}

/// The type of an aggregate.
fn reduced_type(reduce: &Reduce, value: Option<Lowered>, never_empty: bool) -> Type {
    let kind = value.map_or(Kind::Number, |value| value.ty.kind);
    let passes = value.is_some_and(|value| value.ty.blank) && !reduce.skip_blanks;
    let (kind, blank) = match &reduce.op {
        ReduceOp::Sum => (kind, passes),
        ReduceOp::Count | ReduceOp::CountDistinct => (Kind::Number, passes),
        ReduceOp::Average | ReduceOp::Min | ReduceOp::Max | ReduceOp::Percentile(_) => (kind, passes || !never_empty || reduce.skip_blanks),
        ReduceOp::Any | ReduceOp::All => (Kind::YesNo, passes),
        ReduceOp::First | ReduceOp::Last => (kind, passes || !never_empty),
        ReduceOp::List(_) => (Kind::Text, true),
    };
    Type { kind, blank, not_applicable: false }
}
