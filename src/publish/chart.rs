//! Tiers as charts: what they give along what they are by, true to scale, with each bound and whether it is included.
//!
//! Only here amounts become floating-point numbers: for places on a picture, which nobody pays by. Labels are written from exact numbers.
#![allow(clippy::float_arithmetic)]

use num_traits::ToPrimitive;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::program::{Form, Kind, Piece, StretchValue};
use crate::source::Span;
use crate::syntax::ast::TierKind;
use crate::values::{Exact, Value};

use super::Book;

/// The size of a picture in its own units; it is shown as wide as there is room.
const SIZE: (u32, u32) = (380, 216);
/// What a sign of a label takes in width.
const SIGN: f64 = 6.7;

const INK: RGBColor = RGBColor(11, 83, 148);
const GREY: RGBColor = RGBColor(91, 96, 104);
const PALE: RGBColor = RGBColor(214, 217, 222);

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
        let mut svg = String::new();
        self.draw(&mut svg).ok()?;
        Some(svg)
    }

    /// The values from the left to the right edge of the picture.
    fn range(&self) -> (f64, f64) {
        let first = self.bounds.first().map_or(0.0, |bound| bound.0);
        let last = self.bounds.last().map_or(1.0, |bound| bound.0);
        let wide = if last > first { last - first } else { first.abs().max(1.0) };
        let left = match self.floor {
            Some((floor, _)) => floor,
            None if first > 0.0 && first <= wide * 1.5 => 0.0,
            None => first - wide * 0.35,
        };
        (left, last + wide * 0.3)
    }

    fn at(&self, stretch: usize, value: f64) -> f64 {
        self.lines.get(stretch).map_or(0.0, |(base, slope)| base + slope * value)
    }

    fn draw(&self, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
        let (left, right) = self.range();
        let mut ends: Vec<(f64, f64)> = Vec::new();
        for at in 0..self.lines.len() {
            let from = at.checked_sub(1).and_then(|before| self.bounds.get(before)).map_or(left, |bound| bound.0);
            let to = self.bounds.get(at).map_or(right, |bound| bound.0);
            ends.push((from, to));
        }
        let heights: Vec<f64> = ends.iter().enumerate().flat_map(|(at, (from, to))| [self.at(at, *from), self.at(at, *to)]).collect();
        let highest = heights.iter().copied().fold(f64::MIN, f64::max);
        let lowest = heights.iter().copied().fold(f64::MAX, f64::min).min(0.0);
        let tall = if highest > lowest { highest - lowest } else { 1.0 };
        let (bottom, top) = (lowest - if lowest < 0.0 { tall * 0.06 } else { 0.0 }, highest.max(lowest + tall) + tall * 0.14);
        let names = self.scale(bottom, top);
        let widest = names.iter().map(|(_, name)| width(name)).fold(0.0, f64::max);
        let side = (widest + 10.0).to_u32().unwrap_or(60).clamp(24, 130);
        let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .margin_top(6)
            .margin_right(10)
            .x_label_area_size(36)
            .y_label_area_size(side)
            .build_cartesian_2d(left..right, bottom..top)?;
        chart.configure_mesh().disable_mesh().x_labels(0).y_labels(0).axis_style(PALE).draw()?;
        let place = |x: f64, y: f64| chart.backend_coord(&(x, y));
        // Bounds, and the values that the lines have there.
        for (value, name) in &names {
            let (x, y) = place(left, *value);
            root.draw(&PathElement::new(vec![(x, y), place(right, *value)], PALE))?;
            root.draw(&Text::new(name.clone(), (x.saturating_sub(5), y), text(&GREY, HPos::Right, VPos::Center)))?;
        }
        let mut taken = [f64::MIN, f64::MIN];
        for (value, _, name) in &self.bounds {
            let (x, y) = place(*value, bottom);
            root.draw(&PathElement::new(vec![(x, y), place(*value, top)], PALE))?;
            let half = width(name) / 2.0;
            let middle = f64::from(x).clamp(f64::from(side) / 2.0 + half / 2.0, f64::from(SIZE.0) - half - 2.0);
            // A label that has no room beside its neighbour stands below it; one that has none there either is left to the rows above.
            if let Some((row, end)) = taken.iter_mut().enumerate().find(|(_, end)| middle - half > **end + 6.0) {
                *end = middle + half;
                let down = i32::try_from(row).unwrap_or(0).saturating_mul(14);
                let middle = middle.to_i32().unwrap_or(x);
                root.draw(&Text::new(
                    name.clone(),
                    (middle, y.saturating_add(6).saturating_add(down)),
                    text(&GREY, HPos::Center, VPos::Top),
                ))?;
            }
        }
        for (at, (from, to)) in ends.iter().enumerate() {
            let line = vec![place(*from, self.at(at, *from)), place(*to, self.at(at, *to))];
            root.draw(&PathElement::new(line, INK.stroke_width(2)))?;
            if let Some(rate) = self.rates.get(at).filter(|_| self.kind == TierKind::Marginal) {
                let (x, y) = place(from / 2.0 + to / 2.0, self.at(at, from / 2.0 + to / 2.0));
                let room = f64::from(place(*to, 0.0).0.saturating_sub(place(*from, 0.0).0));
                if width(rate) < room + 14.0 {
                    root.draw(&Text::new(rate.clone(), (x, y.saturating_sub(5)), text(&INK, HPos::Right, VPos::Bottom)))?;
                }
            }
        }
        let dot = |(x, y): (i32, i32), filled: bool| -> Result<(), Box<dyn std::error::Error>> {
            if !filled {
                root.draw(&Circle::new((x, y), 4, WHITE.filled()))?;
                root.draw(&Circle::new((x, y), 4, INK.stroke_width(2)))?;
            } else {
                root.draw(&Circle::new((x, y), 4, INK.filled()))?;
            }
            Ok(())
        };
        for (at, (value, on_left, _)) in self.bounds.iter().enumerate() {
            let (before, behind) = (place(*value, self.at(at, *value)), place(*value, self.at(at.saturating_add(1), *value)));
            if before == behind {
                dot(before, true)?;
            } else {
                dot(before, *on_left)?;
                dot(behind, !*on_left)?;
            }
        }
        if let Some((floor, included)) = self.floor {
            dot(place(floor, self.at(0, floor)), included)?;
        }
        root.present()?;
        Ok(())
    }

    /// The values that are named at the side: those at bounds which have room, from the lowest up.
    fn scale(&self, bottom: f64, top: f64) -> Vec<(f64, String)> {
        let mut labels = self.labels.clone();
        labels.sort_by(|one, other| one.0.total_cmp(&other.0));
        labels.dedup_by(|one, other| one.0 == other.0);
        let room = (top - bottom) * 14.0 / f64::from(SIZE.1.saturating_sub(42));
        let mut kept: Vec<(f64, String)> = Vec::new();
        for label in labels {
            if kept.last().is_none_or(|last| label.0 - last.0 >= room) {
                kept.push(label);
            }
        }
        kept
    }
}

/// An amount without cents where it has none.
fn short(figure: &str) -> String {
    figure.strip_suffix(".00").unwrap_or(figure).to_owned()
}

/// How a label is written.
fn text(color: &RGBColor, h: HPos, v: VPos) -> TextStyle<'_> {
    TextStyle::from(("sans-serif", 12)).color(color).pos(Pos::new(h, v))
}

/// What a label takes in width, a Chinese sign twice what another takes.
fn width(label: &str) -> f64 {
    label.chars().map(|sign| if sign.is_ascii() { SIGN } else { SIGN * 1.8 }).sum()
}

/// A number as a place on a picture.
fn float(number: &Exact) -> Option<f64> {
    number.to_big().to_f64().filter(|value| value.is_finite())
}
