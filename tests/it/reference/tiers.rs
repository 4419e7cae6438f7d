//! Tiers: the stretch that a value falls in, and what it gives.

use merit::program::{Piece, StretchValue};

use super::{Cell, Reference, V, numbers};

impl Reference<'_> {
    /// A tier at a row: blank below its floor; else what the first stretch gives whose end the value does not pass.
    pub(super) fn piece(&mut self, piece: &Piece, row: usize) -> Cell {
        let by = match self.value(piece.by, row) {
            Cell::Present(V::Number(by)) => by,
            Cell::Present(other) => unreachable!("a tier goes by a number, not {other:?}"),
            absent => return absent,
        };
        if let Some((floor, included)) = &piece.floor {
            let floor = numbers::of(floor);
            if by < floor || (by == floor && !included) {
                return Cell::Blank;
            }
        }
        let within = |(end, included): &(merit::values::Exact, bool)| {
            let end = numbers::of(end);
            by < end || (by == end && *included)
        };
        let stretch = piece.bounds.iter().position(within).unwrap_or(piece.bounds.len());
        match &piece.stretches[stretch].value {
            StretchValue::Linear { base, slope } => Cell::number(numbers::of(base) + numbers::of(slope) * by),
            StretchValue::Expr(value) => self.value(*value, row),
        }
    }
}
