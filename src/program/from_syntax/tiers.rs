//! Tiers: `marginal`, `bands`, `interpolate`, and scales, which are tiers used by name.
//!
//! Rows are put in ascending order and must meet without gap or overlap, every bound saying whether it is in. Constant bounds make one
//! [`Piece`]; bounds that differ from record to record make a choice among comparisons.

use super::builder::{Lower, Lowered, Scope};
use crate::diagnostics::{Code, Diagnostic};
use crate::program::{ExprId, Form, Kind, Map, Piece, Stretch, StretchValue, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, RowBound, TierKind, TierValue};
use crate::values::{Exact, Value};

/// A bound of a row: its value and whether it is in.
#[derive(Clone, Copy, Debug)]
struct End {
    value: Lowered,
    included: bool,
}

/// A row with its bounds.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    lower: Option<End>,
    upper: Option<End>,
    value: &'a TierValue,
    span: Span,
}

/// A bound that is a figure.
type Bound = (Exact, bool);

impl<'a> Lower<'a> {
    /// The value of a tier.
    pub fn tiers(&mut self, tiers: &'a ast::Tiers, scope: &Scope, expected: Option<Kind>) -> Lowered {
        match &tiers.by {
            Some(by) => {
                let by = self.expr(by, scope, None);
                self.tier_by(tiers, by, scope, expected)
            }
            None => self.broken(scope.index, tiers.span),
        }
    }

    /// The value of a scale at a value.
    pub fn scale(&mut self, scale: &'a ast::Scale, by: Lowered, span: Span, scope: &Scope) -> Lowered {
        let mut value = self.tier_by(&scale.tiers, by, scope, None);
        for tail in &scale.tails {
            value = self.with_tail(value, tail, span, scope);
        }
        Lowered { span, ..value }
    }

    fn tier_by(&mut self, tiers: &'a ast::Tiers, by: Lowered, scope: &Scope, expected: Option<Kind>) -> Lowered {
        if self.is_broken(by) {
            return self.broken(scope.index, tiers.span);
        }
        let within = Scope { tier: Some(by), ..scope.clone() };
        match tiers.kind {
            TierKind::Interpolate => self.interpolate(tiers, by, &within),
            TierKind::Bands | TierKind::Marginal => self.banded(tiers, by, &within, expected),
        }
    }

    /// `the part above x`: what of the tier's value lies above.
    pub fn part_above(&mut self, bound: &'a ast::Expr, span: Span, scope: &Scope) -> Lowered {
        let Some(by) = scope.tier else {
            self.report_at(
                Code::E0304,
                say!("`the part above` stands only in the rows of a tier", "`超过…的部分` 只用于分档的各行"),
                span,
                say!("there is no tier around it", "此处不在分档之中"),
            );
            return self.broken(scope.index, span);
        };
        let bound = self.expr(bound, scope, Some(by.ty.kind));
        self.add_or_subtract(ast::BinaryOp::Subtract, by, bound, scope.index, span)
    }

    fn banded(&mut self, tiers: &'a ast::Tiers, by: Lowered, scope: &Scope, expected: Option<Kind>) -> Lowered {
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
                    let words = self.words_of(point);
                    self.report(
                        Diagnostic::new(Code::E0403, say!("this bound does not say whether it is included", "此界限未说明是否包含本数"))
                            .label(point.span, say!("does the row take this value itself", "该行是否包含此值"))
                            .help(say!(
                                "write `up to {words}` or `from {words}` to include it, `below {words}` or `above {words}` to leave it out",
                                "包含本数写 `{words}以内`、`{words}以上`，不包含写 `不满{words}`、`超过{words}`"
                            )),
                    );
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
        match figures {
            Some(figures) if by.ty.kind.is_numeric() => self.constant_bands(tiers, by, rows, figures, rest, scope, expected),
            _ => self.open_bands(tiers, by, rows, rest, scope, expected),
        }
    }

    fn end(&mut self, value: &'a ast::Expr, included: bool, by: Lowered, scope: &Scope) -> End {
        let value = self.expr(value, scope, Some(by.ty.kind));
        let value = if value.bare && by.ty.kind.is_numeric() { self.retyped(value, by.ty.kind) } else { value };
        // The comparison decides whether the kinds fit, and says it with both causes.
        let probe = self.compare_kinds(Comparison::LessOrEqual, by, value, scope.index, value.span);
        let value = if self.is_broken(probe) { self.broken(scope.index, value.span) } else { value };
        End { value, included }
    }

