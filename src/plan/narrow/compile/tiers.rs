//! Tiers by a number, and by a quotient that is never carried out.

use super::{Compiler, Known, Units};
use crate::plan::narrow::{Binary, Range, UnitsOp};
use crate::plan::{Piece, Stretch};
use crate::values::Exact;
use num_integer::Integer;
use num_traits::ToPrimitive;

impl Compiler<'_> {
    pub(super) fn piece(&mut self, piece: &Piece) -> Option<Known> {
        let parts = piece.stretches.iter().map(|stretch| match stretch {
            Stretch::Linear { base, slope } => Some((base, slope)),
            Stretch::Step(_) => None,
        });
        let parts: Vec<(&Exact, &Exact)> = parts.collect::<Option<_>>()?;
        match self.known(piece.by)? {
            Known::Units(by) => self.piece_of_units(piece, by, &parts),
            Known::Quotient { a, b, zero } if piece.floor.is_none() && parts.iter().all(|(_, slope)| slope.is_zero()) => {
                let bases: Vec<&Exact> = parts.iter().map(|(base, _)| *base).collect();
                self.piece_of_quotient(piece, a, b, zero, &bases)
            }
            _ => None,
        }
    }

    fn piece_of_units(&mut self, piece: &Piece, by: Units, parts: &[(&Exact, &Exact)]) -> Option<Known> {
        if let Some((floor, included)) = &piece.floor {
            // No value may lie below it.
            let least = Exact::from_scaled(i128::from(by.range.least), by.scale);
            let holds = if *included { least >= *floor } else { least > *floor };
            if !holds {
                return None;
            }
        }
        let knots = piece.bounds.iter().map(|(bound, included)| last_unit(bound, *included, by.scale)).collect::<Option<Vec<i64>>>()?;
        let mut scale = 0u8;
        for (base, slope) in parts {
            let of_slope = if slope.is_zero() { 0 } else { slope.decimals()?.checked_add(by.scale)? };
            scale = scale.max(base.decimals()?).max(of_slope);
        }
        let slope_scale = scale.checked_sub(by.scale);
        let mut range: Option<Range> = None;
        let mut lines = Vec::with_capacity(parts.len());
        for (base, slope) in parts {
            let slope = if slope.is_zero() { 0 } else { i64::try_from(slope.to_scaled(slope_scale?)?).ok()? };
            let base = i64::try_from(base.to_scaled(scale)?).ok()?;
            // Every stretch is computed for all rows, so that it must fit for all.
            let own = by.range.times(slope)?.binary(Binary::Add, Range::of(base))?;
            range = Some(range.map_or(own, |range| range.union(own)));
            lines.push((base, slope));
        }
        let op = UnitsOp::Piece { by: by.source, knots, parts: lines };
        Some(Known::Units(Units { source: self.line(op)?, scale, range: range? }))
    }

    fn piece_of_quotient(&mut self, piece: &Piece, a: Units, b: Units, zero: Option<Exact>, bases: &[&Exact]) -> Option<Known> {
        let scale = bases.iter().map(|base| base.decimals()).try_fold(0u8, |most, own| Some(most.max(own?)))?;
        let values = bases.iter().map(|base| i64::try_from(base.to_scaled(scale)?).ok()).collect::<Option<Vec<i64>>>()?;
        let mut knots = Vec::with_capacity(piece.bounds.len());
        for (bound, included) in &piece.bounds {
            // a × 10^-s ≤ bound × b × 10^-t, where b is greater than zero.
            let right = bound.mul(&Exact::from_scaled(1, b.scale)).div(&Exact::from_scaled(1, a.scale))?;
            let (of_a, of_b) = (right.denom().to_i64()?, right.numer().to_i64()?);
            let common = of_a.gcd(&of_b).max(1);
            let (of_a, of_b) = (of_a.checked_div(common)?, of_b.checked_div(common)?);
            a.range.times(of_a).and(b.range.times(of_b))?;
            knots.push((of_a, of_b, *included));
        }
        let zero = match zero {
            Some(zero) => {
                let stretch = piece.bounds.iter().position(|(bound, included)| if *included { zero <= *bound } else { zero < *bound });
                Some(*values.get(stretch.unwrap_or(piece.bounds.len()))?)
            }
            None => None,
        };
        let range = Range::around(values.iter().map(|value| i128::from(*value)))?;
        let op = UnitsOp::OfQuotient { a: a.source, b: b.source, knots, values, zero };
        Some(Known::Units(Units { source: self.line(op)?, scale, range }))
    }
}

/// The last unit that is not beyond a bound.
pub(super) fn last_unit(bound: &Exact, included: bool, scale: u8) -> Option<i64> {
    let units = bound.div(&Exact::from_scaled(1, scale))?;
    let floor = units.floor();
    let last = i64::try_from(floor.to_scaled(0)?).ok()?;
    if !included && floor == units { last.checked_sub(1) } else { Some(last) }
}
