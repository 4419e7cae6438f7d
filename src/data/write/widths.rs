//! How wide the figures of a result are: what the types of its columns are chosen by, where a format has types.

use super::{Listing, OutputFormat};
#[cfg(feature = "arrow")]
use super::{Shown, figures};
#[cfg(feature = "arrow")]
use crate::program::ColumnFormat;
use crate::program::Delivery;

/// The most digits that a figure is sure to keep when it is told with more decimals.
const SURE_DIGITS: u32 = 37;

/// The widths of the columns of a result; none where they do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Widths(Vec<Width>);

/// The width of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::data) struct Width {
    /// The digits after the point of its figures: those it declares, else as many as its longest figure has.
    pub(in crate::data) places: u8,
    /// Its greatest figure without its sign, in units of the last of them; none where one has no room in 128 bits.
    pub(in crate::data) longest: Option<u128>,
}

impl Widths {
    /// The widths of a result in one shape, of which no row is known.
    pub(crate) fn of_nothing(format: OutputFormat, delivery: &Delivery) -> Widths {
        let widths = delivery.columns.iter().map(|column| Width { places: column.format.decimals.unwrap_or(0), longest: Some(0) });
        if format.has_types() { Widths(widths.collect()) } else { Widths::default() }
    }

    /// The widths of a listing.
    #[cfg(feature = "arrow")]
    pub(crate) fn of(format: OutputFormat, delivery: &Delivery, listing: &Listing<'_>) -> Widths {
        let widths = delivery.columns.iter().enumerate().map(|(at, column)| Width::of(&column.format, listing, at));
        if format.has_types() { Widths(widths.collect()) } else { Widths::default() }
    }

    /// Without Arrow no shape has types.
    #[cfg(not(feature = "arrow"))]
    pub(crate) fn of(_format: OutputFormat, _delivery: &Delivery, _listing: &Listing<'_>) -> Widths {
        Widths::default()
    }

    /// Whether the types of any column are chosen by them.
    pub(crate) fn matter(&self) -> bool {
        !self.0.is_empty()
    }

    /// The width of a column.
    #[cfg(feature = "arrow")]
    pub(in crate::data) fn get(&self, column: usize) -> Width {
        self.0.get(column).copied().unwrap_or(Width { places: 0, longest: Some(0) })
    }

    /// Takes the widths of more rows in; false where figures would have to be told anew to know.
    pub(crate) fn add(&mut self, more: &Widths) -> bool {
        self.0.iter_mut().zip(&more.0).all(|(width, more)| match width.and(*more) {
            Some(both) => {
                *width = both;
                true
            }
            None => false,
        })
    }
}

impl Width {
    #[cfg(feature = "arrow")]
    fn of(format: &ColumnFormat, listing: &Listing<'_>, column: usize) -> Width {
        let (places, mut longest) = (figures::places(format, listing, column), 0u128);
        for row in 0..listing.rows() {
            let cell = listing.cell(column, row);
            if matches!(cell, Shown::Absent(_)) {
                continue;
            }
            match figures::units(format, &cell, places) {
                Some(units) => longest = longest.max(units.unsigned_abs()),
                None => return Width { places, longest: None },
            }
        }
        Width { places, longest: Some(longest) }
    }

    fn and(self, other: Width) -> Option<Width> {
        let places = self.places.max(other.places);
        let told = |width: Width| match width.longest {
            None => Some(None),
            Some(longest) if width.places == places => Some(Some(longest)),
            // A figure without an end was rounded: with more decimals it is another one, a little longer or shorter.
            Some(longest) => {
                let longest = longest.checked_mul(10u128.checked_pow(u32::from(places.saturating_sub(width.places)))?)?;
                10u128.checked_pow(SURE_DIGITS).filter(|most| longest < *most).map(|_| Some(longest))
            }
        };
        Some(Width { places, longest: told(self)?.zip(told(other)?).map(|(one, another)| one.max(another)) })
    }
}