    /// The figure of a bound: none inside none for no bound at all; none when it is not a figure.
    fn figure_of(&self, end: Option<End>) -> Option<Option<Bound>> {
        match end {
            None => Some(None),
            Some(end) => self.number_of(end.value.id).map(|figure| Some((figure, end.included))),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn constant_bands(
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
    fn is_descending(figures: &[(Option<Bound>, Option<Bound>)]) -> bool {
        match figures {
            [(Some((first, _)), _), (Some((second, _)), _), ..] => first > second,
            _ => false,
        }
    }

    /// The rows as stretches that cover everything in ascending order, or findings about gaps and overlaps.
    fn stretches(
        &mut self,
        tiers: &'a ast::Tiers,
        by: Lowered,
        rows: &[Row<'a>],
        figures: Vec<(Option<Bound>, Option<Bound>)>,
        rest: Option<(&'a TierValue, Span)>,
    ) -> Option<Vec<Cut<'a>>> {
        let mut cuts: Vec<Cut<'a>> = Vec::new();
        let last = rows.len().saturating_sub(1);
        for (at, (row, (lower, upper))) in rows.iter().zip(&figures).enumerate() {
            let lower = match (lower, at) {
                (Some(lower), _) => Some(lower.clone()),
                (None, 0) => None,
                (None, _) => cuts.last().and_then(|cut| cut.upper.clone()).map(|(figure, included)| (figure, !included)),
            };
            let upper = match (upper, figures.get(at + 1)) {
                (Some(upper), _) => Some(upper.clone()),
                (None, Some((Some((next, included)), _))) => Some((next.clone(), !included)),
                (None, _) if at == last => None,
                (None, _) => {
                    self.out_of_order(row.span, tiers);
                    return None;
                }
            };
            if let (Some((low, low_in)), Some((high, high_in))) = (&lower, &upper)
                && (low > high || (low == high && !(*low_in && *high_in)))
            {
                self.out_of_order(row.span, tiers);
                return None;
            }
            if let Some(before) = cuts.last() {
                self.must_meet(before, &lower, row.span)?;
            }
            cuts.push(Cut { lower, upper, value: row.value, span: row.span });
        }
        let open_below = cuts.first().and_then(|cut| cut.lower.clone()).filter(|lower| !self.is_floor(by, lower));
        let open_above = cuts.last().and_then(|cut| cut.upper.clone());
        match rest {
            Some((value, span)) => {
                if cuts.is_empty() {
                    cuts.push(Cut { lower: None, upper: None, value, span });
                    return Some(cuts);
                }
                if open_below.is_none() && open_above.is_none() {
                    self.never_reached(span);
                }
                if let Some((figure, included)) = open_below {
                    cuts.insert(0, Cut { lower: None, upper: Some((figure, !included)), value, span });
                }
                if let Some((figure, included)) = open_above {
                    cuts.push(Cut { lower: Some((figure, !included)), upper: None, value, span });
                }
            }
            None => {
                for (open, en, zh) in [(open_below, "below", "以下"), (open_above, "above", "以上")] {
                    if let Some((figure, _)) = open {
                        let words = self.figure_words(&figure, by.ty.kind);
                        self.report(
                            Diagnostic::new(Code::E0401, say!("values {en} {words} fall in no row", "{words} {zh}的值不在任何一档"))
                                .label(tiers.span, say!("this tier has a gap", "此分档有空缺"))
                                .help(say!("add a row `else: …`", "加一行 `其余：…`")),
                        );
                        return None;
                    }
                }
                if cuts.is_empty() {
                    self.report_at(
                        Code::E0401,
                        say!("this tier has no rows", "此分档没有行"),
                        tiers.span,
                        say!("nothing falls in it", "没有任何值落入其中"),
                    );
                    return None;
                }
            }
        }
        Some(cuts)
    }

    /// Whether the value never lies below a bound, by its declaration.
    fn is_floor(&self, by: Lowered, lower: &Bound) -> bool {
        lower.1 && self.least(by.id, 0).is_some_and(|least| least >= lower.0)
    }

    /// The least that a number can be, where that is declared.
    fn least(&self, id: ExprId, depth: usize) -> Option<Exact> {
        let expr = self.program.expr(id);
        match &expr.form {
            _ if depth > 64 => None,
            Form::Constant(Value::Number(number)) => Some(number.clone()),
            Form::Field(field) => self.program.field(expr.index, *field).range.iter().find_map(|(sign, bound)| match (sign, bound) {
                (Comparison::GreaterOrEqual | Comparison::Greater | Comparison::Equal, Value::Number(bound)) => Some(bound.clone()),
                _ => None,
            }),
            Form::Definition(id) => self.least(self.program.definition(*id).value, depth + 1),
            Form::Gather { value, .. } => self.least(*value, depth + 1),
            Form::Map(Map::Max, operands) => operands.iter().filter_map(|&operand| self.least(operand, depth + 1)).max(),
            Form::Reduce(reduce) if matches!(reduce.op, crate::program::ReduceOp::Count | crate::program::ReduceOp::CountDistinct) => {
                Some(Exact::zero())
            }
            Form::Rank(_) => Some(Exact::one()),
            Form::Settle { value, blank, not_applicable } => {
                let mut least = self.least(*value, depth + 1)?;
                for settled in [blank, not_applicable].into_iter().flatten() {
                    least = least.min(self.least(*settled, depth + 1)?);
                }
                Some(least)
            }
            _ => None,
        }
    }

    fn must_meet(&mut self, before: &Cut<'a>, lower: &Option<Bound>, span: Span) -> Option<()> {
        let (Some((end, end_in)), Some((start, start_in))) = (&before.upper, lower) else {
            self.overlap(before.span, span);
            return None;
        };
        if end == start && end_in != start_in {
            return Some(());
        }
        if start < end || (start == end && *end_in && *start_in) {
            self.overlap(before.span, span);
        } else {
            self.report(
                Diagnostic::new(Code::E0401, say!("there is a gap between two rows", "两行之间有空缺"))
                    .label(span, say!("this row begins later", "此行由此开始"))
                    .label(before.span, say!("this row ends here", "此行到此为止"))
                    .help(say!(
                        "one of the two must include the bound, and no value may lie between",
                        "须由其中一行包含界限值，且中间不留空"
                    )),
            );
        }
        None
    }

    fn overlap(&mut self, before: Span, after: Span) {
        self.report(
            Diagnostic::new(Code::E0402, say!("two rows take the same values", "两行包含同样的值"))
                .label(after, say!("this row begins before the other ends", "此行开始于另一行结束之前"))
                .label(before, say!("the other row", "另一行"))
                .help(say!("rows are written from the lowest to the highest, or the other way round", "各行须由低到高或由高到低排列")),
        );
    }

    fn out_of_order(&mut self, row: Span, tiers: &ast::Tiers) {
        self.report(
            Diagnostic::new(Code::E0402, say!("the rows of this tier are not in order", "此分档各行没有按次序排列"))
                .label(row, say!("this row is out of order, or holds no value", "此行次序不对，或不包含任何值"))
                .label(tiers.span, say!("in this tier", "在此分档中")),
        );
    }

    fn never_reached(&mut self, span: Span) {
        self.report_at(
            Code::E0410,
            say!("this row is never reached", "这一行永远不会用到"),
            span,
            say!("the other rows take every value", "其他各行已包括所有的值"),
        );
    }

    fn band_value(&mut self, cut: &Cut<'a>, by: Lowered, scope: &Scope, expected: Option<Kind>) -> Lowered {
        match cut.value {
            TierValue::Value(value) => self.expr(value, scope, expected),
            TierValue::Line(from, to) => {
                let (Some((low, _)), Some((high, _))) = (cut.lower.clone(), cut.upper.clone()) else {
                    self.report_at(
                        Code::E0401,
                        say!("a line needs both its bounds", "`直线` 须有上下两个界限"),
                        cut.span,
                        say!("write `from a below b`", "写成 `甲以上不满乙`"),
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

    /// `y1 + (y2 − y1) × (v − x1) ÷ (x2 − x1)`; the two points are known to differ.
    fn line(&mut self, by: Lowered, from: (Lowered, Lowered), to: (Lowered, Lowered), scope: &Scope, span: Span) -> Lowered {
        let ((x1, y1), (x2, y2)) = (from, to);
        let (y1, y2) = self.alike(y1, y2);
        let y2 = self.must_be_kind(y2, y1.ty.kind);
        if self.is_broken(y1) || self.is_broken(y2) {
            return self.broken(scope.index, span);
        }
        let index = scope.index;
        let (kind, along) = (y1.ty.kind, by.ty.kind);
        let rise = self.map(Map::Subtract, &[y2, y1], kind, index, span);
        let run = self.map(Map::Subtract, &[x2, x1], along, index, span);
        let step = self.map(Map::Subtract, &[by, x1], along, index, span);
        let share = self.map(Map::Divide, &[step, run], Kind::Number, index, span);
        let climb = self.map(Map::Multiply, &[rise, share], kind, index, span);
        let line = self.map(Map::Add, &[y1, climb], kind, index, span);
        Lowered { bare: y1.bare && y2.bare, ..line }
    }

    /// Base and slope of an expression that is linear in another.
    fn linear_of(&self, id: ExprId, by: ExprId) -> Option<(Exact, Exact)> {
        if self.shape(id) == self.shape(by) {
            return Some((Exact::zero(), Exact::one()));
        }
        if let Some(figure) = self.number_of(id) {
            return Some((figure, Exact::zero()));
        }
        let Form::Map(op, operands) = &self.program.expr(id).form else { return None };
        let [a, b] = operands.as_slice() else { return None };
        let ((base_a, slope_a), (base_b, slope_b)) = (self.linear_of(*a, by)?, self.linear_of(*b, by)?);
        match op {
            Map::Add => Some((&base_a + &base_b, &slope_a + &slope_b)),
            Map::Subtract => Some((&base_a - &base_b, &slope_a - &slope_b)),
            Map::Multiply if slope_a.is_zero() => Some((&base_a * &base_b, &base_a * &slope_b)),
            Map::Multiply if slope_b.is_zero() => Some((&base_a * &base_b, &slope_a * &base_b)),
            Map::Divide if slope_b.is_zero() => Some((base_a.div(&base_b)?, slope_a.div(&base_b)?)),
            _ => None,
        }
    }

    /// Rate by rate on the part in each band; below its first bound the first rate goes on.
    fn marginal(&mut self, tiers: &'a ast::Tiers, by: Lowered, cuts: Vec<Cut<'a>>, scope: &Scope) -> Lowered {
        if !by.ty.kind.is_numeric() {
            let kind = by.ty.kind;
            let found = self.kind_words(kind);
            self.report_at(
                Code::E0304,
                Text2(found.en, found.zh).into(),
                by.span,
                say!("`marginal` multiplies a part of it by a rate", "`超额累进` 以其各部分乘以比率"),
            );
            return self.broken(scope.index, tiers.span);
        }
        let mut total: Option<Lowered> = None;
        let mut made = Vec::new();
        let mut kinds = Vec::new();
        let mut below = Exact::zero();
        for cut in &cuts {
            let start = if made.is_empty() { cut.lower.as_ref().map_or(Exact::zero(), |(low, _)| low.clone()) } else { below.clone() };
            let start_value = self.figure(start, by.ty.kind, scope.index, cut.span);
            let (slope, flat) = match cut.value {
                TierValue::Value(rate) => (Some(self.expr(rate, scope, None)), None),
                TierValue::Flat(amount) => (None, Some(self.expr(amount, scope, None))),
                TierValue::Line(..) | TierValue::Hold | TierValue::Slope(_) | TierValue::LastSlope(_) => {
                    self.report_at(
                        Code::E0304,
                        say!("a row of `marginal` gives a rate or `flat`", "`超额累进` 的各行须为比率或 `定额`"),
                        cut.span,
                        say!("this belongs to another tier", "此写法属于其他分档"),
                    );
                    return self.broken(scope.index, tiers.span);
                }
            };
            let gain = |lower: &mut Self, upto: Lowered| -> Lowered {
                match (slope, flat) {
                    (Some(rate), _) => {
                        let part = lower.map(Map::Subtract, &[upto, start_value], by.ty.kind, scope.index, cut.span);
                        let part = Lowered { bare: by.bare, ..part };
                        let product = lower.multiply(part, rate, scope.index, cut.span);
                        Lowered { bare: rate.bare && by.bare, ..product }
                    }
                    (None, Some(flat)) => flat,
                    (None, None) => upto,
                }
            };
            let here = gain(self, by);
            if self.is_broken(here) {
                return self.broken(scope.index, tiers.span);
            }
            kinds.push(here);
            let value = match total {
                None => here,
                Some(total) => {
                    let (total, here) = self.alike(total, here);
                    self.add_or_subtract(ast::BinaryOp::Add, total, here, scope.index, cut.span)
                }
            };
            if self.is_broken(value) {
                return self.broken(scope.index, tiers.span);
            }
            made.push((value, cut.span));
            if let Some((high, _)) = &cut.upper {
                let high_value = self.figure(high.clone(), by.ty.kind, scope.index, cut.span);
                let full = gain(self, high_value);
                total = Some(match total {
                    None => full,
                    Some(total) => {
                        let (total, full) = self.alike(total, full);
                        self.add_or_subtract(ast::BinaryOp::Add, total, full, scope.index, cut.span)
                    }
                });
                below = high.clone();
            }
        }
        let values: Vec<Lowered> = made.iter().map(|(value, _)| *value).collect();
        let Some(kind) = self.common_kind(&values) else { return self.broken(scope.index, tiers.span) };
        let mut ty = Type { kind, ..by.ty };
        let mut stretches = Vec::new();
        for (value, span) in made {
            ty = ty.with_absence_of(value.ty);
            let computed = match self.linear_of(value.id, by.id) {
                Some((base, slope)) => StretchValue::Linear { base, slope },
                None => StretchValue::Expr(value.id),
            };
            stretches.push(Stretch { value: computed, span });
        }
        let bounds = cuts.iter().take(cuts.len().saturating_sub(1)).filter_map(|cut| cut.upper.clone()).collect();
        let piece = Piece { kind: TierKind::Marginal, by: by.id, bounds, stretches, floor: None };
        let bare = values.iter().all(|value| value.bare);
        let value = self.make(Form::Piece(Box::new(piece)), ty, scope.index, tiers.span);
        Lowered { bare, ..value }
    }

    /// Bands whose bounds differ from record to record, or are no figures: upper bounds in written order, then the rest.
    fn open_bands(
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

    fn interpolate(&mut self, tiers: &'a ast::Tiers, by: Lowered, scope: &Scope) -> Lowered {
        let index = scope.index;
        let (mut points, mut below, mut above) = (Vec::new(), None, None);
        for row in &tiers.rows {
            match (&row.bound, &row.value) {
                (RowBound::Point(at), TierValue::Value(value)) => {
                    let end = self.end(at, true, by, scope);
                    let value = self.expr(value, scope, None);
                    points.push((end.value, value, row.span));
                }
                (RowBound::BelowFirst, value) => below = Some((value, row.span)),
                (RowBound::AboveLast, value) => above = Some((value, row.span)),
                (RowBound::Point(_) | RowBound::Bound(_) | RowBound::Else, _) => {
                    self.report_at(
                        Code::E0402,
                        say!("a row of `interpolate` is a point and its value", "`插值` 的各行须为一个点及其值"),
                        row.span,
                        say!(
                            "write `60%: 0.8`, and `below first:` or `above last:` for the ends",
                            "写成 `60%：0.8`；两端写 `首点以下：`、`末点以上：`"
                        ),
                    );
                    return self.broken(index, tiers.span);
                }
            }
        }
        if points.iter().any(|(x, y, _)| self.is_broken(*x) || self.is_broken(*y)) {
            return self.broken(index, tiers.span);
        }
        if points.len() < 2 {
            self.report_at(
                Code::E0402,
                say!("`interpolate` needs two points at least", "`插值` 至少须有两个点"),
                tiers.span,
                say!("between them the value is linear", "两点之间按直线计算"),
            );
            return self.broken(index, tiers.span);
        }
        for (end, en, zh) in [(&below, "below first", "首点以下"), (&above, "above last", "末点以上")] {
            if end.is_none() {
                self.report(
                    Diagnostic::new(Code::E0401, say!("this tier does not say what happens {en}", "此插值没有说明 {zh} 如何处理"))
                        .label(tiers.span, say!("the points leave it open", "各点之外没有规定"))
                        .help(say!("add `{en}: hold` to keep the value of that point, or a value", "加一行 `{zh}：保持`，或写一个值")),
                );
                return self.broken(index, tiers.span);
            }
        }
        let (Some(below), Some(above)) = (below, above) else { return self.broken(index, tiers.span) };
        let values: Vec<Lowered> = points.iter().map(|(_, y, _)| *y).collect();
        let Some(kind) = self.common_kind(&values) else { return self.broken(index, tiers.span) };
        let bare = values.iter().all(|value| value.bare);
        let points: Vec<(Lowered, Lowered, Span)> =
            points.into_iter().map(|(x, y, span)| (x, if y.ty.kind == kind { y } else { self.retyped(y, kind) }, span)).collect();
        let apart = self.points_ascend(&points, tiers);
        let Some(apart) = apart else { return self.broken(index, tiers.span) };
        let mut stretches = Vec::new();
        let first = self.interpolation_end(below, &points, true, by, kind, scope);
        stretches.push((first, below.1));
        for pair in points.windows(2) {
            if let [(x1, y1, span), (x2, y2, _)] = pair {
                let line = self.line(by, (*x1, *y1), (*x2, *y2), scope, *span);
                stretches.push((line, *span));
            }
        }
        let last = self.interpolation_end(above, &points, false, by, kind, scope);
        stretches.push((last, above.1));
        if stretches.iter().any(|(value, _)| self.is_broken(*value)) {
            return self.broken(index, tiers.span);
        }
        let figures: Option<Vec<Exact>> = points.iter().map(|(x, _, _)| self.number_of(x.id)).collect();
        let value = match figures {
            Some(figures) if by.ty.kind.is_numeric() => {
                let mut ty = Type { kind, ..by.ty };
                let mut made = Vec::new();
                for (value, span) in &stretches {
                    ty = ty.with_absence_of(value.ty);
                    let computed = match self.linear_of(value.id, by.id) {
                        Some((base, slope)) => StretchValue::Linear { base, slope },
                        None => StretchValue::Expr(value.id),
                    };
                    made.push(Stretch { value: computed, span: *span });
                }
                let count = figures.len();
                let bounds = figures.into_iter().enumerate().map(|(at, figure)| (figure, at + 1 == count)).collect();
                let piece = Piece { kind: TierKind::Interpolate, by: by.id, bounds, stretches: made, floor: None };
                self.make(Form::Piece(Box::new(piece)), ty, index, tiers.span)
            }
            _ => {
                let mut arms = Vec::new();
                let count = points.len();
                for (at, ((x, _, span), (value, _))) in points.iter().zip(&stretches).enumerate() {
                    let sign = if at + 1 == count { Comparison::LessOrEqual } else { Comparison::Less };
                    let condition = self.compare_kinds(sign, by, *x, index, *span);
                    arms.push((condition, *value));
                }
                let mut chosen = self.choose(arms, Some(last), tiers.span, index);
                if !apart {
                    // Two points may fall together for some record; then there is no line.
                    self.program.expressions[chosen.id.at()].ty.blank = true;
                    chosen.ty.blank = true;
                }
                chosen
            }
        };
        Lowered { bare, ..value }
    }

    fn interpolation_end(
        &mut self,
        (end, span): (&'a TierValue, Span),
        points: &[(Lowered, Lowered, Span)],
        first: bool,
        by: Lowered,
        kind: Kind,
        scope: &Scope,
    ) -> Lowered {
        let index = scope.index;
        let (near, far) = if first { (points.first(), points.get(1)) } else { (points.last(), points.get(points.len().saturating_sub(2))) };
        let (Some(near), Some(far)) = (near, far) else { return self.broken(index, span) };
        match end {
            TierValue::Hold => near.1,
            TierValue::Value(value) => {
                let value = self.expr(value, scope, Some(kind));
                self.must_be_kind(value, kind)
            }
            TierValue::Slope(slope) => {
                let slope = self.expr(slope, scope, None);
                let beyond = self.map(Map::Subtract, &[by, near.0], by.ty.kind, index, span);
                let climb = self.map(Map::Multiply, &[beyond, slope], kind, index, span);
                self.map(Map::Add, &[near.1, climb], kind, index, span)
            }
            TierValue::LastSlope(share) => {
                let whole = self.line(by, (near.0, near.1), (far.0, far.1), scope, span);
                match share {
                    None => whole,
                    Some(share) => {
                        let share = self.present(share, scope, Kind::Ratio);
                        let beyond = self.map(Map::Subtract, &[whole, near.1], kind, index, span);
                        let part = self.map(Map::Multiply, &[beyond, share], kind, index, span);
                        self.map(Map::Add, &[near.1, part], kind, index, span)
                    }
                }
            }
            TierValue::Flat(_) | TierValue::Line(..) => {
                self.report_at(
                    Code::E0304,
                    say!("an end of `interpolate` is `hold`, a value or a slope", "`插值` 的两端须为 `保持`、一个值或斜率"),
                    span,
                    say!("this belongs to another tier", "此写法属于其他分档"),
                );
                self.broken(index, span)
            }
        }
    }

    /// Whether the points are shown to ascend: all figures, or columns of one table whose every row ascends. None when they do not.
    fn points_ascend(&mut self, points: &[(Lowered, Lowered, Span)], tiers: &ast::Tiers) -> Option<bool> {
        for pair in points.windows(2) {
            let [(x1, _, _), (x2, _, span)] = pair else { continue };
            if let (Some(low), Some(high)) = (self.number_of(x1.id), self.number_of(x2.id)) {
                if low >= high {
                    self.out_of_order(*span, tiers);
                    return None;
                }
                continue;
            }
            match (self.column_of(x1.id), self.column_of(x2.id)) {
                (Some((table, low)), Some((other, high))) if table == other => {
                    let broken = self.program.table(table).rows.iter().find_map(|row| {
                        let cell = |column: u32| match row.values.get(column as usize) {
                            Some(Some(Value::Number(number))) => Some(number.clone()),
                            _ => None,
                        };
                        (cell(low)? >= cell(high)?).then_some(row.span)
                    });
                    if let Some(row) = broken {
                        self.out_of_order(row, tiers);
                        return None;
                    }
                }
                _ => return Some(false),
            }
        }
        Some(true)
    }

    /// The table and column that a value is looked up in.
    fn column_of(&self, id: ExprId) -> Option<(crate::program::TableId, u32)> {
        match &self.program.expr(id).form {
            Form::Lookup { table, column, .. } => Some((*table, *column)),
            Form::Definition(id) => self.column_of(self.program.definition(*id).value),
            _ => None,
        }
    }

    /// A figure as an author of this kind would write it.
    pub fn figure_words(&self, figure: &Exact, kind: Kind) -> String {
        match kind {
            Kind::Ratio => crate::values::decimal::format_percent(figure, None),
            Kind::Money(_) => crate::values::decimal::format_grouped(figure, figure.decimals().unwrap_or(2)),
            _ => crate::values::decimal::format_plain(figure),
        }
    }

    /// The author's own words of an expression that is one figure or name; else a dash.
    fn words_of(&self, expr: &ast::Expr) -> String {
        match &expr.kind {
            ast::ExprKind::Number(number) => {
                let digits = crate::values::decimal::format_plain(&number.digits);
                let unit = match number.unit {
                    Some(ast::UnitWord::Percent) => "%",
                    Some(ast::UnitWord::TenThousand) => "万",
                    Some(ast::UnitWord::HundredMillion) => "亿",
                    _ => "",
                };
                format!("{digits}{unit}")
            }
            ast::ExprKind::Path(names) => names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."),
            _ => "…".into(),
        }
    }
}

/// A stretch of a tier: its bounds, what it gives, and where its row stands.
#[derive(Clone, Debug)]
struct Cut<'a> {
    lower: Option<Bound>,
    upper: Option<Bound>,
    value: &'a TierValue,
    span: Span,
}

/// That a kind is no number, in both languages.
struct Text2(String, String);

impl From<Text2> for crate::diagnostics::Text {
    fn from(kind: Text2) -> Self {
        crate::diagnostics::Text::both(
            format!("a tier by parts needs a number, not {}", kind.0),
            format!("超额累进须按数计算，而不是{}", kind.1),
        )
    }
}
