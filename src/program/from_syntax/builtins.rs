//! Built-ins: every one is `name(arguments clauses)`, in English or Chinese; their names are no keywords.

use super::builder::{Lower, Lowered, Scope};
use super::mentions::Meant;
use super::spreadsheet;
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{CoverMeasure, Kind, Map, ReduceOp};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, CallClauseKind};
use crate::values::Exact;
use crate::values::date::{CalendarSpan, DatePart};

/// A built-in.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Builtin {
    /// An aggregate.
    Aggregate(ReduceOp),
    /// `previous(x)` or `next(x)`: the row so many places after.
    Neighbour(i32),
    /// `latest(x)`.
    Latest,
    /// `streak(c)`.
    Streak,
    /// `closing(deficit over month)`.
    Closing,
    /// `rank(value highest first ties shared)`.
    Rank,
    /// `share(value within g)`: of the sum of its cohort.
    Share,
    /// `percentile(value, 75% within g)`.
    Percentile,
    /// The least or greatest of its arguments, or an aggregate.
    Extreme(Map, ReduceOp),
    /// Units in a value.
    Units(Map),
    /// Something of a period.
    Period(Map),
    /// The days that two periods have in common.
    Overlap,
    /// How much of a period the periods of other records cover.
    Cover(CoverMeasure),
    /// Something of a date.
    OfDate(Map, Kind),
    /// Without its sign.
    Absolute,
    /// A ratio in percentage points.
    Points,
    /// The place of a member in its enumeration.
    PlaceOf,
}

/// The names of the built-ins: English, Chinese, which.
pub(super) fn builtins() -> Vec<(&'static str, &'static str, Builtin)> {
    let part = |part| Builtin::OfDate(Map::PartOf(part), Kind::Number);
    let first = |span| Builtin::OfDate(Map::FirstOf(span), Kind::Date);
    let last = |span| Builtin::OfDate(Map::LastOf(span), Kind::Date);
    vec![
        ("sum", "合计", Builtin::Aggregate(ReduceOp::Sum)),
        ("count", "计数", Builtin::Aggregate(ReduceOp::Count)),
        ("count_distinct", "不重复计数", Builtin::Aggregate(ReduceOp::CountDistinct)),
        ("average", "平均", Builtin::Aggregate(ReduceOp::Average)),
        ("any", "存在", Builtin::Aggregate(ReduceOp::Any)),
        ("all", "全部", Builtin::Aggregate(ReduceOp::All)),
        ("first", "首", Builtin::Aggregate(ReduceOp::First)),
        ("last", "末", Builtin::Aggregate(ReduceOp::Last)),
        ("list", "列举", Builtin::Aggregate(ReduceOp::List(", ".into()))),
        ("median", "中位数", Builtin::Aggregate(ReduceOp::Percentile(Exact::from_scaled(5, 1)))),
        ("percentile", "分位数", Builtin::Percentile),
        ("min", "最小", Builtin::Extreme(Map::Min, ReduceOp::Min)),
        ("max", "最大", Builtin::Extreme(Map::Max, ReduceOp::Max)),
        ("previous", "上期", Builtin::Neighbour(-1)),
        ("next", "下期", Builtin::Neighbour(1)),
        ("latest", "最近", Builtin::Latest),
        ("streak", "连续", Builtin::Streak),
        ("closing", "期末", Builtin::Closing),
        ("rank", "排名", Builtin::Rank),
        ("share", "占比", Builtin::Share),
        ("full_units", "满数", Builtin::Units(Map::FullUnits)),
        ("started_units", "起数", Builtin::Units(Map::StartedUnits)),
        ("full_months", "满月数", Builtin::Period(Map::FullMonths)),
        ("full_years", "满年数", Builtin::Period(Map::FullYears)),
        ("calendar_months", "日历月数", Builtin::Period(Map::CalendarMonths)),
        ("whole_calendar_months", "整日历月数", Builtin::Period(Map::WholeCalendarMonths)),
        ("part_months", "折合月数", Builtin::Period(Map::PartMonths)),
        ("part_years", "折合年数", Builtin::Period(Map::PartYears)),
        ("days", "天数", Builtin::Period(Map::Days)),
        ("overlap_days", "重叠天数", Builtin::Overlap),
        ("covered_days", "覆盖天数", Builtin::Cover(CoverMeasure::CoveredDays)),
        ("covered_months", "覆盖月数", Builtin::Cover(CoverMeasure::CoveredMonths)),
        ("uncovered_months", "未覆盖月数", Builtin::Cover(CoverMeasure::UncoveredMonths)),
        ("year", "年份", part(DatePart::Year)),
        ("half_year", "半年度", part(DatePart::HalfYear)),
        ("quarter", "季度", part(DatePart::Quarter)),
        ("month", "月份", part(DatePart::Month)),
        ("day", "日号", part(DatePart::Day)),
        ("weekday", "星期", part(DatePart::Weekday)),
        ("days_in_month", "当月天数", part(DatePart::DaysInMonth)),
        ("days_in_year", "当年天数", part(DatePart::DaysInYear)),
        ("first_of_month", "月初", first(CalendarSpan::Month)),
        ("last_of_month", "月末", last(CalendarSpan::Month)),
        ("first_of_quarter", "季初", first(CalendarSpan::Quarter)),
        ("last_of_quarter", "季末", last(CalendarSpan::Quarter)),
        ("first_of_half_year", "半年初", first(CalendarSpan::HalfYear)),
        ("last_of_half_year", "半年末", last(CalendarSpan::HalfYear)),
        ("first_of_year", "年初", first(CalendarSpan::Year)),
        ("last_of_year", "年末", last(CalendarSpan::Year)),
        ("abs", "绝对值", Builtin::Absolute),
        ("points", "百分点", Builtin::Points),
        ("place", "位次", Builtin::PlaceOf),
    ]
}

