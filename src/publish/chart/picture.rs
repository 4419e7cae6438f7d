//! The picture of a curve: axes with the names of bounds and values, lines, and their ends.
#![allow(clippy::float_arithmetic)]

use num_traits::ToPrimitive;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::syntax::ast::TierKind;

use super::{Curve, Window};

/// What is left of its height for the names of bounds in one row, and in two.
const BELOW: [u32; 2] = [24, 36];
/// What a sign of a label takes in width.
const SIGN: f64 = 6.7;

/// What is left at the right, and between two names.
const RIGHT: u32 = 10;
const GAP: f64 = 6.0;

const INK: RGBColor = RGBColor(11, 83, 148);
const GREY: RGBColor = RGBColor(91, 96, 104);
const PALE: RGBColor = RGBColor(214, 217, 222);

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// What pictures that stand side by side have in common: what they show, and the room for names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    window: Window,
    size: (u32, u32),
    /// What the names of values take at the left.
    side: u32,
    /// What the names of bounds take below.
    below: u32,
}

impl Frame {
    /// That of some curves.
    pub fn of<'c>(curves: impl Iterator<Item = &'c Curve> + Clone, size: (u32, u32)) -> Option<Frame> {
        let window = Window::of(curves.clone())?;
        let widest = curves.clone().flat_map(|curve| named_values(curve, &window, size)).map(|(_, name)| width(&name)).fold(0.0, f64::max);
        let side = (widest + 10.0).to_u32().unwrap_or(60).clamp(24, 130);
        let frame = Frame { window, size, side, below: BELOW[0] };
        let is_crowded = curves.into_iter().any(|curve| frame.is_crowded(curve));
        Some(Frame { below: if is_crowded { BELOW[1] } else { BELOW[0] }, ..frame })
    }

    /// Whether the names of bounds need two rows.
    fn is_crowded(&self, curve: &Curve) -> bool {
        let Window { left, right, .. } = self.window;
        let wide = (f64::from(self.size.0) - f64::from(self.side) - f64::from(RIGHT)) / (right - left);
        let mut end = f64::MIN;
        curve.bounds.iter().any(|(value, _, name)| {
            let middle = self.middle(f64::from(self.side) + (value - left) * wide, name);
            let is_close = middle - width(name) / 2.0 <= end + GAP;
            end = middle + width(name) / 2.0;
            is_close
        })
    }

    /// Where the name of a bound stands, so that none of it is cut.
    fn middle(&self, x: f64, name: &str) -> f64 {
        let half = width(name) / 2.0;
        x.max(f64::from(self.side) / 2.0 + half / 2.0).min(f64::from(self.size.0) - half - 2.0)
    }
}

/// Draws a curve.
pub(super) fn draw(curve: &Curve, frame: &Frame, svg: &mut String) -> Drawn {
    let window = &frame.window;
    let values = named_values(curve, window, frame.size);
    let root = SVGBackend::with_string(svg, frame.size).into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin_top(6)
        .margin_right(RIGHT)
        .x_label_area_size(frame.below)
        .y_label_area_size(frame.side)
        .build_cartesian_2d(window.left..window.right, window.bottom..window.top)?;
    chart.configure_mesh().disable_mesh().x_labels(0).y_labels(0).axis_style(PALE).draw()?;
    let picture = Picture { curve, frame, window, root: &root, chart: &chart };
    picture.values(&values)?;
    picture.bounds()?;
    picture.lines()?;
    picture.ends()?;
    root.present()?;
    Ok(())
}

/// The values that are named at the side: those at bounds which have room, from the lowest up.
fn named_values(curve: &Curve, window: &Window, size: (u32, u32)) -> Vec<(f64, String)> {
    let mut labels = curve.labels.clone();
    labels.sort_by(|one, other| one.0.total_cmp(&other.0));
    let room = (window.top - window.bottom) * 14.0 / f64::from(size.1.saturating_sub(BELOW[1]));
    let mut kept: Vec<(f64, String)> = Vec::new();
    for label in labels {
        if kept.last().is_none_or(|last| label.0 - last.0 >= room) {
            kept.push(label);
        }
    }
    kept
}

