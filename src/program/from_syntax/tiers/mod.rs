//! Tiers: `marginal`, `bands`, `interpolate`, and scales, which are tiers used by name.
//!
//! Rows are put in ascending order and must meet without gap or overlap, every bound saying whether it is in. Constant bounds make one
//! [`Piece`](crate::program::Piece); bounds that differ from record to record make a choice among comparisons.

mod bands;
mod interpolate;
mod line;
mod marginal;
mod stretches;

use crate::diagnostics::Code;
use crate::program::Kind;
use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::say;
use crate::source::Span;
use crate::syntax::ast::{self, TierKind, TierValue};
use crate::values::Exact;

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

    /// A figure as an author of this kind would write it.
    pub fn figure_words(&self, figure: &Exact, kind: Kind) -> String {
        match kind {
            Kind::Ratio => crate::values::decimal::format_percent(figure, None),
            Kind::Money(_) => crate::values::decimal::format_grouped(figure, figure.decimals().unwrap_or(2)),
            _ => crate::values::decimal::format_plain(figure),
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
