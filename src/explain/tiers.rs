//! Tiers in words: the row taken, and the parts times their rates that a marginal tier adds up.

use super::teller::{Teller, tell};
use super::words::{Bond, Phrase};
use crate::program::{ExprId, Kind, Piece, StretchValue};
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

impl Teller<'_> {
    /// A tier at the record's value.
    pub(super) fn piece(&mut self, piece: &Piece, expr: ExprId, row: usize, kind: Kind, depth: usize) -> Phrase {
        let by_kind = self.program.expr(piece.by).ty.kind;
        let by = self.words(piece.by, row, by_kind, depth + 1);
        let Some(taken) = self.code(expr, row) else {
            let figure = self.own_figure(expr, row, kind).text;
            return Phrase::one(format!("{figure} [{}]", by.text));
        };
        let label = self.stretch_words(piece, taken);
        match piece.kind {
            TierKind::Marginal => {
                if let Some(parts) = self.number_of(piece.by, row).and_then(|value| parts(piece, taken, &value)) {
                    return self.marginal(piece, &parts, by, kind);
                }
            }
            TierKind::Bands | TierKind::Interpolate => {}
        }
        match piece.stretches.get(taken).map(|stretch| &stretch.value) {
            Some(StretchValue::Expr(value)) => {
                let words = self.words(*value, row, kind, depth + 1).within(Bond::One);
                Phrase::one(format!("{words} [{}: {label}]", by.text))
            }
            Some(StretchValue::Linear { slope, .. })
                if !slope.is_zero()
                    && let Some((lower, upper)) = ends(piece, taken) =>
            {
                // Between two points: the first value, and the part of the way to the second.
                let kind = self.kind_for(expr, kind);
                let [from, to] = [&lower.0, &upper.0].map(|point| self.number(by_kind, point, 0));
                let [first, second] = [&lower.1, &upper.1].map(|value| self.number(kind, value, 0));
                let by = by.within(Bond::Product);
                Phrase { text: format!("{first} + ({second} − {first}) × ({by} − {from}) ÷ ({to} − {from})"), bond: Bond::Sum }
            }
            Some(StretchValue::Linear { base, slope }) if !slope.is_zero() => {
                let kind = self.kind_for(expr, kind);
                let (base, slope) = (self.number(kind, base, 0), self.rate(by_kind, kind, slope));
                let line = format!("{base} + {slope} × {}", by.within(Bond::One));
                Phrase { text: format!("{line} [{label}]"), bond: Bond::Sum }
            }
            _ => {
                let figure = self.own_figure(expr, row, kind).text;
                let told = self.already_told(piece.by);
                Phrase::one(if told { format!("{figure} [{label}]") } else { format!("{figure} [{}: {label}]", by.text) })
            }
        }
    }

    /// Whether the figure of a tier's value stands on the same line already, in the condition or above.
    fn already_told(&self, by: ExprId) -> bool {
        match self.program.expr(by).form {
            crate::program::Form::Definition(id) => {
                self.needed.iter().any(|need| need.definition == id) || self.told.iter().any(|told| told.0 == id)
            }
            _ => false,
        }
    }

    fn marginal(&mut self, piece: &Piece, parts: &[Part], by: Phrase, kind: Kind) -> Phrase {
        let by_kind = self.program.expr(piece.by).ty.kind;
        let mut words = Vec::new();
        for part in parts {
            let label = self.stretch_words(piece, part.stretch);
            if part.flat.is_zero() {
                let size = match parts {
                    [_] if part.is_whole(piece) => by.clone().within(Bond::One),
                    _ => self.number(by_kind, &part.size, 0),
                };
                words.push(format!("{size} × {} [{label}]", self.rate(by_kind, kind, &part.rate)));
            } else {
                words.push(format!("{} [{label}]", self.number(kind, &part.flat, 0)));
            }
        }
        match parts {
            [one] if one.flat.is_zero() && one.is_whole(piece) => Phrase { text: words.join(" + "), bond: Bond::Product },
            _ => Phrase { text: format!("{}: {}", by.text, words.join(" + ")), bond: Bond::Sentence },
        }
    }

    /// A rate: a ratio of amounts in percent, an amount per count as money.
    fn rate(&self, by: Kind, kind: Kind, rate: &Exact) -> String {
        match (by, kind) {
            (Kind::Money(_), Kind::Money(_)) => self.number(Kind::Ratio, rate, 0),
            (Kind::Number, Kind::Money(currency)) => self.number(Kind::Money(currency), rate, 0),
            (Kind::Ratio | Kind::Points, Kind::Money(currency)) => self.number(Kind::Money(currency), rate, 0),
            _ => self.number(Kind::Number, rate, 0),
        }
    }

    /// The row of a tier in words: `up to 5,000,000.00`.
    pub(super) fn stretch_words(&self, piece: &Piece, taken: usize) -> String {
        let kind = self.program.expr(piece.by).ty.kind;
        let before = taken.checked_sub(1).and_then(|before| piece.bounds.get(before));
        match (piece.bounds.get(taken), before) {
            (Some((to, _)), Some((from, _))) if piece.kind == TierKind::Interpolate => {
                let (from, to) = (self.number(kind, from, 0), self.number(kind, to, 0));
                tell!(self, "{from} to {to}", "{from}至{to}")
            }
            (Some((bound, true)), _) => {
                let bound = self.number(kind, bound, 0);
                tell!(self, "up to {bound}", "{bound}以内")
            }
            (Some((bound, false)), _) => {
                let bound = self.number(kind, bound, 0);
                tell!(self, "below {bound}", "不满{bound}")
            }
            (None, Some((bound, true))) => {
                let bound = self.number(kind, bound, 0);
                tell!(self, "above {bound}", "超过{bound}")
            }
            (None, Some((bound, false))) => {
                let bound = self.number(kind, bound, 0);
                tell!(self, "from {bound}", "{bound}以上")
            }
            (None, None) => tell!(self, "any", "不限"),
        }
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
