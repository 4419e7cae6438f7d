//! Figures of a column as numbers, for formats whose cells have kinds: the rounded copy that a text would show, in units of a power of ten.

use super::Shown;
#[cfg(feature = "arrow")]
use super::{Listing, format::ENDLESS_PLACES};
use crate::program::ColumnFormat;
use crate::values::{Exact, Value};

/// The figure that a cell shows, in the unit of its column, not yet rounded; none where it holds no number.
pub(in crate::data) fn figure(format: &ColumnFormat, cell: &Shown<'_>) -> Option<Exact> {
    let value = match cell {
        Shown::Scaled { units, scale } => Exact::from_scaled(i128::from(*units), *scale),
        Shown::Value(Value::Number(number)) => number.clone(),
        Shown::Value(_) | Shown::Text(_) | Shown::YesNo(_) | Shown::Member(_) | Shown::Absent(_) => return None,
    };
    if format.unit == Exact::ONE { Some(value) } else { Some(value.div(&format.unit).unwrap_or(value)) }
}

/// The digits after the point that a column shows its figures with: those it declares, else as many as its longest figure has.
#[cfg(feature = "arrow")]
pub(in crate::data) fn places(format: &ColumnFormat, listing: &Listing<'_>, column: usize) -> u8 {
    let places = |row| figure(format, &listing.cell(column, row)).map_or(0, |figure| figure.decimals().unwrap_or(ENDLESS_PLACES));
    format.decimals.unwrap_or_else(|| (0..listing.rows()).map(places).max().unwrap_or(0))
}

/// A figure in units of 10^-`places`, rounded as its column says; none where 128 bits have no room for it.
#[cfg(feature = "arrow")]
pub(in crate::data) fn units(format: &ColumnFormat, cell: &Shown<'_>, places: u8) -> Option<i128> {
    if let Shown::Scaled { units, scale } = cell
        && format.unit == Exact::ONE
        && let Some(zeros) = places.checked_sub(*scale)
    {
        return i128::from(*units).checked_mul(10i128.checked_pow(u32::from(zeros))?);
    }
    figure(format, cell)?.round_places(format.rounding, places).to_scaled(places)
}
