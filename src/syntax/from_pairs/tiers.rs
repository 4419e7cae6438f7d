//! What has rows within a value: tiers with their bounds, cases, gates.

use pest::iterators::{Pair, Pairs};

use crate::syntax::ast::{Bound, CaseRow, Comparison, Expr, ExprKind, Limb, Need, RowBound, Scale, TierKind, TierRow, TierValue, Tiers};
use crate::syntax::grammar::Rule;
use crate::syntax::recovery::Block;

use super::Reader;
use super::expressions::comparison;

impl<'t> Reader<'t> {
    /// A `tiers`.
    pub(super) fn tiers(&mut self, pair: Pair<'t, Rule>) -> Tiers {
        let mut tiers = Tiers { span: self.span(&pair), kind: TierKind::Bands, by: None, rows: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::tier_kind => tiers.kind = tier_kind(inner),
                Rule::plain => tiers.by = Some(self.expr(inner)),
                Rule::rows => tiers.rows = self.tier_rows(inner),
                _ => {}
            }
        }
        tiers
    }

    /// A `scale`.
    pub(super) fn scale(&mut self, pair: Pair<'t, Rule>) -> Scale {
        let span = self.span(&pair);
        let mut tiers = Tiers { span, kind: TierKind::Bands, by: None, rows: Vec::new() };
        let mut scale = Scale { span, name: self.no_name(span), tiers: tiers.clone(), tails: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::name => scale.name = self.name(&inner),
                Rule::tier_kind => {
                    tiers.span = self.span(&inner);
                    tiers.kind = tier_kind(inner);
                }
                Rule::rows => {
                    tiers.span = tiers.span.to(self.span(&inner));
                    tiers.rows = self.tier_rows(inner);
                }
                Rule::tail => scale.tails.extend(self.tail(inner)),
                _ => {}
            }
        }
        scale.tiers = tiers;
        scale
    }

    fn tier_rows(&mut self, pair: Pair<'t, Rule>) -> Vec<TierRow> {
        let (mut rows, mut seen) = (Vec::new(), Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::end_line => {
                    let end = inner.clone().into_inner().next().map(|word| word.as_rule());
                    self.must_be_once(&mut seen, end.unwrap_or(Rule::end_line), self.span(&inner));
                    rows.extend(self.tier_row(inner));
                }
                Rule::tier_line => rows.extend(self.tier_row(inner)),
                Rule::broken_line => self.broken(&inner, Block::Tiers),
                _ => {}
            }
        }
        rows
    }

    fn tier_row(&mut self, pair: Pair<'t, Rule>) -> Option<TierRow> {
        let span = self.span(&pair);
        let mut inner = pair.into_inner().filter(|part| part.as_rule() != Rule::colon_sign);
        let head = inner.next()?;
        let bound = match head.as_rule() {
            Rule::kw_else => RowBound::Else,
            Rule::kw_below_first => RowBound::BelowFirst,
            Rule::kw_above_last => RowBound::AboveLast,
            _ => {
                let place = self.span(&head);
                match self.bound_parts(head.into_inner()) {
                    Parts::Bound(lower, upper) => RowBound::Bound(Bound { span: place, lower, upper }),
                    Parts::Value(value) | Parts::Compare(_, value) => RowBound::Point(value),
                    Parts::Nothing => return None,
                }
            }
        };
        Some(TierRow { span, bound, value: self.tier_value(inner.next()?) })
    }

    /// A `tier_value` or an `end_value`.
    fn tier_value(&mut self, pair: Pair<'t, Rule>) -> TierValue {
        let span = self.span(&pair);
        let (mut word, mut value) = (None, None);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::value => value = Some(self.value(inner)),
                Rule::kw_of => {}
                rule => word = Some(rule),
            }
        }
        match (word, value) {
            (Some(Rule::kw_hold), _) => TierValue::Hold,
            (Some(Rule::kw_last_slope), share) => TierValue::LastSlope(share),
            (Some(Rule::kw_slope), Some(value)) => TierValue::Slope(value),
            (Some(Rule::kw_flat), Some(value)) => TierValue::Flat(value),
            (Some(Rule::kw_line), Some(Expr { kind: ExprKind::Period { from, to, through: false }, .. })) => TierValue::Line(*from, *to),
            (_, Some(value)) => TierValue::Value(value),
            (_, None) => TierValue::Value(Expr { span, kind: ExprKind::Blank }),
        }
    }

    /// What stands in a `bound`, or in a cell that may be one: bound words before or after their values, a comparison, a value.
    pub(super) fn bound_parts(&mut self, pairs: Pairs<'t, Rule>) -> Parts {
        let (mut lower, mut upper, mut waiting) = (None, None, None);
        let mut word = Rule::bound;
        let mut sign = None;
        for inner in pairs {
            match inner.as_rule() {
                Rule::expr | Rule::value => {
                    let value = if inner.as_rule() == Rule::value { self.value(inner) } else { self.expr(inner) };
                    match std::mem::replace(&mut word, Rule::bound) {
                        Rule::kw_up_to => upper = Some((value, true)),
                        Rule::kw_below => upper = Some((value, false)),
                        Rule::kw_from_bound => lower = Some((value, true)),
                        Rule::kw_above | Rule::kw_above_zh => lower = Some((value, false)),
                        _ => waiting = Some(value),
                    }
                }
                Rule::kw_and_below => upper = waiting.take().or_else(|| lower.take().map(|(value, _)| value)).map(|value| (value, true)),
                Rule::kw_and_above => lower = waiting.take().map(|value| (value, true)),
                Rule::op_compare => sign = Some(comparison(inner.as_str())),
                rule => word = rule,
            }
        }
        match (sign, waiting) {
            (Some(Comparison::Less), Some(value)) => Parts::Bound(None, Some((value, false))),
            (Some(Comparison::LessOrEqual), Some(value)) => Parts::Bound(None, Some((value, true))),
            (Some(Comparison::Greater), Some(value)) => Parts::Bound(Some((value, false)), None),
            (Some(Comparison::GreaterOrEqual), Some(value)) => Parts::Bound(Some((value, true)), None),
            (Some(sign @ (Comparison::Equal | Comparison::NotEqual)), Some(value)) => Parts::Compare(sign, value),
            (None, Some(value)) => Parts::Value(value),
            (_, None) if lower.is_some() || upper.is_some() => Parts::Bound(lower, upper),
            (_, None) => Parts::Nothing,
        }
    }

    /// A `cases`.
    pub(super) fn cases(&mut self, pair: Pair<'t, Rule>) -> ExprKind {
        let mut rows = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::case_line => {
                    let span = self.span(&inner);
                    let mut row = CaseRow { span, when: None, value: Expr { span, kind: ExprKind::Blank } };
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::case_when => row.when = Some(self.value(part)),
                            Rule::value => row.value = self.value(part),
                            _ => {}
                        }
                    }
                    rows.push(row);
                }
                Rule::broken_line => self.broken(&inner, Block::Cases),
                _ => {}
            }
        }
        ExprKind::Cases { rows }
    }

    /// A `gate`.
    pub(super) fn gate(&mut self, pair: Pair<'t, Rule>) -> ExprKind {
        let (mut need, mut limbs) = (Need::All, Vec::new());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::need => {
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::kw_any_of => need = Need::Any,
                            Rule::kw_how_many_of => need = Need::HowMany,
                            Rule::plain => need = Need::AtLeast(Box::new(self.expr(part))),
                            _ => {}
                        }
                    }
                }
                Rule::limb => {
                    let (mut text, mut condition) = (None, None);
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::text => text = Some(self.quoted(&part)),
                            Rule::value => condition = Some(self.value(part)),
                            _ => {}
                        }
                    }
                    limbs.extend(condition.map(|condition| Limb { text, condition }));
                }
                Rule::broken_line => self.broken(&inner, Block::Gate),
                _ => {}
            }
        }
        ExprKind::Gate { need, limbs }
    }
}

/// A bound's value and whether it is included.
type Edge = Option<(Expr, bool)>;

/// What a bound came to.
pub(super) enum Parts {
    /// Lower and upper bound.
    Bound(Edge, Edge),
    /// `= e` or `<> e`.
    Compare(Comparison, Expr),
    /// A value alone.
    Value(Expr),
    /// Nothing.
    Nothing,
}

fn tier_kind(pair: Pair<'_, Rule>) -> TierKind {
    match pair.into_inner().next().map(|inner| inner.as_rule()) {
        Some(Rule::kw_marginal) => TierKind::Marginal,
        Some(Rule::kw_interpolate) => TierKind::Interpolate,
        _ => TierKind::Bands,
    }
}
