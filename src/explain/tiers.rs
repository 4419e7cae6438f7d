//! Tiers in words: the row taken, and the parts times their rates that a marginal tier adds up.

use super::teller::Teller;
use super::words::{Bond, Phrase};
use crate::program::{ExprId, Form, Kind, Piece, StretchValue};
use crate::syntax::ast::TierKind;
use crate::values::Exact;

/// The part of a value that lies in one row of a marginal tier, and what it gives.
struct Part {
    size: Exact,
    rate: Exact,
    /// A fixed amount that the row gives instead of a rate.
    flat: Exact,
    stretch: usize,
}

impl Teller<'_, '_> {
    /// Puts a tier at the record's value.
    pub(super) fn put_piece(&mut self, piece: &Piece, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Bond {
        let by_kind = self.program.expr(piece.by).ty.kind;
        let by = self.words(piece.by, row, by_kind, depth + 1);
        let Some(taken) = self.code(expr, row) else {
            self.put_own_figure(expr, row, kind);
            return self.put_bracketed(&by.text);
        };
        if piece.kind == TierKind::Marginal
            && let Some(parts) = self.number_of(piece.by, row).and_then(|value| parts(piece, taken, &value))
        {
            return self.put_marginal(piece, &parts, by, kind);
        }
        match piece.stretches.get(taken).map(|stretch| &stretch.value) {
            Some(StretchValue::Expr(value)) => {
                self.put_within(*value, row, kind, depth + 1, Bond::One);
                self.put_row_taken(piece, taken, Some(&by))
            }
            Some(StretchValue::Linear { slope, .. })
                if !slope.is_zero()
                    && let Some((lower, upper)) = ends(piece, taken) =>
            {
                // Between two points: the first value, and the part of the way to the second.
                let kind = self.kind_for(expr, kind);
                let [from, to] = [&lower.0, &upper.0].map(|point| self.number(by_kind, point));
                let [first, second] = [&lower.1, &upper.1].map(|value| self.number(kind, value));
                let by = by.within(Bond::Product);
                self.out.push_str(&format!("{first} + ({second} − {first}) × ({by} − {from}) ÷ ({to} − {from})"));
                Bond::Sum
            }
            Some(StretchValue::Linear { base, slope }) if !slope.is_zero() => {
                let kind = self.kind_for(expr, kind);
                self.put_number(kind, base);
                self.out.push_str(" + ");
                self.put_rate(by_kind, kind, slope);
                self.out.push_str(" × ");
                self.out.push_str(&by.within(Bond::One));
                self.put_row_taken(piece, taken, None);
                Bond::Sum
            }
            _ => {
                self.put_own_figure(expr, row, kind);
                let is_told = self.is_told_already(piece.by);
                self.put_row_taken(piece, taken, Some(&by).filter(|_| !is_told))
            }
        }
    }

    /// Puts in brackets the row of a tier, with the value that it was taken by.
    fn put_row_taken(&mut self, piece: &Piece, taken: usize, by: Option<&Phrase>) -> Bond {
        self.out.push_str(" [");
        if let Some(by) = by {
            self.out.push_str(&by.text);
            self.put(": ", "：");
        }
        self.put_stretch(piece, taken);
        self.out.push(']');
        Bond::One
    }

    /// Whether the figure of a tier's value stands on the same line already, in the condition or above.
    fn is_told_already(&self, by: ExprId) -> bool {
        match self.program.expr(by).form {
            Form::Definition(id) => {
                self.outline.is_some_and(|outline| outline.has_place(id))
                    || self.needed.iter().any(|need| need.definition == id)
                    || self.told.iter().any(|told| told.0 == id)
            }
            _ => false,
        }
    }

    fn put_marginal(&mut self, piece: &Piece, parts: &[Part], by: Phrase, kind: Kind) -> Bond {
        let by_kind = self.program.expr(piece.by).ty.kind;
        let is_whole = matches!(parts, [one] if one.flat.is_zero() && one.is_whole(piece));
        let by = if is_whole { by.within(Bond::One) } else { by.text };
        if !is_whole {
            self.out.push_str(&by);
            self.put(": ", "：");
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.out.push_str(" + ");
            }
            if part.flat.is_zero() {
                if is_whole {
                    self.out.push_str(&by)
                } else {
                    self.put_number(by_kind, &part.size)
                }
                self.out.push_str(" × ");
                self.put_rate(by_kind, kind, &part.rate);
            } else {
                self.put_number(kind, &part.flat);
            }
            self.put_row_taken(piece, part.stretch, None);
        }
        if is_whole { Bond::Product } else { Bond::Sentence }
    }

