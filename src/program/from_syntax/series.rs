//! Series: neighbouring rows, running aggregates, streaks, and what is known latest.
//!
//! A record that combines others with one calendar is a series of each of the others in the order of the calendar; so is a record whose key
//! holds one reference to a calendar. Any other series says `within` whom and `by` what it is ordered.

use super::builder::{Lower, Lowered, Scope};
use super::call_clauses::Clauses;
use super::clauses::Cohort;
use super::cohorts::Order;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{FieldId, Form, Kind, Map, Place, RankBlanks, RecordId, ReduceOp, Rows, Scan, ScanOp, Series, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, RankOrder};
use crate::values::Exact;

/// The most rows that a window is wide.
const MOST_ROWS: i128 = 1_000;

/// A series, lowered.
#[derive(Clone, Debug)]
pub(super) struct SeriesOf {
    /// Whose rows are one series.
    pub within: Option<Lowered>,
    /// What they are ordered by.
    pub order: Vec<Lowered>,
}

impl SeriesOf {
    /// As the program holds it.
    pub fn series(&self) -> Series {
        Series { within: self.within.map(|within| within.id), order: self.order.iter().map(|key| key.id).collect() }
    }
}

impl<'a> Lower<'a> {
    /// The series that a record is by itself.
    pub(super) fn natural_series(&mut self, record: RecordId, span: Span) -> Option<SeriesOf> {
        let parts: Vec<FieldId> = self.program.record(record).key.clone();
        let is_period = |lower: &Lower<'a>, field: &FieldId| match lower.program.field(record, *field).ty.kind {
            Kind::Reference(target) => matches!(lower.program.record(target).rows, Rows::Calendar(_)),
            _ => false,
        };
        let periods: Vec<FieldId> = parts.iter().copied().filter(|field| is_period(self, field)).collect();
        let [period] = periods.as_slice() else { return None };
        let order = vec![self.field(record, *period, span)];
        let others: Vec<Lowered> = parts.iter().filter(|field| *field != period).map(|&field| self.field(record, field, span)).collect();
        let within = match others.as_slice() {
            [] => None,
            [one] if matches!(one.ty.kind, Kind::Reference(_)) => Some(*one),
            many => Some(self.grouping(record, many, span)),
        };
        Some(SeriesOf { within, order })
    }

    /// A series by what is written, or that which the record is by itself.
    pub(super) fn series(
        &mut self,
        within: Option<&'a [ast::Expr]>,
        by: Option<&'a [ast::Expr]>,
        record: RecordId,
        name: &ast::Name,
    ) -> Option<SeriesOf> {
        let Some(by) = by else {
            let natural = if within.is_none() { self.natural_series(record, name.span) } else { None };
            if natural.is_none() {
                let (word, record) = (&name.text, self.program.record(record).name.clone());
                self.report(
                    Diagnostic::new(
                        Code::E0207,
                        say!("`{word}` does not say which row of `{record}` comes first", "`{word}` 没有写明 `{record}` 各行的先后"),
                    )
                    .label(name.span, say!("the order of records in a file decides nothing", "记录在文件中的先后不作数"))
                    .help(say!(
                        "add `within manager by month`, or what makes a series here",
                        "加上 `同 客户经理 按 月份`，或此处构成序列的值"
                    )),
                );
            }
            return natural;
        };
        let scope = Scope::on(record);
        let within = match within {
            Some(within) => Some(self.cohort(within, &scope)?),
            None => None,
        };
        let order = self.tie_keys(by, &scope)?;
        let cohort = Cohort { among: None, own: None, within, members: scope };
        if !self.decides(&order, &cohort, record) {
            let span = by.first().map_or(name.span, |key| key.span);
            self.ties_left(Code::E0411, span, record);
            return None;
        }
        Some(SeriesOf { within, order })
    }

    fn scan(&mut self, op: ScanOp, value: Option<Lowered>, series: &SeriesOf, ty: Type, record: RecordId, span: Span) -> Lowered {
        let mut ty = ty;
        if let Some(within) = series.within {
            ty = ty.with_absence_of(within.ty);
        }
        let scan = Scan { op, value: value.map(|value| value.id), series: series.series() };
        self.make(Form::Scan(Box::new(scan)), ty, record, span)
    }

    /// The one value of a call along a series, and the series.
    fn along(&mut self, call: &'a ast::Call, scope: &Scope) -> Option<(Lowered, SeriesOf)> {
        let clauses = self.clauses(call);
        let [value] = call.arguments.as_slice() else {
            self.wrong_arguments(call, "one value", "一个值", scope);
            return None;
        };
        let series = self.series(clauses.within, clauses.by, scope.index, &call.name)?;
        // What is known of this row is not known of another.
        let value = self.expr(value, &Scope::on(scope.index), None);
        (!self.is_broken(value)).then_some((value, series))
    }

    /// `previous(x)`, `next(x)`: the value at the neighbouring row; blank where there is none.
    pub(super) fn neighbour(&mut self, call: &'a ast::Call, direction: i32, span: Span, scope: &Scope) -> Lowered {
        let record = scope.index;
        let Some((value, series)) = self.along(call, scope) else { return self.broken(record, span) };
        let ty = Type { kind: Kind::Reference(record), blank: true, not_applicable: false };
        let row = self.scan(ScanOp::Shift(direction), None, &series, ty, record, span);
        self.gather(row, value, span)
    }

    /// `latest(x)`: the value at the latest row up to this one that has one.
    pub(super) fn latest(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let record = scope.index;
        let Some((value, series)) = self.along(call, scope) else { return self.broken(record, span) };
        let ty = Type { kind: Kind::Reference(record), blank: true, not_applicable: false };
        let row = self.scan(ScanOp::Latest, Some(value), &series, ty, record, span);
        // There it is neither blank nor not applicable.
        let there = self.narrowed(value, false, false);
        self.gather(row, there, span)
    }

    /// `streak(c)`: in how many rows up to this one a condition has held.
    pub(super) fn streak(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let record = scope.index;
        let Some((condition, series)) = self.along(call, scope) else { return self.broken(record, span) };
        let condition = self.must_be_kind(condition, Kind::YesNo);
        let condition = self.must_be_present(condition);
        if self.is_broken(condition) {
            return condition;
        }
        self.scan(ScanOp::Streak, Some(condition), &series, Type::present(Kind::Number), record, span)
    }

    /// `sum(x running)`, `average(x last 3)`: an aggregate of the rows up to the row itself.
    pub(super) fn running(&mut self, op: ReduceOp, call: &'a ast::Call, clauses: &Clauses<'a>, span: Span, scope: &Scope) -> Lowered {
        let record = scope.index;
        if !matches!(
            op,
            ReduceOp::Sum | ReduceOp::Count | ReduceOp::Average | ReduceOp::Min | ReduceOp::Max | ReduceOp::Any | ReduceOp::All
        ) {
            let name = &call.name.text;
            self.report_at(
                Code::E0207,
                say!("`{name}` is not found row by row", "`{name}` 不能逐行计算"),
                call.name.span,
                say!("sum, count, average, min, max, any and all are", "合计、计数、平均、最小、最大、存在、全部可以"),
            );
            return self.broken(record, span);
        }
        if let Some(weight) = clauses.weight {
            self.report_at(
                Code::E0207,
                say!("rows up to this one are not weighted", "截至本行的各行不能加权"),
                weight.span,
                say!(
                    "divide `sum(value × weight running)` by `sum(weight running)`",
                    "请用 `合计（值 × 权数 累计）` 除以 `合计（权数 累计）`"
                ),
            );
            return self.broken(record, span);
        }
        if let Some(filter) = clauses.filter {
            self.report_at(
                Code::E0207,
                say!("rows up to this one are not filtered", "截至本行的各行不能再加筛选"),
                filter.span,
                say!("put the condition into the value: `if … then x else 0`", "请把条件写进值里：`若 … 则 x 否则 0`"),
            );
            return self.broken(record, span);
        }
        let last = match clauses.last {
            Some((last, _)) => match self.window(last, scope) {
                Some(last) => Some(last),
                None => return self.broken(record, span),
            },
            None => None,
        };
        let Some(series) = self.series(clauses.within, clauses.by, record, &call.name) else { return self.broken(record, span) };
        let wanted = matches!(op, ReduceOp::Any | ReduceOp::All).then_some(Kind::YesNo);
        let value = match call.arguments.as_slice() {
            [] if op == ReduceOp::Count => None,
            [value] => {
                let value = self.expr(value, &Scope::on(record), wanted);
                if self.is_broken(value) {
                    return value;
                }
                let value = self.fit_for(&op, value);
                if self.is_broken(value) {
                    return value;
                }
                Some(value)
            }
            _ => return self.wrong_arguments(call, "one value", "一个值", scope),
        };
        let skip_blanks = clauses.skipping;
        // The row itself counts, unless its value is left out.
        let left_out = value.is_some_and(|value| value.ty.not_applicable || (skip_blanks && value.ty.blank));
        let passes = value.is_some_and(|value| value.ty.blank) && !skip_blanks;
        let ty = match &op {
            ReduceOp::Count => Type { kind: Kind::Number, blank: passes, not_applicable: false },
            ReduceOp::Any | ReduceOp::All => Type { kind: Kind::YesNo, blank: passes, not_applicable: false },
            ReduceOp::Sum => Type { kind: value.map_or(Kind::Number, |value| value.ty.kind), blank: passes, not_applicable: false },
            _ => Type { kind: value.map_or(Kind::Number, |value| value.ty.kind), blank: passes || left_out, not_applicable: false },
        };
        self.scan(ScanOp::Running { op, last, skip_blanks }, value, &series, ty, record, span)
    }

    /// How many rows a window is wide.
    fn window(&mut self, last: &'a ast::Expr, scope: &Scope) -> Option<u32> {
        let rows = self.constant_number(last, scope).filter(|rows| rows.is_integer()).and_then(|rows| rows.to_i128());
        let rows = rows.filter(|rows| (1..=MOST_ROWS).contains(rows)).and_then(|rows| u32::try_from(rows).ok());
        if rows.is_none() {
            self.report_at(
                Code::E0304,
                say!("`last` takes a whole number from 1 to {MOST_ROWS}", "`近` 之后须为 1 至 {MOST_ROWS} 的整数"),
                last.span,
                say!("not a number of rows", "不是行数"),
            );
        }
        rows
    }

    /// The condition that a row is among the last so many, of those that pass a filter, that refer to the same row.
    pub(super) fn among_last(
        &mut self,
        (last, words): (&'a ast::Expr, Span),
        by: Option<&'a [ast::Expr]>,
        over: RecordId,
        owner: Option<Lowered>,
        filter: Option<Lowered>,
        name: &ast::Name,
    ) -> Option<Lowered> {
        let scope = Scope::on(over);
        let rows = self.window(last, &scope)?;
        let order = match by {
            Some(by) => {
                let order = self.tie_keys(by, &scope)?;
                let cohort = Cohort { among: None, own: None, within: owner, members: scope.clone() };
                if !self.decides(&order, &cohort, over) {
                    self.ties_left(Code::E0411, by.first().map_or(name.span, |key| key.span), over);
                    return None;
                }
                order
            }
            None => self.series(None, None, over, name)?.order,
        };
        let keys = order.iter().map(|&key| (key, RankOrder::HighestFirst)).collect();
        let order = Order { keys, within: owner, among: filter, blanks: RankBlanks::Never };
        let place = self.ranking(&order, Place::Best, words, over);
        let known = match filter {
            Some(filter) => scope.knowing(self.learned(filter.id, true)),
            None => scope,
        };
        let place = self.as_known(place, &known);
        // A row that refers to nothing is nobody's.
        let place = self.narrowed(place, false, false);
        let rows = self.figure(Exact::from_int(i128::from(rows)), Kind::Number, over, words);
        let near = self.compare(Comparison::LessOrEqual, place, rows, over, words);
        Some(match filter {
            Some(filter) => self.map(Map::And, &[filter, near], Kind::YesNo, over, words),
            None => near,
        })
    }
}
