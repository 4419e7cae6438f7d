//! `bands`: the value of the row that a value falls in, by constant bounds or bounds that differ from record to record.

use super::{Bound, Cut, End, Row};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{Form, Kind, Piece, Stretch, StretchValue, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, RowBound, TierKind, TierValue};
use crate::values::Exact;

/// The Chinese words that stand after the bound they belong to.
const BOUND_WORDS: [&str; 3] = ["以内", "以下", "以上"];

impl<'a> Lower<'a> {
    pub(super) fn banded(&mut self, tiers: &'a ast::Tiers, by: Lowered, scope: &Scope, expected: Option<Kind>) -> Lowered {
        let mut rows = Vec::new();
        let mut rest: Option<(&'a TierValue, Span)> = None;
        for row in &tiers.rows {
            match &row.bound {
                RowBound::Else if rest.is_some() => self.never_reached(row.span),
                RowBound::Else => rest = Some((&row.value, row.span)),
                RowBound::Bound(bound) => {
                    let lower = bound.lower.as_ref().map(|(value, included)| self.end(value, *included, by, scope));
                    let upper = bound.upper.as_ref().map(|(value, included)| self.end(value, *included, by, scope));
                    rows.push(Row { lower, upper, value: &row.value, span: row.span });
                }
                RowBound::Point(point) => {
                    if self.glued_bound(point) {
                        return self.broken(scope.index, tiers.span);
                    }
                    self.bound_open(point);
                    return self.broken(scope.index, tiers.span);
                }
                RowBound::BelowFirst | RowBound::AboveLast => {
                    self.report_at(
                        Code::E0403,
                        say!("`below first` and `above last` belong to `interpolate`", "`首点以下`、`末点以上` 只用于 `插值`"),
                        row.span,
                        say!("a band has its own bounds", "分档各有界限"),
                    );
                    return self.broken(scope.index, tiers.span);
                }
            }
        }
        if rows.iter().flat_map(|row| [row.lower, row.upper]).flatten().any(|end| self.is_broken(end.value)) {
            return self.broken(scope.index, tiers.span);
        }
        let figures: Option<Vec<(Option<Bound>, Option<Bound>)>> =
            rows.iter().map(|row| Some((self.figure_of(row.lower)?, self.figure_of(row.upper)?))).collect();
        if tiers.kind == TierKind::Marginal && !by.ty.kind.is_numeric() {
            return self.not_by_parts(tiers, by, scope);
        }
        match figures {
            Some(figures) if by.ty.kind.is_numeric() => self.constant_bands(tiers, by, rows, figures, rest, scope, expected),
            _ => self.open_bands(tiers, by, rows, rest, scope, expected),
        }
    }

    /// Says that a bound may be meant with its own value or without.
    fn bound_open(&mut self, point: &ast::Expr) {
        let help = match &point.kind {
            ast::ExprKind::Period { from, to, .. } => {
                let (from, to) = (self.words(from.span), self.words(to.span));
                say!(
                    "write `from {from} up to {to}` to include {to}, `from {from} below {to}` to leave it out",
                    "包含 {to} 写 `{from}以上{to}以内`，不包含写 `{from}以上不满{to}`"
                )
            }
            _ => {
                let words = self.words(point.span);
                say!(
                    "write `up to {words}` or `from {words}` to include it, `below {words}` or `above {words}` to leave it out",
                    "包含本数写 `{words}以内`、`{words}以上`，不包含写 `不满{words}`、`超过{words}`"
                )
            }
        };
        self.report(
            Diagnostic::new(Code::E0403, say!("this bound does not say whether it is included", "此界限未说明是否包含本数"))
                .label(point.span, say!("does the row take this value itself", "该行是否包含此值"))
                .help(help),
        );
    }

    /// Whether a bound is a name that took the bound word along, as `基本任务以内`; if so, says that a space is needed.
    fn glued_bound(&mut self, point: &ast::Expr) -> bool {
        let words = self.words(point.span);
        let Some((name, bound)) = BOUND_WORDS.iter().find_map(|bound| Some((words.strip_suffix(bound)?, *bound))) else { return false };
        if name.is_empty() || !matches!(point.kind, ast::ExprKind::Path(_)) {
            return false;
        }
        self.report(
            Diagnostic::new(Code::E0106, say!("`{words}` is read as one word", "`{words}` 被读作一个词"))
                .label(point.span, say!("it ends with the keyword `{bound}`", "它以关键词 `{bound}` 结尾"))
                .help(say!("put a space before `{bound}`: `{name} {bound}`", "在 `{bound}` 之前加一个空格：`{name} {bound}`")),
        );
        true
    }

    pub(super) fn end(&mut self, value: &'a ast::Expr, included: bool, by: Lowered, scope: &Scope) -> End {
        let value = self.expr(value, scope, Some(by.ty.kind));
        let (_, value) = self.alike(by, value);
        // The comparison decides whether the kinds fit, and says it with both causes.
        let probe = self.compare_kinds(Comparison::LessOrEqual, by, value, scope.index, value.span);
        let value = if self.is_broken(probe) { self.broken(scope.index, value.span) } else { value };
        End { value, included }
    }

    /// The figure of a bound: none inside none for no bound at all; none when it is not a figure.
    pub(super) fn figure_of(&self, end: Option<End>) -> Option<Option<Bound>> {
        match end {
            None => Some(None),
            Some(end) => self.number_of(end.value.id).map(|figure| Some((figure, end.included))),
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn constant_bands(
        &mut self,
        tiers: &'a ast::Tiers,
        by: Lowered,
        mut rows: Vec<Row<'a>>,
        mut figures: Vec<(Option<Bound>, Option<Bound>)>,
        rest: Option<(&'a TierValue, Span)>,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        // Rows may be written from the top down: `from 90: …; from 80: …; else: …`.
        if Self::is_descending(&figures) {
            rows.reverse();
            figures.reverse();
        }
        let Some(stretches) = self.stretches(tiers, by, &rows, figures, rest) else { return self.broken(scope.index, tiers.span) };
        if tiers.kind == TierKind::Marginal {
            return self.marginal(tiers, by, stretches, scope);
        }
        let mut values = Vec::new();
        for stretch in &stretches {
            let value = self.band_value(stretch, by, scope, expected);
            values.push(value);
        }
        let Some(kind) = self.common_kind(&values) else { return self.broken(scope.index, tiers.span) };
        let bare = values.iter().all(|value| value.bare);
        let mut ty = Type { kind, ..by.ty };
        let mut made = Vec::new();
        for (stretch, value) in stretches.iter().zip(&values) {
            let value = if value.ty.kind == kind { *value } else { self.retyped(*value, kind) };
            ty = ty.with_absence_of(value.ty);
            let computed = match (kind.is_numeric(), self.number_of(value.id), &stretch.value) {
                (true, Some(base), _) => StretchValue::Linear { base, slope: Exact::zero() },
                (true, None, TierValue::Line(..)) => match self.linear_of(value.id, by.id) {
                    Some((base, slope)) => StretchValue::Linear { base, slope },
                    None => StretchValue::Expr(value.id),
                },
                _ => StretchValue::Expr(value.id),
            };
            made.push(Stretch { value: computed, span: stretch.span });
        }
        let bounds = stretches.iter().take(stretches.len().saturating_sub(1)).filter_map(|stretch| stretch.upper.clone()).collect();
        let piece = Piece { kind: TierKind::Bands, by: by.id, bounds, stretches: made, floor: None };
        let value = self.make(Form::Piece(Box::new(piece)), ty, scope.index, tiers.span);
        Lowered { bare, ..value }
    }

    /// Whether rows with lower bounds are written from the top down; rows with upper bounds alone go up.
    pub(super) fn is_descending(figures: &[(Option<Bound>, Option<Bound>)]) -> bool {
        match figures {
            [(Some((first, _)), _), (Some((second, _)), _), ..] => first > second,
            _ => false,
        }
    }

    pub(super) fn band_value(&mut self, cut: &Cut<'a>, by: Lowered, scope: &Scope, expected: Option<Kind>) -> Lowered {
        match cut.value {
            TierValue::Value(value) => self.expr(value, scope, expected),
            TierValue::Line(from, to) => {
                let (Some((low, _)), Some((high, _))) = (cut.lower.clone(), cut.upper.clone()) else {
                    self.report_at(
                        Code::E0401,
                        say!("`linear` needs both its bounds", "`直线` 须有上下两个界限"),
                        cut.span,
                        say!("as in `from 60 below 80: linear 1 to 2`", "如 `60以上不满80：直线 1 至 2`"),
                    );
                    return self.broken(scope.index, cut.span);
                };
                let (from, to) = (self.expr(from, scope, expected), self.expr(to, scope, expected));
                let low = self.figure(low, by.ty.kind, scope.index, cut.span);
                let high = self.figure(high, by.ty.kind, scope.index, cut.span);
                self.line(by, (low, from), (high, to), scope, cut.span)
            }
            TierValue::Flat(_) => {
                self.report_at(
                    Code::E0304,
                    say!("`flat` belongs to `marginal`", "`定额` 只用于 `超额累进`"),
                    cut.span,
                    say!("in `bands` write the value alone", "在 `分档` 中直接写值"),
                );
                self.broken(scope.index, cut.span)
            }
            TierValue::Hold | TierValue::Slope(_) | TierValue::LastSlope(_) => {
                self.report_at(
                    Code::E0304,
                    say!("this belongs to the ends of `interpolate`", "此写法只用于 `插值` 的两端"),
                    cut.span,
                    say!("a band needs a value", "分档须写值"),
                );
                self.broken(scope.index, cut.span)
            }
        }
    }

    /// Bands whose bounds differ from record to record, or are no figures: upper bounds in written order, then the rest.
    pub(super) fn open_bands(
        &mut self,
        tiers: &'a ast::Tiers,
        by: Lowered,
        rows: Vec<Row<'a>>,
        rest: Option<(&'a TierValue, Span)>,
        scope: &Scope,
        expected: Option<Kind>,
    ) -> Lowered {
        let index = scope.index;
        if tiers.kind == TierKind::Marginal {
            self.report(
                Diagnostic::new(Code::E0402, say!("the bounds of `marginal` are figures or parameters", "`超额累进` 的界限须为数或参数"))
                    .label(tiers.span, say!("a bound here differs from record to record", "此处的界限因记录而异"))
                    .help(say!("write the parts out: `rate × (value, at most bound) + …`", "把各部分写出：`比率 ×（值，不高于 界限）+ …`")),
            );
            return self.broken(index, tiers.span);
        }
        let Some((rest, rest_span)) = rest else {
            self.report(
                Diagnostic::new(Code::E0401, say!("this tier needs a row `else`", "此分档须有一行 `其余`"))
                    .label(tiers.span, say!("its bounds differ from record to record", "其界限因记录而异"))
                    .help(say!("add a row `else: …`", "加一行 `其余：…`")),
            );
            return self.broken(index, tiers.span);
        };
        let mut arms = Vec::new();
        for row in &rows {
            let mut limbs = Vec::new();
            if let Some(lower) = row.lower {
                let sign = if lower.included { Comparison::GreaterOrEqual } else { Comparison::Greater };
                limbs.push(self.compare_kinds(sign, by, lower.value, index, row.span));
            }
            if let Some(upper) = row.upper {
                let sign = if upper.included { Comparison::LessOrEqual } else { Comparison::Less };
                limbs.push(self.compare_kinds(sign, by, upper.value, index, row.span));
            }
            let condition = self.all_of(&limbs, index, row.span);
            let cut = Cut { lower: None, upper: None, value: row.value, span: row.span };
            let value = self.band_value(&cut, by, scope, expected);
            arms.push((condition, value));
        }
        let cut = Cut { lower: None, upper: None, value: rest, span: rest_span };
        let otherwise = self.band_value(&cut, by, scope, expected);
        self.choose(arms, Some(otherwise), tiers.span, index)
    }
}