    /// Puts a rate: a ratio of amounts in percent, an amount per count as money.
    fn put_rate(&mut self, by: Kind, kind: Kind, rate: &Exact) {
        let kind = match (by, kind) {
            (Kind::Money(_), Kind::Money(_)) => Kind::Ratio,
            (Kind::Number | Kind::Ratio | Kind::Points, Kind::Money(currency)) => Kind::Money(currency),
            _ => Kind::Number,
        };
        self.put_number(kind, rate);
    }

    /// Puts the row of a tier in words: `up to 5,000,000.00`.
    pub(super) fn put_stretch(&mut self, piece: &Piece, taken: usize) {
        let kind = self.program.expr(piece.by).ty.kind;
        let before = taken.checked_sub(1).and_then(|before| piece.bounds.get(before));
        let ([en, zh], bound, after) = match (piece.bounds.get(taken), before) {
            (Some((to, _)), Some((from, _))) if piece.kind == TierKind::Interpolate => {
                self.put_number(kind, from);
                self.put(" to ", "至");
                return self.put_number(kind, to);
            }
            (Some((bound, true)), _) => (["up to ", ""], bound, "以内"),
            (Some((bound, false)), _) => (["below ", "不满"], bound, ""),
            (None, Some((bound, true))) => (["above ", "超过"], bound, ""),
            (None, Some((bound, false))) => (["from ", ""], bound, "以上"),
            (None, None) => return self.put("any", "不限"),
        };
        self.put(en, zh);
        self.put_number(kind, bound);
        self.put("", after);
    }

    /// The row of a tier in words.
    pub(super) fn stretch_words(&mut self, piece: &Piece, taken: usize) -> String {
        self.apart(|teller| teller.put_stretch(piece, taken))
    }
}

impl Part {
    /// Whether the part is the whole value, counted from zero.
    fn is_whole(&self, piece: &Piece) -> bool {
        self.stretch == 0 && start(piece).is_zero()
    }
}

/// A point of an interpolation and its value.
type Point = (Exact, Exact);

/// The two points that a stretch of an interpolation lies between.
fn ends(piece: &Piece, taken: usize) -> Option<(Point, Point)> {
    if piece.kind != TierKind::Interpolate {
        return None;
    }
    let StretchValue::Linear { base, slope } = &piece.stretches.get(taken)?.value else { return None };
    let at = |bound: usize| piece.bounds.get(bound).map(|(point, _)| (point.clone(), base.add(&slope.mul(point))));
    Some((at(taken.checked_sub(1)?)?, at(taken)?))
}

/// Where the first row of a marginal tier starts.
fn start(piece: &Piece) -> Exact {
    match piece.stretches.first().map(|stretch| &stretch.value) {
        Some(StretchValue::Linear { base, slope }) => base.neg().div(slope).unwrap_or_default(),
        _ => Exact::zero(),
    }
}

/// The parts of a value up to the row taken; none when a row is not a constant rate. They add up to what the tier gives.
fn parts(piece: &Piece, taken: usize, value: &Exact) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut total = Exact::zero();
    let mut from = start(piece);
    for (at, stretch) in piece.stretches.iter().enumerate().take(taken.checked_add(1)?) {
        let StretchValue::Linear { base, slope } = &stretch.value else { return None };
        let end = if at == taken { value.clone() } else { piece.bounds.get(at)?.0.clone() };
        // What the line is ahead of the parts so far where the row begins is a fixed amount.
        let flat = base.add(&slope.mul(&from)).sub(&total);
        let size = end.sub(&from);
        total = base.add(&slope.mul(&end));
        if !flat.is_zero() || !size.is_zero() || taken == 0 {
            parts.push(Part { size, rate: slope.clone(), flat, stretch: at });
        }
        from = end;
    }
    Some(parts)
}
