//! Rounding to a multiple of a unit. Integers stay integers; a fraction is divided once.

use super::lanes::{Lanes, Numbers, each, narrow, numbers, same_if, settle};
use super::presence;
use crate::data::columns::{Batch, State, Values};
use crate::values::rounding::{divide_i64, divide_i128};
use crate::values::{Exact, Rounding};

/// Rounds numbers to a unit.
pub(in crate::run) fn round(a: &Batch, mode: Rounding, unit: &Exact, rows: usize) -> Batch {
    let input = numbers(&a.values);
    let one = input.is_one();
    let decimals = unit.decimals();
    let of_unit = decimals.and_then(|scale| Some((scale, unit.to_scaled(scale)?)));
    let fast = of_unit.and_then(|(scale, size)| match input {
        // What has no smaller digits than the unit is a multiple already.
        Numbers::Narrow(own, _) | Numbers::Wide(own, _) if own <= scale && size == 1 => Some(super::lanes::peel(&a.values).0.clone()),
        Numbers::Narrow(own, lanes) => narrow_units(lanes, own, scale, size, mode),
        Numbers::Wide(own, lanes) => wide_units(lanes, own, scale, size, mode),
        Numbers::Exact(_) => None,
    });
    let values = fast.unwrap_or_else(|| {
        let count = if one { 1 } else { rows };
        let places = if of_unit.is_some_and(|(_, size)| size == 1) { decimals } else { None };
        let list = (0..count).map(|row| {
            if !one && presence::state(&a.presence, row) != State::Present {
                return Exact::ZERO;
            }
            match places {
                Some(places) => input.exact(row).round_places(mode, places),
                None => input.exact(row).round(mode, unit),
            }
        });
        settle(list.collect(), decimals)
    });
    Batch { values: same_if(one, values, rows), presence: a.presence.clone() }
}

/// Multiples of 10^-`own` to multiples of `size` × 10^-`scale`.
fn narrow_units(lanes: Lanes<'_, i64>, own: u8, scale: u8, size: i128, mode: Rounding) -> Option<Values> {
    let up = 10i64.checked_pow(u32::from(scale.saturating_sub(own)))?;
    let size = i64::try_from(size).ok()?;
    let divisor = size.checked_mul(10i64.checked_pow(u32::from(own.saturating_sub(scale)))?)?;
    let mut fits = true;
    let units = each(lanes, |unit| {
        let rounded = unit.checked_mul(up).and_then(|unit| divide_i64(unit, divisor, mode)?.checked_mul(size));
        fits &= rounded.is_some();
        rounded.unwrap_or_default()
    });
    if fits { Some(Values::Scaled { scale, units }) } else { wide_units_of(each(lanes, i128::from), own, scale, i128::from(size), mode) }
}

fn wide_units(lanes: Lanes<'_, i128>, own: u8, scale: u8, size: i128, mode: Rounding) -> Option<Values> {
    wide_units_of(each(lanes, |unit| unit), own, scale, size, mode)
}

fn wide_units_of(units: Vec<i128>, own: u8, scale: u8, size: i128, mode: Rounding) -> Option<Values> {
    let up = 10i128.checked_pow(u32::from(scale.saturating_sub(own)))?;
    let divisor = size.checked_mul(10i128.checked_pow(u32::from(own.saturating_sub(scale)))?)?;
    let rounded = units.into_iter().map(|unit| divide_i128(unit.checked_mul(up)?, divisor, mode)?.checked_mul(size));
    Some(narrow(scale, rounded.collect::<Option<Vec<i128>>>()?))
}