/// The names of all built-ins, English and Chinese.
pub fn builtin_names() -> Vec<(&'static str, &'static str)> {
    builtins().into_iter().map(|(en, zh, _)| (en, zh)).collect()
}

impl<'a> Lower<'a> {
    /// The value of a call: a scale by name, or a built-in.
    pub fn call(&mut self, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let name = call.name.text.as_str();
        if let Some(scale) = self.scales.get(name).copied() {
            self.used_scales.push(name.to_owned());
            self.note(call.name.span, Meant::Scale(scale.name.span));
            self.clauses_must_fit(call, None);
            let [argument] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one value", "一个值", scope) };
            let by = self.expr(argument, scope, None);
            return self.scale(scale, by, span, scope);
        }
        if let Some(record) = self.program.record_named(name) {
            self.note(call.name.span, Meant::Record(record));
            return self.found_by_key(call, record, span, scope);
        }
        let Some((_, _, builtin)) = builtins().into_iter().find(|(en, zh, _)| *en == name || *zh == name) else {
            if !self.leaves_parts_open(call) {
                self.unknown_builtin(call);
            }
            return self.broken(scope.index, span);
        };
        self.clauses_must_fit(call, Some(&builtin));
        match builtin {
            Builtin::Aggregate(op) => self.aggregate(op, call, span, scope),
            Builtin::Extreme(map, op) => {
                if call.arguments.len() > 1 && call.clauses.is_empty() {
                    self.extreme(map, call, span, scope)
                } else {
                    self.aggregate(op, call, span, scope)
                }
            }
            Builtin::Percentile => self.percentile(call, span, scope),
            Builtin::Neighbour(direction) => self.neighbour(call, direction, span, scope),
            Builtin::Latest => self.latest(call, span, scope),
            Builtin::Streak => self.streak(call, span, scope),
            Builtin::Closing => self.closing(call, span, scope),
            Builtin::Rank => self.rank_call(call, span, scope),
            Builtin::Share => self.share(call, span, scope),
            Builtin::Units(map) => self.units(map, call, span, scope),
            Builtin::Period(map) => self.counted_period(map, call, span, scope),
            Builtin::Cover(measure) => self.cover(measure, call, span, scope),
            Builtin::Overlap => self.overlap_days(call, span, scope),
            Builtin::OfDate(map, kind) => {
                let [argument] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one date", "一个日期", scope) };
                let date = self.expr(argument, scope, Some(Kind::Date));
                let date = self.must_be_kind(date, Kind::Date);
                self.map(map, &[date], kind, scope.index, span)
            }
            Builtin::Absolute => {
                let [argument] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one number", "一个数", scope) };
                let value = self.expr(argument, scope, None);
                if !value.ty.kind.is_numeric() {
                    return self.must_be_kind(value, Kind::Number);
                }
                self.map(Map::Absolute, &[value], value.ty.kind, scope.index, span)
            }
            Builtin::Points => {
                let [argument] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one ratio", "一个比率", scope) };
                let value = self.expr(argument, scope, Some(Kind::Ratio));
                let value = self.must_be_kind(value, Kind::Ratio);
                if self.is_broken(value) { value } else { Lowered { span, ..self.retyped(value, Kind::Points) } }
            }
            Builtin::PlaceOf => {
                let [argument] = call.arguments.as_slice() else { return self.wrong_arguments(call, "one member", "一个取值", scope) };
                let value = self.expr(argument, scope, None);
                if !matches!(value.ty.kind, Kind::Member(_)) {
                    return if self.is_broken(value) {
                        value
                    } else {
                        self.wrong_arguments(call, "a value of an ordered list", "高低有序的取值", scope)
                    };
                }
                self.map(Map::PlaceOf, &[value], Kind::Number, scope.index, span)
            }
        }
    }

