//! `marginal`: rate by rate on the part in each band.

use super::Cut;
use crate::diagnostics::Code;
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{Form, Map, Piece, Stretch, StretchValue, Type};
use crate::say;
use crate::syntax::ast::{self, TierKind, TierValue};
use crate::values::Exact;

impl<'a> Lower<'a> {
    /// Says that only a number has parts.
    pub(super) fn not_by_parts(&mut self, tiers: &ast::Tiers, by: Lowered, scope: &Scope) -> Lowered {
        let kind = by.ty.kind;
        let found = self.kind_words(kind);
        self.report_at(
            Code::E0304,
            crate::diagnostics::Text::both(
                format!("a tier by parts needs a number, not {}", found.en),
                format!("超额累进须按数计算，而不是{}", found.zh),
            ),
            by.span,
            say!("`marginal` multiplies a part of it by a rate", "`超额累进` 以其各部分乘以比率"),
        );
        self.broken(scope.index, tiers.span)
    }

    /// Rate by rate on the part in each band; below its first bound the first rate goes on.
    pub(super) fn marginal(&mut self, tiers: &'a ast::Tiers, by: Lowered, cuts: Vec<Cut<'a>>, scope: &Scope) -> Lowered {
        let mut total: Option<Lowered> = None;
        let mut made = Vec::new();
        let mut kinds = Vec::new();
        let mut rates = Vec::new();
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
            rates.extend(slope);
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
        self.must_carry_alike(&rates);
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
}
