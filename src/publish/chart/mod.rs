//! Tiers as charts: what they give along what they are by, true to scale, with each bound and whether it is included.
//!
//! Only here amounts become floating-point numbers: for places on a picture, which nobody pays by. Labels are written from exact numbers.
#![allow(clippy::float_arithmetic)]

mod choices;
mod figures;
mod picture;
mod table;
mod tier;
mod worked;

pub(super) use figures::{FigureView, figures};

use num_traits::ToPrimitive;

use crate::explain::Plain;
use crate::program::{Kind, Program};
use crate::syntax::ast::TierKind;
use crate::values::{Exact, Value};

use super::Book;
use picture::Frame;
use tier::Tier;
pub(super) use tier::candidates;
use worked::Shape;

/// A tier as lines: what it gives between its bounds.
#[derive(Clone, Debug)]
struct Curve {
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
    /// What the values of each stretch are called at its ends that are bounds.
    ends: Vec<Vec<String>>,
}

impl Curve {
    /// The lines of a tier; none where a figure has no place on a picture.
    fn of(book: &Book<'_>, program: &Program, tier: &Tier, shape: &Shape) -> Option<Curve> {
        let (by, kind) = (program.expr(tier.by).ty.kind, tier.of);
        let plain = Plain::new(program, book.policy.sources(), book.options.language);
        // A number as the author wrote it in the rows, or else as statements write it.
        let called = |gives: bool, kind: Kind, number: &Exact| {
            let written = book.texts.written(tier.rows, number, gives);
            written.unwrap_or_else(|| short(&plain.figure(kind, &Value::Number(number.clone()))))
        };
        let bounds: Option<Vec<_>> =
            shape.bounds.iter().map(|(bound, left)| Some((float(bound)?, *left, called(false, by, bound)))).collect();
        let lines: Option<Vec<_>> = shape.lines.iter().map(|(base, slope)| Some((float(base)?, float(slope)?))).collect();
        let (mut labels, mut named) = (Vec::new(), Vec::new());
        for (at, (base, slope)) in shape.lines.iter().enumerate() {
            let ends = [at.checked_sub(1).and_then(|before| shape.bounds.get(before)), shape.bounds.get(at)];
            let mut of_stretch = Vec::new();
            for (end, _) in ends.into_iter().flatten() {
                let number = base.add(&slope.mul(end));
                let member = || number.to_i128().and_then(|at| u32::try_from(at).ok());
                let name = match kind {
                    Kind::Member(_) => plain.figure(kind, &Value::Member(member()?)),
                    Kind::YesNo => plain.figure(kind, &Value::YesNo(!number.is_zero())),
                    kind => called(true, kind, &number),
                };
                of_stretch.push(name.clone());
                labels.push((float(&number)?, name));
            }
            named.push(of_stretch);
        }
        let rate_kind = match (by, kind) {
            (Kind::Money(_), Kind::Money(_)) => Kind::Ratio,
            (_, kind) => kind,
        };
        let rates = shape.lines.iter().map(|(_, slope)| called(true, rate_kind, slope)).collect();
        let floor = match &shape.floor {
            Some((at, included)) => Some((float(at)?, *included)),
            None => None,
        };
        let mut curve = Curve { kind: shape.kind, bounds: bounds?, lines: lines?, floor, labels, rates, ends: named };
        // What the first line gives where it begins: at the lowest value, or at zero.
        let at_zero = || curve.across().is_some_and(|(left, _)| left == 0.0).then(Exact::zero);
        let begins = shape.floor.as_ref().map(|(floor, _)| floor.clone()).or_else(at_zero);
        if let (Some(begins), Some((base, slope)), true) = (begins, shape.lines.first(), kind.is_numeric()) {
            let number = base.add(&slope.mul(&begins));
            curve.labels.push((float(&number)?, called(true, kind, &number)));
        }
        Some(curve)
    }

    /// The picture as SVG; none where it cannot be drawn.
    fn svg(&self, frame: &Frame) -> Option<String> {
        let mut svg = String::new();
        picture::draw(self, frame, &mut svg).ok()?;
        Some(svg)
    }

    /// From where to where the lines are shown: from somewhat below the first bound, or zero, to somewhat above the last.
    fn across(&self) -> Option<(f64, f64)> {
        let (first, last) = (self.bounds.first()?.0, self.bounds.last()?.0);
        let wide = if last > first { last - first } else { first.abs().max(1.0) };
        let left = match self.floor {
            Some((floor, _)) => floor,
            None if first > 0.0 && first <= wide * 1.5 => 0.0,
            None => first - wide * 0.35,
        };
        Some((left, last + wide * 0.3))
    }

    /// Each line with where it begins and ends.
    fn stretches(&self, left: f64, right: f64) -> impl Iterator<Item = (usize, f64, f64)> + use<'_> {
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

impl Window {
    /// What shows all of these, so that pictures that stand side by side are of one scale.
    fn of<'c>(curves: impl Iterator<Item = &'c Curve> + Clone) -> Option<Window> {
        let across = curves.clone().filter_map(Curve::across);
        let (left, right) = across.reduce(|(left, right), (from, to)| (left.min(from), right.max(to)))?;
        let ends = |curve: &'c Curve| curve.stretches(left, right).flat_map(|(at, from, to)| [curve.at(at, from), curve.at(at, to)]);
        let (lowest, highest) = curves.flat_map(ends).fold((0.0_f64, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        let tall = if highest > lowest { highest - lowest } else { 1.0 };
        let bottom = if lowest < 0.0 { lowest - tall * 0.06 } else { lowest };
        let top = highest.max(lowest + tall) + tall * 0.14;
        let can_be_drawn = (right - left).is_finite() && (top - bottom).is_finite() && left < right && bottom < top;
        can_be_drawn.then_some(Window { left, right, bottom, top })
    }
}

/// An amount without cents where it has none.
fn short(figure: &str) -> String {
    figure.strip_suffix(".00").unwrap_or(figure).to_owned()
}

/// A number as a place on a picture.
fn float(number: &Exact) -> Option<f64> {
    number.to_big().to_f64().filter(|value| value.is_finite())
}
