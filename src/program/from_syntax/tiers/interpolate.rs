//! `interpolate`: linear between points, with ends that say what they do.

use crate::diagnostics::{Code, Diagnostic};
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{ExprId, Form, Kind, Map, Piece, Stretch, StretchValue, Type};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, Comparison, RowBound, TierKind, TierValue};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    pub(super) fn interpolate(&mut self, tiers: &'a ast::Tiers, by: Lowered, scope: &Scope) -> Lowered {
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
                    Diagnostic::new(Code::E0401, say!("this tier does not say what happens `{en}`", "此插值没有说明 `{zh}` 如何处理"))
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

    pub(super) fn interpolation_end(
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
    pub(super) fn points_ascend(&mut self, points: &[(Lowered, Lowered, Span)], tiers: &ast::Tiers) -> Option<bool> {
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
    pub(super) fn column_of(&self, id: ExprId) -> Option<(crate::program::TableId, u32)> {
        match &self.program.expr(id).form {
            Form::Lookup { table, column, .. } => Some((*table, *column)),
            Form::Definition(id) => self.column_of(self.program.definition(*id).value),
            _ => None,
        }
    }
}