    fn unknown_builtin(&mut self, call: &ast::Call) {
        let name = &call.name.text;
        let names = |lower: &Self| {
            builtins().iter().flat_map(|(en, zh, _)| [(*en).to_owned(), (*zh).to_owned()]).chain(lower.scales.keys().cloned()).collect()
        };
        let finding = Diagnostic::new(Code::E0206, say!("there is no built-in or scale `{name}`", "没有内置函数或档表 `{name}`"))
            .label(call.name.span, say!("a name before a bracket is a built-in or a scale", "括号前的名称须为内置函数或档表"));
        let near = self.near(name, names);
        self.report(match (spreadsheet::said_here(name), near) {
            (Some(help), _) => finding.help(help),
            (None, Some(near)) => finding.meant(call.name.span, &near),
            (None, None) => finding,
        });
    }

    /// `months(a to b)` leaves open how parts of a month count; says so and which words settle it.
    fn leaves_parts_open(&mut self, call: &ast::Call) -> bool {
        let name = call.name.text.as_str();
        let helps = match name {
            "months" | "月数" => vec![
                say!("full months only: `full_months(a to b)`", "只计满月：`满月数（甲 至 乙）`"),
                say!("every month that is touched counts: `calendar_months(a to b)`", "跨入即计一个月：`日历月数（甲 至 乙）`"),
            ],
            "years" | "年数" => vec![say!("full years only: `full_years(a to b)`", "只计满年：`满年数（甲 至 乙）`")],
            _ => return false,
        };
        let message = say!("`{name}` leaves open how parts of one count", "`{name}` 未说明不足一个的部分如何计算");
        let finding = Diagnostic::new(Code::E0309, message)
            .label(call.name.span, say!("full ones, or every one that is touched?", "只计满数，还是跨入即计？"));
        self.report(helps.into_iter().fold(finding, Diagnostic::help));
        true
    }

    /// Says that a built-in was given the wrong arguments.
    pub fn wrong_arguments(&mut self, call: &ast::Call, en: &str, zh: &str, scope: &Scope) -> Lowered {
        let name = &call.name.text;
        self.report_at(
            Code::E0207,
            say!("`{name}` needs {en}", "`{name}` 须有{zh}"),
            call.name.span,
            say!("its arguments do not fit", "其参数不符"),
        );
        self.broken(scope.index, call.name.span)
    }

    fn extreme(&mut self, map: Map, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let values: Vec<Lowered> = call.arguments.iter().map(|argument| self.expr(argument, scope, None)).collect();
        let Some(kind) = self.common_kind(&values) else { return self.broken(scope.index, span) };
        if !kind.is_ordered(&self.program) {
            return self.wrong_arguments(call, "values that have an order", "高低有序的值", scope);
        }
        let bare = values.iter().all(|value| value.bare);
        let values: Vec<Lowered> = values.into_iter().map(|value| self.retyped(value, kind)).collect();
        Lowered { bare, ..self.map(map, &values, kind, scope.index, span) }
    }

    fn units(&mut self, map: Map, call: &'a ast::Call, span: Span, scope: &Scope) -> Lowered {
        let unit = call.clauses.iter().find_map(|clause| match &clause.kind {
            CallClauseKind::Per(unit) => Some(unit),
            _ => None,
        });
        let ([value], Some(unit)) = (call.arguments.as_slice(), unit) else {
            return self.wrong_arguments(call, "a value and its unit, as `(value per unit)`", "值及其单位，写作 `（值 每 单位）`", scope);
        };
        let value = self.expr(value, scope, None);
        if self.is_broken(value) {
            return value;
        }
        let unit = self.expr(unit, scope, Some(value.ty.kind));
        let (value, unit) = self.alike(value, unit);
        // Percentage points count a difference of ratios.
        let unit = if (value.ty.kind, unit.ty.kind) == (Kind::Ratio, Kind::Points) { self.retyped(unit, Kind::Ratio) } else { unit };
        let unit = self.must_be_kind(unit, value.ty.kind);
        if self.is_broken(value) || self.is_broken(unit) {
            return self.broken(scope.index, span);
        }
        let nonzero = self.is_nonzero(unit.id, scope);
        let mut units = self.map(map, &[value, unit], Kind::Number, scope.index, span);
        if !nonzero {
            self.program.expressions[units.id.at()].ty.blank = true;
            units.ty.blank = true;
        }
        units
    }
}
