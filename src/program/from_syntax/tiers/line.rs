//! Straight lines, and what is linear in a value.

use crate::program::from_syntax::builder::{Lower, Lowered, Scope};
use crate::program::{ExprId, Form, Kind, Map};
use crate::source::Span;
use crate::values::Exact;

impl<'a> Lower<'a> {
    /// `y1 + (y2 − y1) × (v − x1) ÷ (x2 − x1)`; the two points are known to differ.
    pub(super) fn line(&mut self, by: Lowered, from: (Lowered, Lowered), to: (Lowered, Lowered), scope: &Scope, span: Span) -> Lowered {
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
    pub(super) fn linear_of(&self, id: ExprId, by: ExprId) -> Option<(Exact, Exact)> {
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
}
