//! How far the next row of a tier is: derived from the policy, not a part of the amount, and labelled so.

use super::teller::Teller;
use crate::program::{ExprId, Form, Kind, Map, OVERALL, StretchValue};
use crate::say;

/// The distance of a value to the next row of the tier that it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distance {
    /// The value that the tier is by.
    pub of: String,
    /// How much more of it reaches the next row.
    pub more: String,
    /// The next row.
    pub row: String,
    /// The whole in words, which say that it is derived.
    pub text: String,
}

impl Teller<'_> {
    /// The distances of the tiers that an expression is made of directly, named values of the same row followed.
    pub(super) fn distances(&self, expr: ExprId, row: usize) -> Vec<Distance> {
        let mut found = Vec::new();
        self.gather_distances(expr, row, &mut found, 0);
        found
    }

    fn gather_distances(&self, expr: ExprId, row: usize, found: &mut Vec<Distance>, depth: usize) {
        if depth > 32 || found.len() > 8 {
            return;
        }
        let program = self.program;
        match &program.expr(expr).form {
            Form::Piece(piece) => {
                let Some(distance) = self.code(expr, row).and_then(|taken| self.to_next(piece, taken, row)) else { return };
                if !found.contains(&distance) {
                    found.push(distance);
                }
            }
            Form::Definition(id) => {
                let definition = program.definition(*id);
                let is_helper = matches!(definition.role, crate::program::Role::Helper);
                if is_helper && (definition.owner == OVERALL || definition.owner == program.expr(expr).index) {
                    self.gather_distances(definition.value, row, found, depth + 1);
                }
            }
            Form::Map(Map::Add | Map::Subtract | Map::Multiply | Map::Max | Map::Min | Map::Round { .. }, operands) => {
                operands.iter().for_each(|&operand| self.gather_distances(operand, row, found, depth + 1));
            }
            Form::Settle { value, .. } => self.gather_distances(*value, row, found, depth + 1),
            Form::Cases { arms, otherwise } => {
                let taken = self.code(expr, row).map(|taken| arms.get(taken).map_or(*otherwise, |(_, value)| Some(*value)));
                if let Some(Some(value)) = taken {
                    self.gather_distances(value, row, found, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn to_next(&self, piece: &crate::program::Piece, taken: usize, row: usize) -> Option<Distance> {
        let (bound, included) = piece.bounds.get(taken)?;
        let value = self.number_of(piece.by, row)?;
        let kind = self.program.expr(piece.by).ty.kind;
        // Where the next row takes the same, there is nothing to reach.
        if let (Some(StretchValue::Linear { base: a, slope: b }), Some(StretchValue::Linear { base: c, slope: d })) = (
            piece.stretches.get(taken).map(|stretch| &stretch.value),
            piece.stretches.get(taken.checked_add(1)?).map(|stretch| &stretch.value),
        ) && (a, b) == (c, d)
        {
            return None;
        }
        let of = self.by_name(piece.by)?;
        let more = match kind {
            Kind::Ratio => self.number(Kind::Points, &bound.sub(&value), 0),
            _ => self.number(kind, &bound.sub(&value), 0),
        };
        let next = self.stretch_words(piece, taken.checked_add(1)?);
        // A bound that belongs to this row must be passed, not only reached.
        let text = if *included {
            say!(
                "next row [{next}]: {of} is to rise by more than {more} (derived from the policy)",
                "下一档 [{next}]：{of} 须再增加超过 {more}（由办法推算）"
            )
        } else {
            say!(
                "next row [{next}]: {of} is to rise by {more} (derived from the policy)",
                "下一档 [{next}]：{of} 须再增加 {more}（由办法推算）"
            )
        };
        Some(Distance { of, more, row: next, text: self.tell(&text) })
    }

    fn by_name(&self, by: ExprId) -> Option<String> {
        match &self.program.expr(by).form {
            Form::Settle { value, .. } => self.by_name(*value),
            _ => self.path(by).or_else(|| self.quote(self.program.expr(by).span)),
        }
    }
}
