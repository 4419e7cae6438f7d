//! `total`: signed parts, of which one that does not apply adds nothing.

use crate::program::from_syntax::builder::{EntryId, Lower, Lowered, Scope};
use crate::program::from_syntax::names::Alternative;
use crate::program::{DefinitionId, Kind, Role, Sign};
use crate::syntax::ast::{BinaryOp, Clause, Expr, ExprKind, Tail, UnaryOp};
use crate::values::{Exact, Value};

impl<'a> Lower<'a> {
    pub(super) fn total(&mut self, id: EntryId, clause: &'a Clause, alternatives: &[Alternative<'a>]) -> Option<DefinitionId> {
        let owner = self.entries[id.0].owner;
        let alternative = alternatives.first()?;
        let applies = self.applies(owner, clause, alternative);
        let amount = self.amount_of(clause)?;
        let (value, tails) = without_tails(amount);
        let mut parts = Vec::new();
        signed_parts(value, Sign::Plus, &mut parts);
        let mut sum: Option<Lowered> = None;
        let mut signed = Vec::new();
        for (sign, part) in parts {
            let lowered = self.expr(part, &applies.scope, None);
            let lowered = self.part_or_zero(lowered, &applies.scope);
            if self.is_broken(lowered) {
                return None;
            }
            signed.push((sign, lowered.id));
            let op = if sign == Sign::Plus { BinaryOp::Add } else { BinaryOp::Subtract };
            sum = Some(match (sum, sign) {
                (None, Sign::Plus) => lowered,
                (None, Sign::Minus) => {
                    let zero = self.figure(Exact::zero(), lowered.ty.kind, owner, part.span);
                    self.add_or_subtract(op, zero, lowered, owner, part.span)
                }
                (Some(sum), _) => self.add_or_subtract(op, sum, lowered, owner, value.span),
            });
        }
        let mut sum = sum?;
        for tail in tails {
            sum = self.with_tail(sum, tail, value.span, &applies.scope);
        }
        if self.is_broken(sum) {
            return None;
        }
        let sum = if sum.bare { self.must_be_kind(sum, Kind::Money(self.program.head.currency)) } else { sum };
        let sum = self.must_be_present(sum);
        let rounded = if matches!(sum.ty.kind, Kind::Money(_)) { self.rounded_as_declared(sum) } else { sum };
        let value = self.under(&applies, rounded);
        let articles = alternative.article.into_iter().collect();
        Some(self.define_entry(id, Role::Total(signed), value, sum.id, applies.conditions, articles))
    }

    /// A part of a total: zero where it does not apply; a blank must be settled.
    fn part_or_zero(&mut self, part: Lowered, scope: &Scope) -> Lowered {
        if self.is_broken(part) {
            return part;
        }
        self.must_not_be_blank(part);
        let part = self.narrowed(part, false, true);
        if !part.ty.not_applicable {
            return part;
        }
        let zero = self.constant(Value::Number(Exact::zero()), part.ty.kind, scope.index, part.span);
        self.settle(part, None, Some(zero), part.span)
    }
}

/// The value without its tails, and these in order.
pub(super) fn without_tails(value: &Expr) -> (&Expr, Vec<&Tail>) {
    let (mut value, mut tails) = (value, Vec::new());
    while let ExprKind::Tailed { value: inner, tail } = &value.kind {
        tails.push(tail);
        value = inner;
    }
    tails.reverse();
    (value, tails)
}

/// The parts of a sum with their signs.
fn signed_parts<'a>(value: &'a Expr, sign: Sign, parts: &mut Vec<(Sign, &'a Expr)>) {
    let other = if sign == Sign::Plus { Sign::Minus } else { Sign::Plus };
    match &value.kind {
        ExprKind::Binary { op: BinaryOp::Add, left, right, .. } => {
            signed_parts(left, sign, parts);
            signed_parts(right, sign, parts);
        }
        ExprKind::Binary { op: BinaryOp::Subtract, left, right, .. } => {
            signed_parts(left, sign, parts);
            signed_parts(right, other, parts);
        }
        ExprKind::Unary(UnaryOp::Negate, inner) => signed_parts(inner, other, parts),
        ExprKind::Bracket(inner) if !matches!(inner.kind, ExprKind::Tailed { .. }) => signed_parts(inner, sign, parts),
        _ => parts.push((sign, value)),
    }
}
