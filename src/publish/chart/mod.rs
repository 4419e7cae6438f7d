//! Tiers as charts: what they give along what they are by, true to scale, with each bound and whether it is included.
//!
//! Only here amounts become floating-point numbers: for places on a picture, which nobody pays by. Labels are written from exact numbers.
#![allow(clippy::float_arithmetic)]

mod picture;

use num_traits::ToPrimitive;

use crate::program::{Form, Kind, Piece, StretchValue};
use crate::source::Span;
use crate::syntax::ast::TierKind;
use crate::values::{Exact, Value};

use super::Book;

/// A tier as lines: what it gives between its bounds.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    kind: TierKind,
    /// Each bound, whether it belongs to the line on its left, and what it is called.
    bounds: Vec<(f64, bool, String)>,
    /// What each stretch gives: the value at zero and the slope.
    lines: Vec<(f64, f64)>,
    /// The lowest value that is in the tier, and whether it is included.
    floor: Option<(f64, bool)>,
    /// What amounts are called: the values at bounds, and the rates of a marginal tier.
    labels: Vec<(f64, String)>,
    rates: Vec<String>,
}

impl Curve {
    /// The lines of a tier; none where what it gives is no constant.
    pub fn of(book: &Book<'_>, piece: &Piece, kind: Kind) -> Option<Curve> {
        let program = book.program;
        let by = program.expr(piece.by).ty.kind;
        if !by.is_numeric() || piece.bounds.is_empty() {
            return None;
        }
        let mut exact: Vec<(Exact, Exact)> = Vec::new();
        for stretch in &piece.stretches {
            exact.push(match &stretch.value {
                StretchValue::Linear { base, slope } => (base.clone(), slope.clone()),
                StretchValue::Expr(value) => match &program.expr(*value).form {
                    Form::Constant(Value::Number(number)) => (number.clone(), Exact::zero()),
                    Form::Constant(Value::Member(at)) => (Exact::from_int(i128::from(*at)), Exact::zero()),
                    Form::Constant(Value::YesNo(yes)) => (Exact::from_int(i128::from(*yes)), Exact::zero()),
                    _ => return None,
                },
            });
        }
        // A number as the author wrote it in the rows, or else as statements write it.
        let rows = piece.stretches.iter().map(|stretch| stretch.span).reduce(Span::to)?;
        let called = |gives: bool, kind: Kind, number: &Exact| {
            let written = book.texts.written(rows, number, gives);
            written.unwrap_or_else(|| short(&book.plain.figure(kind, &Value::Number(number.clone()))))
        };
        let bounds: Option<Vec<_>> =
            piece.bounds.iter().map(|(bound, left)| Some((float(bound)?, *left, called(false, by, bound)))).collect();
        let lines: Option<Vec<_>> = exact.iter().map(|(base, slope)| Some((float(base)?, float(slope)?))).collect();
        let mut labels = Vec::new();
        for (at, (base, slope)) in exact.iter().enumerate() {
            let ends = [at.checked_sub(1).and_then(|before| piece.bounds.get(before)), piece.bounds.get(at)];
            for (end, _) in ends.into_iter().flatten() {
                let number = base.add(&slope.mul(end));
                let member = || number.to_i128().and_then(|at| u32::try_from(at).ok());
                let name = match kind {
                    Kind::Member(_) => book.plain.figure(kind, &Value::Member(member()?)),
                    Kind::YesNo => book.plain.figure(kind, &Value::YesNo(!number.is_zero())),
                    kind => called(true, kind, &number),
                };
                labels.push((float(&number)?, name));
            }
        }
        let rate_kind = match (by, kind) {
            (Kind::Money(_), Kind::Money(_)) => Kind::Ratio,
            (_, kind) => kind,
        };
        let rates = exact.iter().map(|(_, slope)| called(true, rate_kind, slope)).collect();
        let floor = match &piece.floor {
            Some((at, included)) => Some((float(at)?, *included)),
            None => None,
        };
        Some(Curve { kind: piece.kind, bounds: bounds?, lines: lines?, floor, labels, rates })
    }

    /// The picture as SVG; none where it cannot be drawn.
    pub fn svg(&self) -> Option<String> {
        let window = self.window()?;
        let mut svg = String::new();
        picture::draw(self, &window, &mut svg).ok()?;
        Some(svg)
    }

    /// What part of the lines is shown: from somewhat below the first bound, or zero, to somewhat above the last.
    fn window(&self) -> Option<Window> {
        let (first, last) = (self.bounds.first()?.0, self.bounds.last()?.0);
        let wide = if last > first { last - first } else { first.abs().max(1.0) };
        let left = match self.floor {
            Some((floor, _)) => floor,
            None if first > 0.0 && first <= wide * 1.5 => 0.0,
            None => first - wide * 0.35,
        };
        let right = last + wide * 0.3;
        let heights = self.stretches(left, right).flat_map(|(at, from, to)| [self.at(at, from), self.at(at, to)]);
        let (lowest, highest) = heights.fold((0.0_f64, f64::MIN), |(lowest, highest), height| (lowest.min(height), highest.max(height)));
        let tall = if highest > lowest { highest - lowest } else { 1.0 };
        let bottom = if lowest < 0.0 { lowest - tall * 0.06 } else { lowest };
        let top = highest.max(lowest + tall) + tall * 0.14;
        let can_be_drawn = (right - left).is_finite() && (top - bottom).is_finite() && left < right && bottom < top;
        can_be_drawn.then_some(Window { left, right, bottom, top })
    }

    /// Each line with where it begins and ends.
    fn stretches(&self, left: f64, right: f64) -> impl Iterator<Item = (usize, f64, f64)> {
        (0..self.lines.len()).map(move |at| {
            let before = at.checked_sub(1).and_then(|before| self.bounds.get(before));
            (at, before.map_or(left, |bound| bound.0), self.bounds.get(at).map_or(right, |bound| bound.0))
        })
    }

    /// What a line gives at a value.
    fn at(&self, stretch: usize, value: f64) -> f64 {
        self.lines.get(stretch).map_or(0.0, |(base, slope)| base + slope * value)
    }
}

/// The part of a plane that is shown.
#[derive(Clone, Copy, Debug)]
struct Window {
    left: f64,
    right: f64,
    bottom: f64,
    top: f64,
}

/// An amount without cents where it has none.
fn short(figure: &str) -> String {
    figure.strip_suffix(".00").unwrap_or(figure).to_owned()
}

/// A number as a place on a picture.
fn float(number: &Exact) -> Option<f64> {
    number.to_big().to_f64().filter(|value| value.is_finite())
}
