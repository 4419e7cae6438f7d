//! Tiers: a search over constant bounds without branches, then one product and sum for each row.

use super::arithmetic::{self, Binary};
use super::lanes::{Lanes, Numbers, each, numbers, same_if};
use super::presence::{self, state, strict};
use super::select::{NOWHERE, select};
use crate::data::columns::{Batch, Presence, State, Values};
use crate::plan::{Piece, Stretch};
use crate::program::Kind;
use crate::values::Exact;

/// The stretch of each row; [`NOWHERE`] below the floor. Absent rows have a stretch without meaning.
pub(in crate::run) fn stretches(piece: &Piece, by: &Batch, rows: usize) -> Vec<u32> {
    let input = numbers(&by.values);
    let found = match input {
        Numbers::Narrow(scale, lanes) => ends_at(piece, scale).map(|(floor, ends)| {
            let one = |value: i64| {
                let stretch: u32 = ends.iter().map(|end| u32::from(*end < value)).sum();
                if value < floor { NOWHERE } else { stretch }
            };
            each(lanes, one)
        }),
        Numbers::Wide(..) | Numbers::Exact(_) => None,
    };
    let found = found.unwrap_or_else(|| {
        let count = if input.is_one() { 1 } else { rows };
        (0..count).map(|row| if state(&by.presence, row) == State::Present { stretch_of(piece, &input.exact(row)) } else { 0 }).collect()
    });
    match found.as_slice() {
        [one] if rows != 1 => vec![*one; rows],
        _ => found,
    }
}

/// The floor and the last value of each stretch in units of 10^-`scale`; none when they do not fit.
fn ends_at(piece: &Piece, scale: u8) -> Option<(i64, Vec<i64>)> {
    let power = Exact::from_scaled(10i128.checked_pow(u32::from(scale))?, 0);
    let last = |(end, included): &(Exact, bool)| {
        let end = end.mul(&power);
        let whole = if *included { end.floor() } else { end.ceil().sub(&Exact::ONE) };
        i64::try_from(whole.to_i128()?).ok()
    };
    let floor = match &piece.floor {
        None => i64::MIN,
        // The first value in the tier comes after the last one below it.
        Some((floor, included)) => last(&(floor.clone(), !included))?.checked_add(1)?,
    };
    Some((floor, piece.bounds.iter().map(last).collect::<Option<Vec<i64>>>()?))
}

/// The stretch of one value; [`NOWHERE`] below the floor.
pub(in crate::run) fn stretch_of(piece: &Piece, value: &Exact) -> u32 {
    let below = |(end, included): &(Exact, bool)| if *included { value <= end } else { value < end };
    if piece.floor.as_ref().is_some_and(|(floor, included)| if *included { value < floor } else { value <= floor }) {
        return NOWHERE;
    }
    piece.bounds.iter().position(below).unwrap_or(piece.bounds.len()) as u32
}

/// The value of each row, given its stretch; `steps` are the values of those stretches that are not linear, in order.
pub(in crate::run) fn values(piece: &Piece, kind: Kind, by: &Batch, steps: &[&Batch], taken: &[u32], rows: usize) -> Batch {
    if steps.is_empty()
        && kind.is_numeric()
        && let Numbers::Narrow(scale, lanes) = numbers(&by.values)
        && let Some((out, units)) = linear(piece, scale, lanes, taken)
    {
        let mut there = by.presence.clone();
        for (row, stretch) in taken.iter().enumerate() {
            if *stretch == NOWHERE {
                presence::remove(&mut there, row, rows, State::Blank);
            }
        }
        return Batch { values: Values::Scaled { scale: out, units }, presence: there };
    }
    let mut steps = steps.iter();
    let owned: Vec<Option<Batch>> = piece.stretches.iter().map(|stretch| of_stretch(stretch, by, rows)).collect();
    let sources: Vec<&Batch> = owned.iter().filter_map(|own| own.as_ref().or_else(|| steps.next().copied())).collect();
    let absences: Vec<State> = (0..rows).map(|row| state(&by.presence, row)).collect();
    let taken: Vec<u32> =
        taken.iter().zip(&absences).map(|(stretch, absence)| if *absence == State::Present { *stretch } else { NOWHERE }).collect();
    let states: Vec<State> = absences.iter().map(|absence| if *absence == State::Present { State::Blank } else { *absence }).collect();
    select(kind, &sources, &taken, &states)
}

/// All rows as if they were in a linear stretch.
fn of_stretch(stretch: &Stretch, by: &Batch, rows: usize) -> Option<Batch> {
    match stretch {
        Stretch::Step(_) => None,
        Stretch::Linear { base, slope } if slope.is_zero() => Some(constant(base, rows)),
        Stretch::Linear { base, slope } => {
            let product = arithmetic::binary(Binary::Multiply, by, &constant(slope, rows), rows);
            let sum = arithmetic::binary(Binary::Add, &product, &constant(base, rows), rows);
            Some(Batch { presence: strict(&[by, &sum]), values: sum.values })
        }
    }
}

/// A number for all rows.
pub(in crate::run) fn constant(number: &Exact, rows: usize) -> Batch {
    let decimals = number.decimals();
    let values = super::lanes::settle(vec![number.clone()], decimals);
    Batch { values: same_if(true, values, rows), presence: Presence::All }
}

/// `base + slope × by` on integers; none when anything overflows or is no decimal.
fn linear(piece: &Piece, scale: u8, lanes: Lanes<'_, i64>, taken: &[u32]) -> Option<(u8, Vec<i64>)> {
    let (mut of_base, mut of_slope) = (0u8, 0u8);
    for stretch in &piece.stretches {
        let Stretch::Linear { base, slope } = stretch else { return None };
        (of_base, of_slope) = (of_base.max(base.decimals()?), of_slope.max(slope.decimals()?));
    }
    let flat = piece.stretches.iter().all(|stretch| matches!(stretch, Stretch::Linear { slope, .. } if slope.is_zero()));
    let out = if flat { of_base } else { of_base.max(of_slope.checked_add(scale)?) };
    // The slope takes what the product lacks to the scale of the result.
    let slope_scale = out.saturating_sub(scale);
    let parts = piece.stretches.iter().map(|stretch| match stretch {
        Stretch::Linear { base, slope } => {
            let slope = if flat { 0 } else { i64::try_from(slope.to_scaled(slope_scale)?).ok()? };
            Some((i64::try_from(base.to_scaled(out)?).ok()?, slope))
        }
        Stretch::Step(_) => None,
    });
    let parts: Vec<(i64, i64)> = parts.collect::<Option<Vec<_>>>()?;
    let mut overflow = false;
    let units = taken.iter().enumerate().map(|(row, stretch)| {
        let (base, slope) = parts.get(*stretch as usize).copied().unwrap_or((0, 0));
        let (product, over_product) = slope.overflowing_mul(lanes.get(row).copied().unwrap_or_default());
        let (sum, over_sum) = product.overflowing_add(base);
        overflow |= over_product | over_sum;
        sum
    });
    let units = units.collect();
    (!overflow).then_some((out, units))
}