struct Picture<'c, 'r, 's> {
    curve: &'c Curve,
    frame: &'c Frame,
    window: &'c Window,
    root: &'c DrawingArea<SVGBackend<'s>, Shift>,
    chart: &'c ChartContext<'r, SVGBackend<'s>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
}

impl Picture<'_, '_, '_> {
    fn place(&self, x: f64, y: f64) -> (i32, i32) {
        self.chart.backend_coord(&(x, y))
    }

    fn values(&self, values: &[(f64, String)]) -> Drawn {
        for (value, name) in values {
            let (x, y) = self.place(self.window.left, *value);
            self.root.draw(&PathElement::new(vec![(x, y), self.place(self.window.right, *value)], PALE))?;
            self.root.draw(&Text::new(name.clone(), (x.saturating_sub(5), y), text(&GREY, HPos::Right, VPos::Center)))?;
        }
        Ok(())
    }

    /// Bounds with their names. One that has no room beside its neighbour stands below it; one that has none there either is left to the rows.
    fn bounds(&self) -> Drawn {
        let mut taken = [f64::MIN, f64::MIN];
        for (value, _, name) in &self.curve.bounds {
            let (x, y) = self.place(*value, self.window.bottom);
            self.root.draw(&PathElement::new(vec![(x, y), self.place(*value, self.window.top)], PALE))?;
            let half = width(name) / 2.0;
            let middle = self.frame.middle(f64::from(x), name);
            let Some((row, end)) = taken.iter_mut().enumerate().find(|(_, end)| middle - half > **end + GAP) else { continue };
            *end = middle + half;
            let down = i32::try_from(row).unwrap_or(0).saturating_mul(14).saturating_add(6);
            let at = (middle.to_i32().unwrap_or(x), y.saturating_add(down));
            self.root.draw(&Text::new(name.clone(), at, text(&GREY, HPos::Center, VPos::Top)))?;
        }
        Ok(())
    }

    /// Lines, those of a marginal tier with their rates.
    fn lines(&self) -> Drawn {
        for (at, from, to) in self.curve.stretches(self.window.left, self.window.right) {
            let (begin, end) = (self.place(from, self.curve.at(at, from)), self.place(to, self.curve.at(at, to)));
            self.root.draw(&PathElement::new(vec![begin, end], INK.stroke_width(2)))?;
            let Some(rate) = self.curve.rates.get(at).filter(|_| self.curve.kind == TierKind::Marginal) else { continue };
            if width(rate) < f64::from(end.0.saturating_sub(begin.0)) + 14.0 {
                let middle = from / 2.0 + to / 2.0;
                let (x, y) = self.place(middle, self.curve.at(at, middle));
                self.root.draw(&Text::new(rate.clone(), (x, y.saturating_sub(5)), text(&INK, HPos::Right, VPos::Bottom)))?;
            }
        }
        Ok(())
    }

    /// The ends of lines at bounds, filled where the bound belongs to the line; one dot where they meet.
    fn ends(&self) -> Drawn {
        let curve = self.curve;
        for (at, (value, on_left, _)) in curve.bounds.iter().enumerate() {
            let before = self.place(*value, curve.at(at, *value));
            let behind = self.place(*value, curve.at(at.saturating_add(1), *value));
            if before == behind {
                self.dot(before, true)?;
            } else {
                self.dot(before, *on_left)?;
                self.dot(behind, !*on_left)?;
            }
        }
        match curve.floor {
            Some((floor, included)) => self.dot(self.place(floor, curve.at(0, floor)), included),
            None => Ok(()),
        }
    }

    fn dot(&self, place: (i32, i32), is_filled: bool) -> Drawn {
        if is_filled {
            self.root.draw(&Circle::new(place, 4, INK.filled()))?;
        } else {
            self.root.draw(&Circle::new(place, 4, WHITE.filled()))?;
            self.root.draw(&Circle::new(place, 4, INK.stroke_width(2)))?;
        }
        Ok(())
    }
}

/// How a label is written.
fn text(color: &RGBColor, h: HPos, v: VPos) -> TextStyle<'_> {
    TextStyle::from(("sans-serif", 12)).color(color).pos(Pos::new(h, v))
}

/// What a label takes in width, a Chinese sign twice what another takes.
fn width(label: &str) -> f64 {
    label.chars().map(|sign| if sign.is_ascii() { SIGN } else { SIGN * 1.8 }).sum()
}
